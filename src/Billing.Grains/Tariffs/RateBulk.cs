using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Changes;
using Billing.Grains.Nodes;
using NodaTime;

namespace Billing.Grains.Tariffs;

/// <summary>What a change of many prices makes of a tariff.</summary>
internal sealed class RateBulk(NumberingCatalog numberings)
{
    public static Problems Check(BulkChange change) => new Problems()
        .Expect(change.Percent is >= -100 and <= 1_000 and not 0, nameof(change.Percent), "-100 to 1000, and not 0")
        .Expect(change.Decimals is >= 0 and <= 10, nameof(change.Decimals), "0 to 10");

    /// <summary>For the audit log.</summary>
    public static string Note(BulkChange change) => $"change rates by {change.Percent:0.####} % in";

    public async ValueTask<(RateChanges? Changes, ChangeReply? Refusal)> DecideAsync(Tariff tariff, BulkChange change, Instant now)
    {
        var groups = change.DestinationGroup is null ? null : (await numberings.GetAsync()).Groups;
        var rows = new RateScaling(change.Percent, change.Decimals).Rows(
            tariff,
            destination => destination.StartsWith(change.Prefix ?? "", StringComparison.OrdinalIgnoreCase)
                && groups?.Matches(change.DestinationGroup!, destination) is not false,
            RateRules.WholeSecond(change.EffectiveFrom) ?? Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
        var (rates, refusal) = RateRules.Check(tariff, rows);

        return (refusal is null ? RateChanges.Of(tariff, rates) : null, refusal);
    }
}
