using System.Globalization;
using Billing.Core.Tariffs;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Profiles;
using NodaTime;

namespace Billing.Radius.Server.Access;

/// <summary>What may be used of a session.</summary>
/// <param name="GrantedUnits">Cumulative since its start, as <paramref name="UsedUnits"/>; base units.</param>
internal readonly record struct Grant(Unit Unit, long GrantedUnits, long UsedUnits)
{
    public long Remaining => GrantedUnits - UsedUnits;

    /// <summary>From where its gateway should ask for more: a tenth before what is left ends.</summary>
    public long Threshold => GrantedUnits - (Remaining / 10);
}

/// <summary>Tells a gateway how much it may give, in every way that it understands.</summary>
internal static class Limits
{
    private const int BytesOfKibibyte = 1024;
    private const uint RadiusRequest = 1; // Termination-Action (RFC 2865 5.29)

    /// <returns>The seconds that Session-Timeout would say.</returns>
    public static long Add(ref RadiusPacketWriter writer, Exchange exchange, Grant grant, TimeSpan longestSession)
    {
        var longest = (long)longestSession.TotalSeconds;
        var seconds = grant.Unit is Unit.Second ? long.Min(grant.Remaining, longest) : longest;

        foreach (var style in exchange.Node.Profile.Grants.AsSpan())
        {
            switch (style)
            {
                case GrantStyle.SessionTimeout:
                    writer.AddUInt32(Attributes.SessionTimeout, (uint)seconds);

                    // Without it the gateway ends the session when the time is up (RFC 2865 5.29). A call always ends then: its seconds
                    // are what is held, and the request that asks again does not say how many of them are used.
                    if (exchange.Node.Profile.ReauthorizesAtTimeout && grant.Unit is Unit.Byte)
                    {
                        writer.AddUInt32(Attributes.TerminationAction, RadiusRequest);
                    }

                    break;

                case GrantStyle.WisprTerminateTime:
                    var end = exchange.ArrivedAt + Duration.FromSeconds(seconds);
                    writer.AddString(Attributes.Wispr.SessionTerminateTime, end.ToString("uuuu-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture));
                    break;

                case GrantStyle.MikrotikTotalLimit when grant.Unit is Unit.Byte:
                    AddOctets(ref writer, Attributes.MikroTik.TotalLimit, Attributes.MikroTik.TotalLimitGigawords, grant.GrantedUnits);
                    break;

                case GrantStyle.MikrotikRecvXmitLimit when grant.Unit is Unit.Byte:
                    // Zero would mean none; an octet too much is charged when it is reported.
                    var half = long.Max(1, grant.GrantedUnits / 2);
                    AddOctets(ref writer, Attributes.MikroTik.RecvLimit, Attributes.MikroTik.RecvLimitGigawords, half);
                    AddOctets(ref writer, Attributes.MikroTik.XmitLimit, Attributes.MikroTik.XmitLimitGigawords, half);
                    break;

                case GrantStyle.ChilliMaxOctets when grant.Unit is Unit.Byte:
                    AddOctets(ref writer, Attributes.ChilliSpot.MaxTotalOctets, Attributes.ChilliSpot.MaxTotalGigawords, grant.GrantedUnits);
                    break;

                case GrantStyle.HuaweiRemanentVolume when grant.Unit is Unit.Byte:
                    // Zero would mean none; less than a kibibyte too much is charged when it is reported.
                    writer.AddUInt32(Attributes.Huawei.RemanentVolume, (uint)long.Clamp(grant.Remaining / BytesOfKibibyte, 1, uint.MaxValue));
                    break;

                case GrantStyle.CiscoQuota when grant.Unit is not Unit.Event:
                    writer.AddString(
                        Attributes.Cisco.ControlInfo,
                        string.Create(CultureInfo.InvariantCulture, $"{(grant.Unit is Unit.Byte ? "QV" : "QT")}{grant.Remaining}"));
                    break;

                case GrantStyle.WimaxQuota when IsMetered(exchange, grant.Unit):
                    AddQuota(ref writer, grant);
                    break;
            }
        }

        return seconds;
    }

    // A client that says what it can meter is told no quota of another kind. One that does not say it is what its profile says.
    private static bool IsMetered(Exchange exchange, Unit unit)
    {
        var capability = exchange.Packet.TryGet(Attributes.WiMax.Ppac, out var value) ? PrepaidCapability.Read(value) : null;

        return unit switch
        {
            Unit.Byte => capability is null or { HasVolume: true },
            Unit.Second => capability is null or { HasDuration: true },
            _ => false,
        };
    }

    private static void AddOctets(ref RadiusPacketWriter writer, AttributeKey low, AttributeKey high, long octets)
    {
        writer.AddUInt32(low, (uint)(octets & uint.MaxValue));
        writer.AddUInt32(high, (uint)(octets >> 32));
    }

    private static void AddQuota(ref RadiusPacketWriter writer, Grant grant)
    {
        Span<byte> value = stackalloc byte[PrepaidQuota.MaximumLength];
        var quota = new PrepaidQuota(
            (uint)(grant.GrantedUnits & uint.MaxValue),
            grant.Unit is Unit.Byte ? grant.GrantedUnits : null,
            grant.Unit is Unit.Second ? grant.GrantedUnits : null,
            null);
        writer.Add(Attributes.WiMax.Ppaq, value[..quota.Write(value, grant.Threshold)]);
    }
}
