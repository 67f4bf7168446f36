using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Core.Tariffs;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Design;

/// <summary>Prices of rates as people write them: up to ten decimals, and what they are for.</summary>
public static partial class Prices
{
    public static string Text(decimal price, CultureInfo culture) => price.ToString("0.00########", culture);

    /// <summary>For columns: five decimals, and more where there are.</summary>
    public static string Column(decimal price, CultureInfo culture) => price.ToString("0.00000#####", culture);

    /// <summary>As <see cref="Money.Parse(string, CultureInfo)"/>, with the decimals that a rate may have.</summary>
    /// <returns>Null when it is not a number of that form.</returns>
    public static decimal? Parse(string? text, CultureInfo culture) => Money.Parse(text, culture, RateLimits.MaxPriceDecimals, RateLimits.MaxPrice);

    /// <summary>A rate as it is stored for people, in the viewer's words and digits: "1/1 at 0.025; peak 60 x2 at 0.20, then 6 at 0.10".</summary>
    public static string Told(string ladders, IStringLocalizer text, CultureInfo culture) => Step().Replace(ladders, step =>
        (step.Groups["then"].Success ? text[", then "].Value : "")
        + text["{0} at {1}", step.Groups["length"].Value, Text(decimal.Parse(step.Groups["price"].Value, CultureInfo.InvariantCulture), culture)].Value);

    /// <summary>The same for who pays, in the viewer's words: of prices without steps how they are counted is left out.</summary>
    /// <param name="tell">A price in the rate's currency, per its price unit.</param>
    public static string Plain(string ladders, Func<decimal, string> tell, IStringLocalizer text, CultureInfo culture) =>
        Step().Matches(ladders).Any(step => step.Groups["then"].Success)
            ? Told(ladders, text, culture)
            : Step().Replace(ladders, step => tell(decimal.Parse(step.Groups["price"].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"(?<then>, then )?(?<length>[0-9][0-9/]*( x[0-9]+)?) at (?<price>[0-9]{1,15}(\.[0-9]{1,10})?)", RegexOptions.ExplicitCapture)]
    private static partial Regex Step();

    /// <summary>What a price is for, such as "minute"; the size in base units where it has no name.</summary>
    public static string Per(Unit unit, long size, IStringLocalizer text) => (unit, size) switch
    {
        (Unit.Second, 1) => text["second"],
        (Unit.Second, 60) => text["minute"],
        (Unit.Second, 3600) => text["hour"],
        (Unit.Byte, 1_000) => "kB",
        (Unit.Byte, 1_024) => "KiB",
        (Unit.Byte, 1_000_000) => "MB",
        (Unit.Byte, 1_048_576) => "MiB",
        (Unit.Byte, 1_000_000_000) => "GB",
        (Unit.Byte, 1_073_741_824) => "GiB",
        (Unit.Event, 1) => text["event"],
        (Unit.Second, _) => text["{0} seconds", size],
        (Unit.Byte, _) => text["{0} bytes", size],
        _ => text["{0} events", size],
    };

    /// <summary>The sizes that a form offers for a unit.</summary>
    public static IReadOnlyList<long> Sizes(Unit unit) => unit switch
    {
        Unit.Second => [60, 1, 3600],
        Unit.Byte => [1_000_000, 1_048_576, 1_000_000_000, 1_073_741_824, 1_000, 1_024],
        _ => [1],
    };

    /// <summary>How usage is counted: "60/6", "per started MB".</summary>
    /// <param name="ladder">Said where the intervals are more than two.</param>
    public static string Intervals(Unit unit, long? first, long? next, string ladder, IStringLocalizer text) => (unit, first, next) switch
    {
        (_, null, _) or (_, _, null) => Told(ladder, text, CultureInfo.CurrentCulture),
        (Unit.Second, { } one, { } other) => $"{one}/{other}",
        (_, { } one, { } other) when one == other => text["per started {0}", Per(unit, one, text)],
        (_, { } one, { } other) => text["first {0}, then per started {1}", Per(unit, one, text), Per(unit, other, text)],
    };
}
