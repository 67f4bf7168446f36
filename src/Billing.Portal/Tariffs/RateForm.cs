using System.Globalization;
using Billing.Contracts.Tariffs;
using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Forms;
using NodaTime;

namespace Billing.Portal.Tariffs;

/// <summary>A rate while somebody types it.</summary>
internal sealed class RateForm
{
    public string? Destination { get; set; }

    /// <summary>Null: at once.</summary>
    public Instant? From { get; set; }

    public string? Price { get; set; }

    public long Size { get; set; }

    public string? Intervals { get; set; }

    public string? ConnectFee { get; set; }

    public string? FreeUnits { get; set; }

    public string? Surcharge { get; set; }

    public string? Minimum { get; set; }

    public string? Maximum { get; set; }

    public int RoundTo { get; set; } = 5;

    public Rounding Rounding { get; set; }

    public RateStatus Status { get; set; }

    public RateDirection Direction { get; set; }

    public List<PeriodLine> Periods { get; } = [];

    /// <param name="terms">The rate that is changed; null: a new one.</param>
    /// <param name="periods">Names of the tariff's periods.</param>
    public static RateForm Of(RateDetails? terms, Unit unit, IEnumerable<string> periods, CultureInfo culture)
    {
        var form = terms is null
            ? new RateForm { Size = Prices.Sizes(unit)[0], Intervals = unit is Unit.Second ? "60/60" : null }
            : new RateForm
            {
                Destination = terms.Destination,
                Price = Number(terms.Price, culture),
                Size = terms.PriceUnitSize,
                Intervals = terms.Intervals,
                ConnectFee = Blank(terms.ConnectFee, culture),
                FreeUnits = Blank(terms.FreeUnits, culture),
                Surcharge = Blank(terms.SurchargePercent, culture),
                Minimum = Blank(terms.MinimumCharge, culture),
                Maximum = terms.MaximumCharge is { } maximum ? Number(maximum, culture) : null,
                RoundTo = terms.RoundTo,
                Rounding = terms.Rounding,
                Status = terms.Status,
                Direction = terms.Direction,
            };
        var own = terms is null || terms.Periods.IsDefault ? [] : terms.Periods;
        form.Periods.AddRange(periods.Select(name => own.FirstOrDefault(period => period.Period == name) is { } price
            ? new PeriodLine(name) { Price = Number(price.Price, culture), Intervals = price.Intervals }
            : new PeriodLine(name)));

        return form;
    }

    /// <summary>What it says; what cannot be read goes to the problems.</summary>
    public RateDetails Read(FieldProblems problems, CultureInfo culture)
    {
        const string Expected = "a number such as 0.105, without separators of thousands";

        decimal Amount(string field, string? text, decimal empty = 0)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return empty;
            }

            if (Prices.Parse(text, culture) is { } amount)
            {
                return amount;
            }

            problems.Add(field, Expected);

            return empty;
        }

        long Units(string field, string? text)
        {
            var units = Amount(field, text);

            if (units != decimal.Truncate(units))
            {
                problems.Add(field, "a whole number, without separators of thousands");
            }

            return (long)units;
        }

        if (string.IsNullOrWhiteSpace(Price) && Status is RateStatus.Active or RateStatus.Hidden)
        {
            problems.Add("Price", Expected);
        }

        return new(
            Destination?.Trim() ?? "", From, Amount("Price", Price), Text(Intervals), Size, Amount("ConnectFee", ConnectFee),
            Units("FreeUnits", FreeUnits), Amount("SurchargePercent", Surcharge), Amount("MinimumCharge", Minimum),
            string.IsNullOrWhiteSpace(Maximum) ? null : Amount("MaximumCharge", Maximum), RoundTo, Rounding, Status, Direction,
            [
                .. Periods.Where(line => !string.IsNullOrWhiteSpace(line.Price)).Select(line =>
                    new PeriodPrice(line.Name, Amount($"Periods.{line.Name}", line.Price), Text(line.Intervals))),
            ]);
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Number(decimal value, CultureInfo culture) => value.ToString("0.##########", culture);

    private static string? Blank(decimal value, CultureInfo culture) => value == 0 ? null : Number(value, culture);
}

/// <summary>The price of one of the tariff's periods; empty: the ordinary one.</summary>
internal sealed class PeriodLine(string name)
{
    public string Name { get; } = name;

    public string? Price { get; set; }

    public string? Intervals { get; set; }
}
