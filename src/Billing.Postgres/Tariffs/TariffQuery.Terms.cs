using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Postgres.Paging;
using NodaTime;

namespace Billing.Postgres.Tariffs;

internal sealed partial class TariffQuery
{
    private const string TermsSql = $"""
        select {RateRows.Columns}
        from rate r
        where r.tariff_id = $1 and upper(r.destination) = upper($2) and r.removed_in is null
              and r.effective_from <= $3 and (r.effective_to is null or r.effective_to > $3)
        order by r.effective_from desc
        limit 1
        """;

    public async Task<RateDetails?> TermsAsync(long tariffId, string destination, Instant at, CancellationToken cancellation)
    {
        var rates = await database.Lists.ListAsync(
            TermsSql, row => RateRows.Read(row, 0), cancellation, tariffId, destination, at.ToDateTimeUtc());

        return rates is [{ Status: not RateStatus.Discontinued } rate] ? Details(rate) : null;
    }

    private static RateDetails Details(RateRow rate)
    {
        var (intervals, price) = Format(rate.Intervals);

        return new(
            rate.Destination, rate.EffectiveFrom, price, intervals, rate.PriceUnitSize, rate.ConnectFee, rate.FreeUnits,
            rate.SurchargePercent, rate.MinimumCharge, rate.MaximumCharge, rate.RoundTo, rate.Rounding, rate.Status, rate.Direction,
            [.. rate.PeriodIntervals.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Priced(pair.Key, pair.Value))],
            rate.EffectiveTo);
    }

    private static PeriodPrice Priced(string period, IReadOnlyList<RateInterval> ladder)
    {
        var (intervals, price) = Format(ladder);

        return new(period, price, intervals);
    }

    // A stored ladder was checked when it was entered.
    private static (string Intervals, decimal Price) Format(IReadOnlyList<RateInterval> intervals) =>
        PriceLadder.TryCreate(intervals, out var ladder, out var error) ? LadderNotation.Format(ladder) : throw new InvalidDataException(error);
}
