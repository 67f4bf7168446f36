using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Changes;
using NodaTime;

namespace Billing.Grains.Tariffs;

// Each change of rates is a new version, made from the one that the editor saw, and announced when it commits.
internal sealed partial class TariffGrain
{
    private const int MostRates = 1_000;

    private long TariffId => this.GetPrimaryKeyLong();

    public Task<TariffHead?> HeadAsync() => changes.HeadAsync(TariffId);

    public async Task<ChangeReply> EditAsync(string name, long? periodSetId, Edit edit) =>
        new Problems().Text(name, "Name", 100).Refusal ?? await changes.EditAsync(TariffId, name, periodSetId, edit);

    public Task<ChangeReply> RetireAsync(bool isRetired, Edit edit) => changes.RetireAsync(TariffId, isRetired, edit);

    public Task<ChangeReply> SetRatesAsync(ImmutableArray<RateDetails> rates, Edit edit)
    {
        if (rates.OrEmpty().Length is 0 or > MostRates)
        {
            return Task.FromResult(ChangeReply.Refused("Rates", $"1 to {MostRates} rates"));
        }

        return ChangeAsync(edit, "set rates of", tariff =>
        {
            var (read, refusal) = RateRules.Read(tariff, rates, Now());

            return (refusal is null ? RateChanges.Of(tariff, read) : null, refusal);
        });
    }

    public Task<ChangeReply> EndRateAsync(string destination, Instant? at, Edit edit) =>
        ChangeAsync(edit, $"end rate of {destination} in", tariff =>
        {
            var from = RateRules.WholeSecond(at) ?? Now();
            var known = tariff.RatesOf(destination ?? "").ToArray();
            var inForce = Array.Find(known, rate => rate.EffectiveFrom <= from && !(rate.EffectiveTo <= from));

            if (inForce is null or { Status: RateStatus.Discontinued })
            {
                return (null, ChangeReply.Refused("Destination", "a destination that has a rate of its own then"));
            }

            var (rates, refusal) = RateRules.Check(
                tariff, [RateRow.Of(inForce) with { EffectiveFrom = from, EffectiveTo = null, Status = RateStatus.Discontinued }]);

            return (refusal is null ? RateChanges.Of(tariff, rates) : null, refusal);
        });

    public Task<ChangeReply> WithdrawRateAsync(string destination, Instant effectiveFrom, Edit edit) =>
        ChangeAsync(edit, $"withdraw rate of {destination} in", tariff =>
            Array.Find(tariff.RatesOf(destination ?? "").ToArray(), rate => rate.EffectiveFrom == RateRules.WholeSecond(effectiveFrom)) switch
            {
                null => (null, ChangeReply.Refused("Destination", "a destination with a rate of this effective date")),
                var rate when rate.EffectiveFrom <= Now() => (null, ChangeReply.Refused("EffectiveFrom", "a rate that is not in force yet: end it instead")),
                var rate => (RateChanges.Without([rate]), null),
            });

    public async Task<RateDiff?> PreviewBulkAsync(BulkChange change)
    {
        if (RateBulk.Check(change).Refusal is not null || await NewestAsync() is not { } tariff)
        {
            return null;
        }

        return await BulkOf(change)(tariff) is ({ } done, null) ? Diff(done) : null;
    }

    public async Task<RatingTrialReport?> TryBulkAsync(BulkChange change) =>
        RateBulk.Check(change).Refusal is null && await NewestAsync() is { } tariff && await BulkOf(change)(tariff) is ({ } done, null)
            ? await trial.OfRatesAsync(tariff, done, RateRules.WholeSecond(change.EffectiveFrom) ?? Now())
            : null;

    public async Task<ChangeReply> BulkAsync(BulkChange change, Edit edit) =>
        RateBulk.Check(change).Refusal ?? await ChangeAsync(edit, RateBulk.Note(change), BulkOf(change));

    internal static RateDiff Diff(RateChanges changes) => new(
        changes.Counts.New,
        changes.Counts.PriceUp,
        changes.Counts.PriceDown,
        changes.Counts.Changed,
        changes.Counts.Unchanged,
        changes.Counts.Discontinued,
        changes.Added.Count,
        changes.Removed.Count,
        changes.Gaps,
        [.. changes.Rises.Select(rise => new RateRise(
            rise.Destination, rise.EffectiveFrom, rise.What, rise.OldPrice, rise.NewPrice, rise.Percent))]);

    private Func<Tariff, ValueTask<(RateChanges?, ChangeReply?)>> BulkOf(BulkChange change) => tariff => bulk.DecideAsync(tariff, change, Now());

    private Task<ChangeReply> ChangeAsync(Edit edit, string note, Func<Tariff, (RateChanges?, ChangeReply?)> decide, int? reverts = null) =>
        ChangeAsync(edit, note, tariff => new ValueTask<(RateChanges?, ChangeReply?)>(decide(tariff)), reverts);

    private async Task<ChangeReply> ChangeAsync(
        Edit edit, string note, Func<Tariff, ValueTask<(RateChanges?, ChangeReply?)>> decide, int? reverts = null)
    {
        if (await NewestAsync() is not { } tariff)
        {
            return ChangeReply.NotFound;
        }

        if (tariff.Version != edit.SeenVersion)
        {
            return ChangeReply.Conflict;
        }

        var (decided, refusal) = await decide(tariff);
        var reply = refusal ?? await changes.PublishAsync(tariff, decided!, edit, note, reverts: reverts);

        if (reply.IsDone)
        {
            await tariffs.UpdateAsync(TariffId, (int)reply.Version); // the other silos have heard of it in the commit
        }

        return reply;
    }

    // From the store, by what changed since this silo's version.
    private async Task<Tariff?> NewestAsync() => await store.LoadAsync(TariffId, await tariffs.GetAsync(TariffId));

    private Instant Now() => Instant.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
}
