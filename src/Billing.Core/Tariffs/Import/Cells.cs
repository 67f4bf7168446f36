using System.Globalization;
using Billing.Core.Amounts;
using NodaTime;
using NodaTime.Text;

namespace Billing.Core.Tariffs.Import;

/// <summary>The text of a cell as a value. Each returns null for text that is none, with a reason.</summary>
internal static class Cells
{
    internal const string DateForm = "is not a date: expected 2026-12-31, or 2026-12-31T18:00:00Z with a time";

    /// <summary>No decimal has more digits, and none of ours needs them.</summary>
    private const int LongestAmount = 28;

    private static readonly LocalDatePattern[] Dates =
        [LocalDatePattern.Iso, LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd")];

    private static readonly LocalDateTimePattern[] Times =
    [
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm"),
    ];

    /// <summary>A decimal with a point. A comma may be a decimal comma or separate thousands, so it is neither.</summary>
    internal static decimal? Amount(string text, out string? reason)
    {
        reason = text switch
        {
            _ when text.Contains(',', StringComparison.Ordinal) =>
                "has a comma: expected a decimal point and no thousands separator, such as 1234.5",
            _ when text.AsSpan().ContainsAny(" '\u00a0") => "has a thousands separator: expected none, such as 1234.5",
            { Length: > LongestAmount } => "has too many digits",
            _ => null,
        };

        if (reason is not null)
        {
            return null;
        }

        if (decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        reason = "is not a decimal number such as 0.0125";

        return null;
    }

    internal static decimal? Percent(string text, out string? reason) =>
        Amount(text.EndsWith('%') ? text[..^1].TrimEnd() : text, out reason);

    internal static long? Units(string text, out string? reason)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        reason = isNumber ? null : "is not a whole number";

        return isNumber ? value : null;
    }

    /// <summary>A day begins at midnight UTC; a time without an offset is UTC.</summary>
    internal static Instant? Date(string text, out string? reason)
    {
        reason = null;

        foreach (var pattern in Dates)
        {
            if (pattern.Parse(text) is { Success: true, Value: { Year: > 0 } date })
            {
                return date.AtMidnight().InUtc().ToInstant();
            }
        }

        foreach (var pattern in Times)
        {
            if (pattern.Parse(text) is { Success: true, Value: { Year: > 0 } time })
            {
                return time.InUtc().ToInstant();
            }
        }

        // With an offset it may be in a year that there is not.
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is not { Success: true, Value: { Year: > 1 and < 9999 } moment })
        {
            reason = DateForm;

            return null;
        }

        var instant = moment.ToInstant();

        if (Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() / 10 * 10) != instant)
        {
            reason = "is finer than a microsecond";

            return null;
        }

        return instant;
    }

    internal static bool? Flag(string text, out string? reason)
    {
        reason = null;

        switch (ColumnNames.Plain(text))
        {
            case "yes" or "y" or "true" or "1" or "x" or "forbidden" or "blocked" or "barred" or "denied" or "discontinued" or "closed":
                return true;

            case "no" or "n" or "false" or "0" or "active" or "open" or "allowed":
                return false;

            default:
                reason = "is neither yes nor no";
                return null;
        }
    }

    internal static RateStatus? Status(string text, out string? reason)
    {
        reason = null;

        switch (ColumnNames.Plain(text))
        {
            case "active" or "open" or "new" or "increase" or "decrease" or "unchanged" or "nochange" or "current":
                return RateStatus.Active;

            case "discontinued" or "closed" or "deleted" or "delete" or "removed":
                return RateStatus.Discontinued;

            case "forbidden" or "blocked" or "barred" or "denied":
                return RateStatus.Forbidden;

            case "hidden":
                return RateStatus.Hidden;

            default:
                reason = "is not a status: expected active, discontinued, forbidden or hidden";
                return null;
        }
    }

    internal static RateDirection? Direction(string text, out string? reason)
    {
        reason = null;

        switch (ColumnNames.Plain(text))
        {
            case "charge" or "debit":
                return RateDirection.Charge;

            case "payback" or "credit":
                return RateDirection.Payback;

            default:
                reason = "is not a direction: expected charge or payback";
                return null;
        }
    }

    internal static Rounding? Rounding(string text, out string? reason)
    {
        reason = null;

        switch (ColumnNames.Plain(text))
        {
            case "halfaway" or "halfawayfromzero" or "half" or "nearest":
                return Amounts.Rounding.HalfAwayFromZero;

            case "halfeven" or "bankers" or "even":
                return Amounts.Rounding.HalfEven;

            case "up":
                return Amounts.Rounding.Up;

            case "down":
                return Amounts.Rounding.Down;

            default:
                reason = "is not a rounding: expected half-away, half-even, up or down";
                return null;
        }
    }
}
