using System.Globalization;
using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Portal.Audit;

/// <summary>The way to a page of the log as text for an address: the last rows of the pages before it.</summary>
/// <remarks>The log is read forwards only, so the way back is the way there without its last step.</remarks>
internal static class AuditPlace
{
    private const char Step = '~';

    public static AuditCursor? Read(string? way)
    {
        var last = way?.Split(Step)[^1].Split('_', 2);

        return last is [var ticks, var key] && long.TryParse(ticks, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            ? new(Instant.FromUnixTimeTicks(at), key)
            : null;
    }

    public static string Next(string? way, AuditCursor cursor)
    {
        var step = string.Create(CultureInfo.InvariantCulture, $"{cursor.At.ToUnixTimeTicks()}_{cursor.Key}");

        return string.IsNullOrEmpty(way) ? step : $"{way}{Step}{step}";
    }

    /// <summary>Empty: the first page; null: there is none before it.</summary>
    public static string? Previous(string? way) => string.IsNullOrEmpty(way)
        ? null
        : way.LastIndexOf(Step) is var at and >= 0 ? way[..at] : "";
}
