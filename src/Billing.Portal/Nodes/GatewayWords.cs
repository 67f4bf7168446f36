using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Billing.Contracts.Nodes;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Nodes;

/// <summary>How a gateway is, in words.</summary>
internal static class GatewayWords
{
    /// <summary>A gateway of some size sends every few seconds; one that says nothing for so long is looked after.</summary>
    public static readonly Duration Silence = Duration.FromMinutes(15);

    /// <summary>One host without its prefix length.</summary>
    public static string Address(IPNetwork address) =>
        address.PrefixLength == (address.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? 32 : 128)
            ? address.BaseAddress.ToString()
            : address.ToString();

    public static StatusTone Tone(NodeRow row, GatewayHealth? health, Instant now) => row switch
    {
        { IsRetired: true } => StatusTone.Off,
        _ when LastPacket(row, health) is not { } at => StatusTone.Off,
        _ when IsSilent(row, health, now) => StatusTone.Warn,
        _ => StatusTone.Ok,
    };

    public static string State(NodeRow row, GatewayHealth? health, Instant now, IStringLocalizer text) => row switch
    {
        { IsRetired: true } => text["Retired"],
        _ when LastPacket(row, health) is not { } at => text["Not heard from yet"],
        _ when IsSilent(row, health, now) => text["Silent"],
        _ => text["Heard from"],
    };

    /// <param name="milliseconds">Its clock less ours.</param>
    public static string Offset(long? milliseconds, IStringLocalizer text) => milliseconds switch
    {
        null => "–",
        > -1500 and < 1500 => text["none"],
        { } offset => $"{(offset < 0 ? "\u2212" : "+")}{(Math.Abs(offset) / 1000m).ToString("#,##0", CultureInfo.CurrentCulture)}\u00a0s",
    };

    public static string? Reasons(GatewayHealth? health, IStringLocalizer text) => health is { Rejects.IsDefaultOrEmpty: false }
        ? string.Join(", ", health.Rejects.Select(reject => $"{text[reject.Reason].Value}: {reject.Count}"))
        : null;

    /// <summary>It was heard of, but not of late; one that was retired is not missed.</summary>
    public static bool IsSilent(NodeRow row, GatewayHealth? health, Instant now) => !row.IsRetired && LastPacket(row, health) < now - Silence;

    /// <summary>Of the running silos' packets, else of the sessions that they reported before: those outlive a start.</summary>
    public static Instant? LastPacket(NodeRow row, GatewayHealth? health) => health?.LastPacketAt ?? row.LastHeardAt;
}
