using System.Globalization;
using Billing.Core.Tariffs;

namespace Billing.Portal.Design;

/// <summary>Amounts of usage as people say them.</summary>
public static class Quantity
{
    /// <summary>Bytes in decimal multiples (1 MB = 1 000 000 bytes), seconds as minutes and seconds, events by number.</summary>
    public static string Text(Unit unit, decimal units, CultureInfo culture) => unit switch
    {
        Unit.Second => Time((long)units, culture),
        Unit.Byte => Bytes(units, culture),
        _ => units.ToString("#,##0.##", culture),
    };

    /// <summary>In decimal multiples, as networks count.</summary>
    public static string Bytes(decimal bytes, CultureInfo culture)
    {
        string[] names = ["B", "kB", "MB", "GB", "TB", "PB"];
        var step = 0;

        while (Math.Abs(bytes) >= 1000 && step < names.Length - 1)
        {
            bytes /= 1000;
            step++;
        }

        return $"{bytes.ToString(step == 0 ? "0" : "#,##0.#", culture)}\u00a0{names[step]}";
    }

    /// <summary>Hours, minutes and seconds, all of them: in a column they stand below each other.</summary>
    public static string Clock(long seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");

    /// <summary>The two largest parts that are there; where nothing follows the first, that alone.</summary>
    public static string Time(long seconds, CultureInfo culture)
    {
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);

        return (hours, minutes, rest) switch
        {
            ( > 0, 0, 0) => string.Create(culture, $"{hours}\u00a0h"),
            ( > 0, _, _) => string.Create(culture, $"{hours}\u00a0h {minutes}\u00a0min"),
            (_, > 0, 0) => string.Create(culture, $"{minutes}\u00a0min"),
            (_, > 0, _) => string.Create(culture, $"{minutes}\u00a0min {rest}\u00a0s"),
            _ => string.Create(culture, $"{rest}\u00a0s"),
        };
    }
}
