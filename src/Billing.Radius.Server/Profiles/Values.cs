using System.Globalization;
using System.Text.RegularExpressions;

namespace Billing.Radius.Server.Profiles;

/// <summary>What a template's places stand for, as far as it is known.</summary>
internal sealed partial record Values
{
    public const string ClassPlace = "{class}";

    public static readonly string[] Names =
        ["session", "user", "address", "called", "calling", "class", "gateway", "policy", "up", "down", "up-kbit", "down-kbit"];

    /// <summary>Acct-Session-Id.</summary>
    public string? Session { get; init; }

    public string? User { get; init; }

    /// <summary>The session's IP address.</summary>
    public string? Address { get; init; }

    public string? Called { get; init; }

    public string? Calling { get; init; }

    /// <summary>Our token; it is octets, so it stands alone.</summary>
    public byte[]? Class { get; init; }

    /// <summary>Where the packet goes.</summary>
    public string? Gateway { get; init; }

    public string? Policy { get; init; }

    public string? Find(string name) => name switch
    {
        "session" => Session,
        "user" => User,
        "address" => Address,
        "called" => Called,
        "calling" => Calling,
        "gateway" => Gateway,
        "policy" => Policy,
        "up" => Bits("up"),
        "down" => Bits("down"),
        "up-kbit" => Kilobits("up"),
        "down-kbit" => Kilobits("down"),
        _ => null,
    };

    private string? Bits(string direction) => Rate(direction)?.ToString(CultureInfo.InvariantCulture);

    private string? Kilobits(string direction) => (Rate(direction) / 1_000)?.ToString(CultureInfo.InvariantCulture);

    // A policy that is a rate says how much from the user and how much to the user: 512k/2M, in bits per second.
    private uint? Rate(string direction)
    {
        if (Policy is null || RateText().Match(Policy) is not { Success: true } match)
        {
            return null;
        }

        var factor = match.Groups[direction + "unit"].Value switch
        {
            "k" or "K" => 1_000m,
            "M" => 1_000_000m,
            "G" => 1_000_000_000m,
            _ => 1m,
        };

        return (uint)decimal.Min(uint.MaxValue, decimal.Parse(match.Groups[direction].Value, CultureInfo.InvariantCulture) * factor);
    }

    [GeneratedRegex(@"^(?<up>[0-9]{1,12})(?<upunit>[kKMG]?)/(?<down>[0-9]{1,12})(?<downunit>[kKMG]?)$")]
    private static partial Regex RateText();
}
