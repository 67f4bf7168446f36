using System.Globalization;
using Billing.Contracts.Records;
using Billing.Core.Rating;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Usage;

/// <summary>A transaction record as a person would tell it.</summary>
public static class UsageText
{
    /// <summary>Whom it went to, or what it was.</summary>
    public static string What(XdrRow record, IStringLocalizer<Words> text) => record switch
    {
        { Peer: { Length: > 0 } peer, DestinationName: { Length: > 0 } name } => $"{Number(peer)} · {name}",
        { Peer: { Length: > 0 } peer } => Number(peer),
        _ => text[ServiceWords.Name(record.Service)],
    };

    /// <summary>One step of the price, as a sentence.</summary>
    /// <param name="unit">The unit of the record's tariff.</param>
    /// <param name="size">How many base units the rate's prices are for.</param>
    /// <param name="allowances">Names by number, as far as they are known.</param>
    public static string Step(
        RatedPart part, Unit unit, long? size, string currency, IReadOnlyDictionary<int, string> allowances, IStringLocalizer<Words> text)
    {
        var culture = CultureInfo.CurrentCulture;
        var units = Quantity.Text(unit, part.Units, culture);
        var period = part.Period is { } name ? " " + text["({0})", name] : "";
        string allowance = part.AllowanceId is { } id && allowances.TryGetValue(id, out var known) ? known : text["an allowance"];

        return part.Kind switch
        {
            RatedPartKind.Usage when part.AllowanceId is not null => text["{0} paid by {1}", units, allowance] + period,
            RatedPartKind.Usage when part.Percent > 0 => text["{0} at {1}, less {2} %", units, Price(part.Price, unit, size, currency, text), part.Percent.ToString("0.##", culture)] + period,
            RatedPartKind.Usage => text["{0} at {1}", units, Price(part.Price, unit, size, currency, text)] + period,
            RatedPartKind.FreeUnits => text["{0} free at the beginning", units],
            RatedPartKind.ConnectFee => text["Connect fee"],
            RatedPartKind.Surcharge => text["Surcharge of {0} %", part.Price.ToString("0.##", culture)],
            RatedPartKind.Minimum => text["Up to the minimum charge"],
            RatedPartKind.Maximum => text["Down to the maximum charge"],
            RatedPartKind.ReservedMoney => text["Paid by {0}", allowance],
            _ => part.Kind.ToString(),
        };
    }

    /// <summary>The rate that it was priced by, for who pays: "0.025 USD a minute; peak 0.04 USD a minute".</summary>
    /// <param name="ladders">As the record keeps it.</param>
    public static string Rate(string ladders, Unit unit, long? size, string currency, IStringLocalizer<Words> text) =>
        Prices.Plain(ladders, price => Price(price, unit, size, currency, text), text, CultureInfo.CurrentCulture);

    /// <summary>The same for staff, with how it is counted: "1/1 at 0.025; peak 1/1 at 0.04, USD / minute".</summary>
    /// <param name="size">Base units; null: it is not known what the prices are for.</param>
    public static string Ladders(string ladders, Unit unit, long? size, string currency, IStringLocalizer<Words> text) =>
        $"{Prices.Told(ladders, text, CultureInfo.CurrentCulture)}, {currency}{(size is { } units ? $" / {Prices.Per(unit, units, text)}" : "")}";

    private static string Price(decimal price, Unit unit, long? size, string currency, IStringLocalizer<Words> text)
    {
        var money = Money.Text(price, currency, CultureInfo.CurrentCulture);

        return (unit, size) switch
        {
            (_, null) => money,
            (Unit.Second, 1) => text["{0} a second", money],
            (Unit.Second, 60) => text["{0} a minute", money],
            (Unit.Second, 3_600) => text["{0} an hour", money],
            (Unit.Byte, 1_000_000) => text["{0} a MB", money],
            (Unit.Byte, 1_000_000_000) => text["{0} a GB", money],
            (Unit.Event, 1) => text["{0} each", money],
            (_, { } units) => text["{0} per {1}", money, Quantity.Text(unit, units, CultureInfo.CurrentCulture)],
        };
    }

    /// <summary>What corrections have made of what it cost: of all that was reverted, all of it.</summary>
    public static string Corrected(XdrRow row, IStringLocalizer<Words> text)
    {
        var amount = Money.In(row.Currency, Math.Abs(row.Corrected), CultureInfo.CurrentCulture);

        return row.Corrected < 0 ? text["{0} given back", amount] : text["{0} added later", amount];
    }

    /// <summary>A number in E.164 with its "+"; a short one, or a name, as it is.</summary>
    public static string Number(string peer) => peer.All(char.IsAsciiDigit) && peer.Length > 6 ? "+" + peer : peer;
}
