using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Rating;

namespace Billing.Grains.Tariffs;

// A change set taken back is a new version like any other: see RateReversal for what becomes of which rate.
internal sealed partial class TariffGrain
{
    public async Task<RateReversalView?> PreviewRevertAsync(int version)
    {
        if (await NewestAsync() is not { } tariff || await store.LoadChangeAsync(TariffId, version) is not { } set)
        {
            return null;
        }

        var now = Now();
        var reversal = await Task.Run(() => RateReversal.Of(tariff, set, now));

        return new(
            version, Diff(reversal.Changes), reversal.Withdrawn, reversal.Ended, reversal.Restored, reversal.Kept, reversal.LostPeriod, tariff.Version);
    }

    public async Task<ChangeReply> RevertAsync(int version, Edit edit) =>
        await store.LoadChangeAsync(TariffId, version) is { } set
            ? await ChangeAsync(edit, $"take back version {version} of", tariff => DecideAsync(tariff, set), version)
            : ChangeReply.Refused("Version", "a version that changed rates");

    public async Task<RatingTrialReport?> TryRevertAsync(int version) =>
        await NewestAsync() is { } tariff
        && await store.LoadChangeAsync(TariffId, version) is { } set
        && await DecideAsync(tariff, set) is ({ } done, null)
            ? await trial.OfRatesAsync(tariff, done, RatingTrial.LookAt(done, Now()))
            : null;

    // Half a million rates take a moment: on the pool, not in the grain's turn.
    private async ValueTask<(RateChanges?, ChangeReply?)> DecideAsync(Tariff tariff, RateChangeSet set)
    {
        var now = Now();

        return Decided(await Task.Run(() => RateReversal.Of(tariff, set, now)));
    }

    private static (RateChanges?, ChangeReply?) Decided(RateReversal reversal) => reversal switch
    {
        { LostPeriod: { } period } => (null, ChangeReply.Refused("Version", $"periods with {period}, which a rate that comes back has a price for")),
        { Changes.IsEmpty: true } => (null, ChangeReply.Refused("Version", "a version of which something can be taken back still")),
        _ => (reversal.Changes, null),
    };
}
