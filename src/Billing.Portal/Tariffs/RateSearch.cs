using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tariffs;

/// <summary>One box finds prefixes and destinations.</summary>
internal static class RateSearch
{
    /// <summary>What begins like a prefix or keyword is one; anything else is a part of a destination's name.</summary>
    public static RateFilter Filter(string? text) => text?.Trim() switch
    {
        null or "" => new(),
        var typed when typed.TrimStart('+').Replace(" ", "", StringComparison.Ordinal) is var digits && digits.All(char.IsAsciiDigit) => new(Prefix: digits),
        var typed when typed.Length > 1 && typed.All(c => char.IsAsciiLetterUpper(c)) => new(Prefix: typed),
        "*" => new(Prefix: "*"),
        var typed => new(Text: typed),
    };

    /// <summary>What the special destinations mean.</summary>
    public static string Keyword(string destination, IStringLocalizer text) => destination switch
    {
        Destination.Any => text["Whatever nothing else matches"],
        Destination.OnNet => text["Calls between our own accounts"],
        Destination.Incoming => text["Calls that the account receives"],
        Destination.Emergency => text["Emergency calls"],
        _ => "",
    };
}
