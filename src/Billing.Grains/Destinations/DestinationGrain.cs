using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Grains.Changes;

namespace Billing.Grains.Destinations;

internal sealed class DestinationGrain(IDestinationStore store) : Grain, IDestinationGrain
{
    private string Prefix => this.GetPrimaryKeyString();

    public Task<DestinationView?> GetAsync() => store.GetAsync(Prefix);

    public async Task<ChangeReply> SetAsync(string country, string description, Edit edit) =>
        new Problems()
            .Expect(Prefix.Length <= 16 && Prefix.All(char.IsAsciiDigit), nameof(Prefix), "1 to 16 digits")
            .Text(country, "Country", 100)
            .Text(description, "Description", 200)
            .Refusal ?? await store.SetAsync(Prefix, country, description, edit);

    public Task<ChangeReply> RemoveAsync(Edit edit) => store.RemoveAsync(Prefix, edit);
}

/// <summary>Silos look at the groups every second.</summary>
internal sealed class DestinationGroupGrain(IDestinationStore store) : Grain, IDestinationGroupGrain
{
    private int DestinationGroupId => (int)this.GetPrimaryKeyLong();

    public Task<DestinationGroupView?> GetAsync() => store.GetGroupAsync(DestinationGroupId);

    public async Task<ChangeReply> EditAsync(DestinationGroupDetails details, Edit edit)
    {
        details = DestinationRules.Whole(details);

        return DestinationRules.Check(details).Refusal ?? await store.EditGroupAsync(DestinationGroupId, details, edit);
    }
}
