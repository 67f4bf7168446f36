using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Grains.Changes;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Tariffs;

/// <summary>Rates and calendars as people enter them, in the core's words.</summary>
internal static class RateRules
{
    /// <summary>The rates, or everything that is wrong with them.</summary>
    public static (ImmutableArray<Rate> Rates, ChangeReply? Refusal) Read(Tariff tariff, ImmutableArray<RateDetails> entered, Instant now)
    {
        var rates = ImmutableArray.CreateBuilder<Rate>(entered.Length);
        var problems = new Problems();

        for (var i = 0; i < entered.Length; i++)
        {
            if (Read(tariff, entered[i], now, $"Rates[{i}].", problems) is { } rate)
            {
                problems.Expect(
                    !rates.Any(other => other.EffectiveFrom == rate.EffectiveFrom
                        && string.Equals(other.Destination, rate.Destination, StringComparison.OrdinalIgnoreCase)),
                    $"Rates[{i}].{nameof(RateDetails.Destination)}",
                    "each destination once for an effective date");
                rates.Add(rate);
            }
        }

        return (rates.ToImmutable(), problems.Refusal);
    }

    /// <summary>The rates of rows, or everything that is wrong with them.</summary>
    public static (ImmutableArray<Rate> Rates, ChangeReply? Refusal) Check(Tariff tariff, IEnumerable<RateRow> rows)
    {
        var rates = ImmutableArray.CreateBuilder<Rate>();

        foreach (var row in rows)
        {
            switch (Rate.Create(row, tariff.Unit, tariff.Periods))
            {
                case RateOutcome.Valid(var rate):
                    rates.Add(rate);
                    break;

                case RateOutcome.Invalid(var errors):
                    return ([], ChangeReply.Refused([.. errors.Select(error => Problem($"{row.Destination}.", error))]));
            }
        }

        return (rates.ToImmutable(), null);
    }

    public static (TariffPeriods? Periods, ChangeReply? Refusal) Read(PeriodSetDetails set)
    {
        var problems = new Problems().Text(set.Name, nameof(set.Name), 100);
        var periods = new List<TariffPeriod>();

        for (var i = 0; i < set.Periods.OrEmpty().Length; i++)
        {
            var period = set.Periods[i];
            var weekly = period.Weekly.OrEmpty().Select(hours => (hours.Days, From: Time(hours.From), To: Time(hours.To))).ToList();
            var dates = period.Dates.OrEmpty().Select(date => LocalDatePattern.Iso.Parse(date ?? "")).ToList();
            problems
                .Expect(weekly.TrueForAll(hours => hours is { From: not null, To: not null }), $"Periods[{i}].{nameof(period.Weekly)}", "times such as 08:00")
                .Expect(dates.TrueForAll(date => date.Success), $"Periods[{i}].{nameof(period.Dates)}", "dates such as 2026-12-25");
            periods.Add(new(
                period.Name ?? "",
                [.. weekly.Select(hours => new WeeklyRange(hours.Days, hours.From ?? default, hours.To ?? default))],
                [.. dates.Where(date => date.Success).Select(date => date.Value)]));
        }

        if (problems.Refusal is { } refusal)
        {
            return (null, refusal);
        }

        return TariffPeriods.TryCreate(periods, out var compiled, out var error)
            ? (compiled, null)
            : (null, ChangeReply.Refused(nameof(set.Periods), $"other periods: {error}"));
    }

    private static Rate? Read(Tariff tariff, RateDetails entered, Instant now, string at, Problems problems)
    {
        var intervals = Ladder(entered.Price, entered.Intervals, at + nameof(entered.Intervals));
        var byPeriod = ImmutableDictionary.CreateBuilder<string, IReadOnlyList<RateInterval>>();

        foreach (var period in entered.Periods.OrEmpty())
        {
            if (Ladder(period.Price, period.Intervals, at + nameof(entered.Periods)) is { } ladder)
            {
                problems.Expect(byPeriod.TryAdd(period.Period ?? "", ladder), at + nameof(entered.Periods), "each period once");
            }
        }

        if (intervals is null || problems.Refusal is not null)
        {
            return null;
        }

        var row = new RateRow
        {
            Destination = entered.Destination ?? "",
            EffectiveFrom = entered.EffectiveFrom ?? now,
            EffectiveTo = entered.EffectiveTo,
            Status = entered.Status,
            Direction = entered.Direction,
            ConnectFee = entered.ConnectFee,
            FreeUnits = entered.FreeUnits,
            Intervals = intervals,
            PeriodIntervals = byPeriod.ToImmutable(),
            PriceUnitSize = entered.PriceUnitSize,
            SurchargePercent = entered.SurchargePercent,
            MinimumCharge = entered.MinimumCharge,
            MaximumCharge = entered.MaximumCharge,
            RoundTo = entered.RoundTo,
            Rounding = entered.Rounding,
        };

        switch (Rate.Create(row, tariff.Unit, tariff.Periods))
        {
            case RateOutcome.Valid(var rate):
                return rate;

            case RateOutcome.Invalid(var errors):
                foreach (var error in errors)
                {
                    var problem = Problem(at, error);
                    problems.Expect(false, problem.Field, problem.Expected);
                }

                return null;

            default:
                throw new System.Diagnostics.UnreachableException();
        }

        // Without a text: each started price unit is charged whole.
        IReadOnlyList<RateInterval>? Ladder(decimal price, string? text, string field)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return [new(entered.PriceUnitSize, null, price)];
            }

            if (LadderNotation.TryParse(text, price, null, out var ladder, out var error))
            {
                return ladder.Intervals;
            }

            problems.Expect(false, field, $"intervals such as 60/6: {error}");

            return null;
        }
    }

    private static FieldProblem Problem(string at, RateError error) => new(
        at + (error.Field == nameof(RateRow.PeriodIntervals) ? nameof(RateDetails.Periods) : error.Field), $"another value: this one {error.Message}");

    private static LocalTime? Time(string? text) =>
        LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss").Parse(text is { Length: 5 } ? text + ":00" : text ?? "") is { Success: true } time
            ? time.Value
            : null;
}
