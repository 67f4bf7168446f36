using Billing.Core.Amounts;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Tests.Rating;

/// <summary>The semantics, written down as slowly and plainly as possible: one interval after the other.</summary>
internal static class IntervalByInterval
{
    internal static (decimal Amount, long ChargedUnits) Price(Rate rate, long used, RatingClock clock)
    {
        if (used == 0)
        {
            return (0, 0);
        }

        var position = 0L;
        var weight = 0m;

        while (rate.FreeUnits + position < used)
        {
            var ladder = rate.Ladder;

            if (clock.Periods is not null)
            {
                var second = rate.Unit == Unit.Second ? rate.FreeUnits + position : 0;
                var local = (clock.StartAt + Duration.FromSeconds(second)).InZone(clock.Zone).LocalDateTime;
                var name = PeriodAt(clock.Periods, local)?.Name;
                ladder = name is not null && rate.PeriodLadders.TryGetValue(name, out var own) ? own : ladder;
            }

            var (end, price) = CellAt(ladder, position);
            weight += (end - position) * price;
            position = end;
        }

        var amount = (rate.ConnectFee * rate.PriceUnitSize + weight) * (100 + rate.SurchargePercent) / (100m * rate.PriceUnitSize);
        amount = Math.Min(Math.Max(amount, rate.MinimumCharge), rate.MaximumCharge ?? decimal.MaxValue);
        amount = amount.Round(rate.RoundTo, rate.Rounding);

        return (rate.Direction == RateDirection.Payback ? -amount : amount, position);
    }

    private static (long End, decimal Price) CellAt(PriceLadder ladder, long position)
    {
        var end = 0L;

        foreach (var (length, repeat, price) in ladder.Intervals)
        {
            for (var i = 0; repeat is null || i < repeat; i++)
            {
                end += length;

                if (end > position)
                {
                    return (end, price);
                }
            }
        }

        throw new InvalidOperationException("The last step is unlimited.");
    }

    private static TariffPeriod? PeriodAt(TariffPeriods periods, LocalDateTime local) =>
        periods.Periods.FirstOrDefault(period => period.Dates.Contains(local.Date))
        ?? periods.Periods.FirstOrDefault(period => period.Weekly.Any(range => Covers(range, local)));

    private static bool Covers(WeeklyRange range, LocalDateTime local)
    {
        var isToday = Has(range.Days, local.DayOfWeek) && local.TimeOfDay >= range.From
            && (range.To <= range.From || local.TimeOfDay < range.To);
        var isSinceYesterday = Has(range.Days, local.PlusDays(-1).DayOfWeek) && range.To <= range.From
            && local.TimeOfDay < range.To;

        return isToday || isSinceYesterday;
    }

    private static bool Has(Weekdays days, IsoDayOfWeek day) => days.HasFlag((Weekdays)(1 << ((int)day - 1)));
}
