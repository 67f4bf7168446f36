using Billing.Contracts.Sessions;
using Billing.Radius.Server.Accounting;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Profiles;

namespace Billing.Radius.Server.Access;

/// <summary>Reads Access-Requests that come back for more of a running session.</summary>
/// <remarks>
/// They prove nobody: that they are of the session's gateway is proved by our token in them, which that gateway was told, or by
/// the gateway's own name for the session. What they say of usage is a report like an interim one: cumulative, charged once.
/// </remarks>
internal static class Returns
{
    private const uint AuthorizeOnly = 17; // Service-Type (RFC 5176 3.1)

    /// <summary>Null: the request is for a new session.</summary>
    public static (UsageReport Report, Token? Token)? Read(Exchange exchange)
    {
        var packet = exchange.Packet;
        var profile = exchange.Node.Profile;
        var quota = profile.Understands(GrantStyle.WimaxQuota) && packet.TryGet(Attributes.WiMax.Ppaq, out var value)
            ? PrepaidQuota.Read(value)
            : default;
        var returns = (packet.TryGetUInt32(Attributes.ServiceType, out var service) && service == AuthorizeOnly)
            || quota is { VolumeOctets: not null } or { DurationSeconds: not null } or { UpdateReason: > 2 }
            || (profile.Understands(GrantStyle.CiscoQuota) && IsCiscos(packet))
            || (profile.ReauthorizesAtTimeout && Token.IsState(packet));

        if (!returns)
        {
            return null;
        }

        var kind = quota.IsRelease ? ReportKind.Stop : ReportKind.Interim;
        var time = EventTime.Of(packet, exchange.ArrivedAt, exchange.Node);
        var report = Reports.Read(packet, exchange.Node, kind, exchange.ArrivedAt, time) with
        {
            UsedUnits = quota.VolumeOctets ?? quota.DurationSeconds,
            AreUsedSeconds = quota.VolumeOctets is null,
            ComesBack = true,
        };

        return (report, Token.Find(packet));
    }

    /// <summary>Tells the gateway our token in the attributes that it sends back in Access-Requests too.</summary>
    public static void AddToken(ref RadiusPacketWriter writer, NodeProfile profile, ReadOnlySpan<byte> token)
    {
        writer.Add(Attributes.State, token);

        if (profile.Understands(GrantStyle.WimaxQuota))
        {
            writer.Add(Attributes.WiMax.AaaSessionId, token);
        }
    }

    // QR, QV, QT: a quota of a service is asked for again.
    private static bool IsCiscos(in RadiusPacket packet) =>
        packet.TryGet(Attributes.Cisco.ControlInfo, out var value) && value is [(byte)'Q', ..] && packet.TryGet(Attributes.AcctSessionId, out _);
}
