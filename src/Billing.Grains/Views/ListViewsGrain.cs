using Billing.Contracts.Changes;
using Billing.Contracts.Views;
using Billing.Grains.Changes;

namespace Billing.Grains.Views;

/// <summary>Keeps views of lists.</summary>
public interface IListViewStore
{
    Task<long> KeepAsync(string list, ListViewDetails view, string by, int most);

    /// <returns>Whether there is such a view for them.</returns>
    Task<bool> OpenWithAsync(string list, long? viewId, string by);

    /// <returns>Whether there was one that they may remove.</returns>
    Task<bool> RemoveAsync(string list, long viewId, string by, bool mayRemoveOthers);
}

internal sealed class ListViewsGrain(IListViewStore store) : Grain, IListViewsGrain
{
    /// <summary>Views of one list that one user keeps.</summary>
    private const int Most = 50;

    private string List => this.GetPrimaryKeyString();

    public async Task<ChangeReply> KeepAsync(ListViewDetails view, string by)
    {
        view = view with { Hidden = view.Hidden.OrEmpty() };
        var problems = new Problems()
            .Text(view.Name, "Name", 60)
            .Text(by, "By", 100)
            .Optional(view.Query, "Query", 2_000)
            .Expect(view.Hidden.Length <= 100 && view.Hidden.All(column => column.Length <= 100), "Hidden", "up to 100 columns");

        if (problems.Refusal is { } refusal)
        {
            return refusal;
        }

        return await store.KeepAsync(List, view, by, Most) is var id and not 0
            ? new(ChangeResult.Done, id)
            : ChangeReply.Refused("Name", $"one of up to {Most} views: remove one first");
    }

    public async Task<ChangeReply> OpenWithAsync(long? viewId, string by) =>
        await store.OpenWithAsync(List, viewId, by) ? new(ChangeResult.Done, viewId ?? 0) : ChangeReply.NotFound;

    public async Task<ChangeReply> RemoveAsync(long viewId, string by, bool mayRemoveOthers) =>
        await store.RemoveAsync(List, viewId, by, mayRemoveOthers) ? new(ChangeResult.Done, viewId) : ChangeReply.NotFound;
}
