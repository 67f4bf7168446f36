using System.Collections.Frozen;

namespace Billing.Core.Tariffs.Import;

/// <summary>What a column of a price list may hold.</summary>
internal enum PriceColumn
{
    Destination,

    /// <summary>Of every interval, per price unit; of all but the first where there is a <see cref="FirstPrice"/>.</summary>
    Price,
    FirstPrice,
    Intervals,
    FirstInterval,
    NextInterval,
    PriceUnitSize,
    ConnectFee,
    FreeUnits,
    SurchargePercent,
    MinimumCharge,
    MaximumCharge,
    RoundTo,
    Rounding,
    EffectiveFrom,
    EffectiveTo,
    Status,
    IsForbidden,
    IsDiscontinued,
    Direction,
    Currency,
}

/// <summary>The names by which carriers call the columns of their price lists.</summary>
internal static class ColumnNames
{
    /// <summary>By name without case, spaces and marks.</summary>
    private static readonly FrozenDictionary<string, PriceColumn> Columns = new (PriceColumn Column, string Names)[]
    {
        (PriceColumn.Destination, "prefix prefixes code codes dialcode dialcodes dialprefix dialingcode dialingprefix destinationcode"),
        (PriceColumn.Price, "price rate newprice newrate priceperunit rateperunit ppm pricen raten nextprice nextrate"
            + " intervalprice additionalprice"),
        (PriceColumn.FirstPrice, "firstprice firstrate price1 rate1 initialprice initialrate"),
        (PriceColumn.Intervals, "intervals interval increments increment billingincrement billingincrements billinginterval"
            + " billingintervals billing ladder"),
        (PriceColumn.FirstInterval, "firstinterval interval1 initialinterval firstincrement increment1 initialincrement"
            + " minimumduration minduration"),
        (PriceColumn.NextInterval, "nextinterval intervaln interval2 subsequentinterval nextincrement incrementn increment2"
            + " subsequentincrement additionalincrement"),
        (PriceColumn.PriceUnitSize, "priceunitsize priceunit unitsize"),
        (PriceColumn.ConnectFee, "connectfee connectionfee connectcharge connectioncharge setupfee setupcharge setup callsetupfee"
            + " flagfall"),
        (PriceColumn.FreeUnits, "freeunits freeseconds graceperiod grace"),
        (PriceColumn.SurchargePercent, "surcharge surcharge% %surcharge surchargepercent surchargepct"),
        (PriceColumn.MinimumCharge, "minimum minimumcharge mincharge minimumprice minimumamount"),
        (PriceColumn.MaximumCharge, "maximum maximumcharge maxcharge maximumprice maximumamount"),
        (PriceColumn.RoundTo, "roundto decimals rounddecimals"),
        (PriceColumn.Rounding, "rounding roundingmethod roundingmode"),
        (PriceColumn.EffectiveFrom, "effectivefrom effectivedate effective validfrom startdate datefrom from effectivestart"),
        (PriceColumn.EffectiveTo, "effectiveto effectiveend enddate validto validuntil dateto until to expirydate expirationdate"
            + " expires"),
        (PriceColumn.Status, "status state"),
        (PriceColumn.IsForbidden, "forbidden blocked barred denied"),
        (PriceColumn.IsDiscontinued, "discontinued closed"),
        (PriceColumn.Direction, "direction"),
        (PriceColumn.Currency, "currency currencycode ccy"),
    }
        .SelectMany(pair => pair.Names.Split(' ').Select(name => (name, pair.Column)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Column, StringComparer.Ordinal);

    /// <summary>Names of a place: the prefix itself where no column is called so, else a description.</summary>
    private static readonly FrozenSet<string> Places = FrozenSet.Create("destination", "destinations", "number");

    private static readonly FrozenSet<string> AboutPrices =
        FrozenSet.Create("pricelist", "pricelistid", "ratename", "rateid", "rateplan", "ratetable", "pricechange", "ratechange");

    /// <summary>Units that a head may say its price is per, in base units: a minute, a second, an event.</summary>
    private static readonly (string Ending, Unit Unit, long Size)[] PriceUnits =
    [
        ("perminute", Unit.Second, 60), ("permin", Unit.Second, 60), ("minute", Unit.Second, 60), ("min", Unit.Second, 60),
        ("persecond", Unit.Second, 1), ("persec", Unit.Second, 1),
        ("perevent", Unit.Event, 1), ("permessage", Unit.Event, 1), ("persms", Unit.Event, 1),
    ];

    /// <summary>Letters, digits and the per-cent sign of a head, in small letters.</summary>
    internal static string Plain(string name) =>
        string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c == '%').Select(char.ToLowerInvariant));

    internal static PriceColumn? Find(string plain) => Columns.TryGetValue(plain, out var column) ? column : null;

    internal static bool IsPlace(string plain) => Places.Contains(plain);

    /// <summary>The head speaks of money or intervals, so it must not be passed over in silence.</summary>
    internal static bool IsAboutPrice(string plain) =>
        (plain.StartsWith("price", StringComparison.Ordinal) || plain.StartsWith("rate", StringComparison.Ordinal)
            || plain.StartsWith("interval", StringComparison.Ordinal)) && !AboutPrices.Contains(plain);

    /// <summary>A price per a unit that its head names, such as <c>rate per minute</c>.</summary>
    internal static (Unit Unit, long Size)? PricePer(string plain)
    {
        foreach (var (ending, unit, size) in PriceUnits)
        {
            if (plain.EndsWith(ending, StringComparison.Ordinal)
                && (plain.Length == ending.Length ? ending.StartsWith("per", StringComparison.Ordinal)
                    : Find(plain[..^ending.Length]) is PriceColumn.Price))
            {
                return (unit, size);
            }
        }

        return null;
    }
}
