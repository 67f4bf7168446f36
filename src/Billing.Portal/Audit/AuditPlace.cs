using System.Buffers;
using System.Globalization;
using System.Text;
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

        if (last is not [var place, var key])
        {
            return null;
        }

        var parts = place.Split('.', 2);

        return long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            ? new(Instant.FromUnixTimeTicks(at), key, parts.Length > 1 ? Name(parts[1]) : null)
            : null;
    }

    public static string Next(string? way, AuditCursor cursor)
    {
        var sorted = cursor.Sorted is { } by ? "." + Convert.ToHexString(Encoding.UTF8.GetBytes(by)) : "";
        var step = string.Create(CultureInfo.InvariantCulture, $"{cursor.At.ToUnixTimeTicks()}{sorted}_{cursor.Key}");

        return string.IsNullOrEmpty(way) ? step : $"{way}{Step}{step}";
    }

    /// <summary>Empty: the first page; null: there is none before it.</summary>
    public static string? Previous(string? way) => string.IsNullOrEmpty(way)
        ? null
        : way.LastIndexOf(Step) is var at and >= 0 ? way[..at] : "";

    // A name may have any sign in it, also those that part a step. Null: somebody typed it.
    private static string? Name(string hex)
    {
        var bytes = new byte[hex.Length / 2];

        return Convert.FromHexString(hex, bytes, out _, out _) is OperationStatus.Done && Encoding.UTF8.GetString(bytes) is var name && !name.Contains('\0')
            ? name
            : null;
    }
}
