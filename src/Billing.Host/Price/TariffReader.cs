using System.Collections.Immutable;
using System.Text.Json;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Price;

/// <summary>Reads a tariff of a case: periods, then rates, by the rules that stored tariffs obey.</summary>
internal static class TariffReader
{
    private static readonly Dictionary<string, Weekdays> DayNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mon"] = Weekdays.Monday,
        ["tue"] = Weekdays.Tuesday,
        ["wed"] = Weekdays.Wednesday,
        ["thu"] = Weekdays.Thursday,
        ["fri"] = Weekdays.Friday,
        ["sat"] = Weekdays.Saturday,
        ["sun"] = Weekdays.Sunday,
    };

    public static Tariff Read(JsonElement element, string path, DateTimeZone zone)
    {
        var json = new CaseReader(element, path);
        var unit = json.Choice("unit", Unit.Second, ("second", Unit.Second), ("byte", Unit.Byte), ("event", Unit.Event));
        var code = json.Text("currency") ?? "USD";

        if (!Currency.TryParse(code, out var currency))
        {
            throw json.Error("currency", $"\"{code}\" is not a currency of ISO 4217");
        }

        if (!TariffPeriods.TryCreate(json.List("periods").Select(item => Period(item.Value, item.Path)), out var periods, out var error))
        {
            throw json.Error("periods", error);
        }

        var builder = new TariffBuilder(1, 1, json.Text("name") ?? "", currency, unit, periods);
        var priceUnit = json.Whole("priceUnit") ?? DefaultPriceUnit(unit);

        foreach (var (value, at) in json.List("rates"))
        {
            var row = Rate(value, at, priceUnit, zone);

            if (builder.Add(row) is RateOutcome.Invalid(var errors))
            {
                throw new CaseException($"{at}.{FieldOf(errors[0].Field)}", errors[0].Message);
            }
        }

        json.Finish();

        return builder.Build() switch
        {
            TariffOutcome.Built(var tariff) => tariff,
            TariffOutcome.Ambiguous(var twice) => throw json.Error(
                "rates", $"has destination \"{twice[0].Destination}\" twice with the same effectiveFrom"),
            _ => throw new InvalidOperationException(),
        };
    }

    private static long DefaultPriceUnit(Unit unit) => unit switch
    {
        Unit.Second => 60,
        Unit.Byte => 1_000_000,
        _ => 1,
    };

    // A rate's fields have the names that they have here, but for two.
    private static string FieldOf(string rateField) => rateField switch
    {
        nameof(RateRow.PeriodIntervals) => "periods",
        nameof(RateRow.PriceUnitSize) => "priceUnit",
        _ => JsonNamingPolicy.CamelCase.ConvertName(rateField),
    };

    private static RateRow Rate(JsonElement element, string path, long tariffPriceUnit, DateTimeZone zone)
    {
        var json = new CaseReader(element, path);
        var priceUnit = json.Whole("priceUnit") ?? tariffPriceUnit;
        var ladder = LadderReader.Read(json, priceUnit);
        var periods = json.Fields("periods").Select(field => (field.Name, Ladder: PeriodLadder(field.Value, field.Path, priceUnit))).ToList();
        var common = LadderReader.CommonUnit(json, [ladder, .. periods.Select(period => period.Ladder)]);
        var status = json.Choice(
            "status",
            RateStatus.Active,
            ("active", RateStatus.Active),
            ("discontinued", RateStatus.Discontinued),
            ("forbidden", RateStatus.Forbidden),
            ("hidden", RateStatus.Hidden));
        var row = new RateRow
        {
            Destination = json.TextOrNumber("destination") ?? Destination.Any,
            EffectiveFrom = json.Instant("effectiveFrom", zone) ?? NodaConstants.UnixEpoch,
            EffectiveTo = json.Instant("effectiveTo", zone),
            Status = status,
            Direction = json.Choice(
                "direction", RateDirection.Charge, ("charge", RateDirection.Charge), ("payback", RateDirection.Payback)),
            ConnectFee = json.Decimal("connectFee") ?? 0,
            FreeUnits = json.Whole("freeUnits") ?? 0,
            PriceUnitSize = common,
            Intervals = LadderReader.In(common, ladder),
            PeriodIntervals = periods.ToDictionary(
                period => period.Name,
                IReadOnlyList<RateInterval> (period) => LadderReader.In(common, period.Ladder),
                StringComparer.Ordinal),
            SurchargePercent = json.Decimal("surchargePercent") ?? 0,
            MinimumCharge = json.Decimal("minimumCharge") ?? 0,
            MaximumCharge = json.Decimal("maximumCharge"),
            RoundTo = (int)long.Min(json.Whole("roundTo") ?? RateLimits.MaxRoundTo, int.MaxValue),
            Rounding = json.Choice("rounding", Rounding.HalfAwayFromZero, CaseWords.Roundings),
        };
        json.Finish();

        return row;
    }

    private static ImmutableArray<PricedStep> PeriodLadder(JsonElement element, string path, long priceUnit)
    {
        var json = new CaseReader(element, path);
        var ladder = LadderReader.Read(json, priceUnit);
        json.Finish();

        return ladder;
    }

    private static TariffPeriod Period(JsonElement element, string path)
    {
        var json = new CaseReader(element, path);
        var period = new TariffPeriod(
            json.Text("name") ?? throw json.Error("name", "expected a name"),
            [.. json.List("weekly").Select(item => Range(item.Value, item.Path))],
            [.. json.List("dates").Select(item => Date(item.Value, item.Path))]);
        json.Finish();

        return period;
    }

    private static WeeklyRange Range(JsonElement element, string path)
    {
        var json = new CaseReader(element, path);
        var range = new WeeklyRange(Days(json), Time(json, "from"), Time(json, "to"));
        json.Finish();

        return range;
    }

    private static Weekdays Days(CaseReader json)
    {
        var names = json.Find("days") switch
        {
            null => ["mon-sun"],
            { ValueKind: JsonValueKind.Array } => json.List("days").Select(item => item.Value.ToString()).ToArray(),
            _ => json.Text("days")!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        var days = Weekdays.None;

        foreach (var name in names)
        {
            var ends = name.Split('-', StringSplitOptions.TrimEntries);

            if (ends.Length > 2 || !DayNames.TryGetValue(ends[0], out var first) || !DayNames.TryGetValue(ends[^1], out var last))
            {
                throw json.Error("days", "expected days such as mon-fri or [\"sat\", \"sun\"]");
            }

            for (var day = first; ; day = day is Weekdays.Sunday ? Weekdays.Monday : (Weekdays)((int)day << 1))
            {
                days |= day;

                if (day == last)
                {
                    break;
                }
            }
        }

        return days;
    }

    // 24:00 is the midnight at the day's end.
    private static LocalTime Time(CaseReader json, string name)
    {
        var text = json.Text(name) ?? "00:00";

        if (text is "24:00" or "24:00:00")
        {
            return LocalTime.Midnight;
        }

        var pattern = text.Length == 5 ? LocalTimePattern.CreateWithInvariantCulture("HH:mm") : LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");

        return pattern.Parse(text).TryGetValue(default, out var time) ? time : throw json.Error(name, "expected a time of day such as 08:00");
    }

    private static LocalDate Date(JsonElement element, string path) =>
        element.ValueKind is JsonValueKind.String && LocalDatePattern.Iso.Parse(element.GetString()!).TryGetValue(default, out var date)
            ? date
            : throw new CaseException(path, "expected a date such as 2026-12-25");
}
