using Billing.Core.Tariffs;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Design;

/// <summary>What a service is called, and the colour of its wire.</summary>
public static class ServiceWords
{
    /// <summary>The class of the style sheet.</summary>
    public static string Colour(string service) => service.ToLowerInvariant() switch
    {
        "voice" or "call" or "sip" => "voice",
        "data" or "internet" => "data",
        "messages" or "sms" or "mms" => "sms",
        "roaming" => "roaming",
        "tv" or "iptv" or "vod" => "tv",
        _ => "fee",
    };

    /// <summary>The standard services; filters have those that products sell beside them (<see cref="Balances.ServiceUnits.ChoicesAsync"/>).</summary>
    public static IReadOnlyList<string> Known { get; } = ["voice", "data", "messages", "roaming", "iptv", "vod"];

    /// <summary>English; the key of its translation. A service of the operator's own making keeps its name.</summary>
    public static string Name(string service) => service.ToLowerInvariant() switch
    {
        "voice" => "Voice",
        "data" => "Data",
        "messages" or "sms" => "Messages",
        "roaming" => "Roaming",
        "iptv" or "tv" => "TV",
        "vod" => "Video on demand",
        "fee" or "fees" => "Fees",
        _ => service,
    };

    /// <summary>The standard services whose word in the reader's language has what was typed in it.</summary>
    public static IReadOnlyList<string> Typed(string? typed, IStringLocalizer<Words> text) => typed?.Trim() is { Length: > 0 } part
        ? [.. Known.Where(service => text[Name(service)].Value.Contains(part, StringComparison.CurrentCultureIgnoreCase))]
        : [];

    /// <summary>What a standard service is counted in, for allowances, which do not say; anything else by number.</summary>
    public static Unit UnitOf(string service) => service.ToLowerInvariant() switch
    {
        "voice" or "iptv" or "tv" => Unit.Second,
        "data" or "internet" or "roaming" => Unit.Byte,
        _ => Unit.Event,
    };
}
