using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Core.Tariffs;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;

namespace Billing.Radius.Server.Access;

/// <summary>Writes Access-Accepts: the token, the limits that the gateway understands, when to report.</summary>
internal static class Accept
{
    /// <summary>Who it is, and nothing granted: no session is open.</summary>
    public static void Known(Exchange exchange, AccessProof? proof)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        Proof.Add(ref writer, exchange, packet, proof);
        Send(exchange, packet, ref writer, buffer);
    }

    /// <summary>What may be used is what is held: never more.</summary>
    public static void Granted(Exchange exchange, Token token, AccessReply reply, TimeSpan longestSession)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var profile = exchange.Node.Profile;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, packet.Identifier);
        writer.ReserveMessageAuthenticator();

        Span<byte> ours = stackalloc byte[Token.Length];
        token.Write(ours);
        writer.Add(Attributes.Class, ours);
        writer.AddUInt32(Attributes.AcctInterimInterval, (uint)exchange.Node.View.InterimIntervalSeconds);
        var longest = (long)longestSession.TotalSeconds;
        var seconds = reply.Unit is Unit.Second ? Math.Min(reply.GrantedUnits, longest) : longest;

        Proof.Add(ref writer, exchange, packet, reply.Proof);
        AddPolicy(ref writer, profile, reply.Policy);

        if (profile.Understands(GrantStyle.SessionTimeout))
        {
            // Without Termination-Action the gateway ends the session when the time is up (RFC 2865 5.29). RADIUS-Request
            // would have it ask for the running session again, which would be opened, and charged, as another one.
            writer.AddUInt32(Attributes.SessionTimeout, (uint)seconds);
        }

        if (profile.Understands(GrantStyle.MikrotikTotalLimit) && reply.Unit is Unit.Byte)
        {
            writer.AddUInt32(Attributes.MikroTik.TotalLimit, (uint)(reply.GrantedUnits & uint.MaxValue));
            writer.AddUInt32(Attributes.MikroTik.TotalLimitGigawords, (uint)(reply.GrantedUnits >> 32));
        }

        if (profile.Understands(GrantStyle.H323Credit) && reply.Unit is Unit.Second)
        {
            writer.AddString(Attributes.Cisco.H323ReturnCode, "h323-return-code=0");
            writer.AddString(Attributes.Cisco.H323CreditTime, string.Create(CultureInfo.InvariantCulture, $"h323-credit-time={seconds}"));
            writer.AddString(Attributes.Cisco.H323CreditAmount, string.Create(CultureInfo.InvariantCulture, $"h323-credit-amount={reply.Spendable:0.00}"));
            writer.AddString(Attributes.Cisco.H323Currency, $"h323-currency={reply.Currency}");
        }

        Send(exchange, packet, ref writer, buffer);
    }

    /// <summary>h323-return-code as Cisco's voice gateways play it: 2 wrong PIN, 9 blocked, 12 credit used up.</summary>
    public static string ReturnCode(string reason) => reason switch
    {
        AccessReasons.NoFunds or AccessReasons.AllowanceUsedUp or AccessReasons.SpendingLimitReached => "12",
        AccessReasons.Forbidden => "9",
        _ => "2",
    };

    private static void AddPolicy(ref RadiusPacketWriter writer, NodeProfile profile, string? policy)
    {
        if (policy is null)
        {
            return;
        }

        foreach (var (key, value) in profile.Policies.Of(policy))
        {
            writer.Add(key, value);
        }
    }

    private static void Send(Exchange exchange, in RadiusPacket packet, ref RadiusPacketWriter writer, ReadOnlySpan<byte> buffer)
    {
        writer.TryAddAll(Attributes.ProxyState, packet);
        exchange.Answer(buffer[..writer.CompleteResponse(packet.Authenticator, exchange.Node.Secret)], Outcome.Accepted);
    }
}
