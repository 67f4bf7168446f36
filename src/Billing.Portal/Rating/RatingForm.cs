using System.Globalization;
using Billing.Contracts.Rating;
using Billing.Core.Tariffs;
using Billing.Portal.Forms;
using NodaTime;

namespace Billing.Portal.Rating;

/// <summary>A session to be priced, while somebody types it.</summary>
internal sealed class RatingForm
{
    public Unit Unit { get; set; } = Unit.Second;

    public string? Account { get; set; }

    public string? Called { get; set; }

    public string? Calling { get; set; }

    public Instant? StartAt { get; set; }

    /// <summary>A length such as 4:37 or 277, megabytes, or events.</summary>
    public string? Amount { get; set; } = "4:37";

    public int NodeId { get; set; }

    public string? Service { get; set; }

    public string? AccessCode { get; set; }

    /// <summary>What it asks; what cannot be read goes to the problems.</summary>
    public RatingQuestion Read(FieldProblems problems, CultureInfo culture)
    {
        if (string.IsNullOrWhiteSpace(Account))
        {
            problems.Add("Account", "a login or a number");
        }

        var units = Units(Amount, Unit, culture);

        if (units is null && !string.IsNullOrWhiteSpace(Amount))
        {
            problems.Add("Units", Unit is Unit.Second ? "seconds, or a length such as 4:37" : "a number above zero");
        }

        return new(
            Account?.Trim() ?? "",
            Text(Service) ?? Unit switch { Unit.Byte => "data", Unit.Event => "messages", _ => null },
            NodeId,
            Text(AccessCode),
            Unit is Unit.Byte ? null : Text(Called),
            Text(Calling),
            StartAt,
            units);
    }

    /// <summary>Base units of what was typed; null when it is nothing of the kind.</summary>
    public static long? Units(string? text, Unit unit, CultureInfo culture)
    {
        var parts = (text ?? "").Trim().Split(':');

        if (unit is Unit.Second && parts.Length is 2 or 3)
        {
            return parts.All(part => part.Length is > 0 and < 7 && part.All(char.IsAsciiDigit))
                ? parts.Aggregate(0L, (sum, part) => sum * 60 + long.Parse(part, CultureInfo.InvariantCulture))
                : null;
        }

        return Design.Prices.Parse(text, culture) is { } amount and >= 0
            && amount * (unit is Unit.Byte ? 1_000_000 : 1) is var units && units == decimal.Truncate(units) && units <= RateLimits.MaxUnits
                ? (long)units
                : null;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
