using Billing.Contracts.Destinations;
using Billing.Core.Tariffs;
using Billing.Grains.Changes;

namespace Billing.Grains.Destinations;

/// <summary>What a destination group's form must be like.</summary>
internal static class DestinationRules
{
    private const int Most = 20_000;
    private const string Expected = "prefixes of 1 to 16 digits or keywords, each once in the group";

    public static DestinationGroupDetails Whole(DestinationGroupDetails group) =>
        group with { Members = group.Members.OrEmpty(), Excluded = group.Excluded.OrEmpty() };

    public static Problems Check(DestinationGroupDetails group) => new Problems()
        .Text(group.Name, nameof(group.Name), 100)
        .Expect(group.Name?.Contains(',', StringComparison.Ordinal) is not true, nameof(group.Name), "a name without commas")
        .Expect(group.Members.Length <= Most && group.Members.All(Destination.IsOne), nameof(group.Members), Expected)
        .Expect(group.Excluded.Length <= Most && group.Excluded.All(Destination.IsOne), nameof(group.Excluded), Expected);
}
