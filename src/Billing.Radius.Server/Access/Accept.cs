using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Sessions;
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
    public static void Granted(Exchange exchange, Token token, AccessReply reply, Addresses addresses, TimeSpan longestSession)
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
        addresses.Write(ref writer);

        if (profile.ReturnsByAccessRequest)
        {
            Returns.AddToken(ref writer, profile, ours);
        }

        Proof.Add(ref writer, exchange, packet, reply.Proof);
        AddPolicy(ref writer, profile, reply.Policy);

        var seconds = Limits.Add(ref writer, exchange, new(reply.Unit, reply.GrantedUnits, 0), longestSession);

        if (profile.Understands(GrantStyle.H323Credit) && reply.Unit is Unit.Second)
        {
            writer.AddString(Attributes.Cisco.H323ReturnCode, "h323-return-code=0");
            writer.AddString(Attributes.Cisco.H323CreditTime, string.Create(CultureInfo.InvariantCulture, $"h323-credit-time={seconds}"));
            writer.AddString(Attributes.Cisco.H323CreditAmount, string.Create(CultureInfo.InvariantCulture, $"h323-credit-amount={reply.Spendable:0.00}"));
            writer.AddString(Attributes.Cisco.H323Currency, $"h323-currency={reply.Currency}");
        }

        Send(exchange, packet, ref writer, buffer);
    }

    /// <summary>A captive portal for who proved themselves and has nothing to spend; what they use there is not charged.</summary>
    /// <param name="id">By which it is let out of there; null: it is known nowhere, and logs in again.</param>
    public static void Hotlined(Exchange exchange, AccessReply reply, Addresses addresses, Guid? id)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var profile = exchange.Node.Profile;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        writer.Add(Attributes.Class, HotlineClass);

        AddMark(ref writer, id);

        if (id is not null)
        {
            writer.AddUInt32(Attributes.AcctInterimInterval, PortalInterimSeconds);
        }

        writer.AddUInt32(Attributes.SessionTimeout, (uint)profile.HotlineSeconds);
        addresses.Write(ref writer);
        Proof.Add(ref writer, exchange, packet, reply.Proof);

        foreach (var (key, value) in profile.Hotline.Rendered(new() { User = packet.First(profile.Account) }))
        {
            writer.Add(key, value);
        }

        Send(exchange, packet, ref writer, buffer);
    }

    /// <summary>Whether a report is of a session that was let in to a captive portal only.</summary>
    public static bool IsHotlined(in RadiusPacket packet)
    {
        foreach (var attribute in packet)
        {
            if (attribute.Key == Attributes.Class && attribute.Value.SequenceEqual(HotlineClass))
            {
                return true;
            }
        }

        return false;
    }

    // What is used at the portal since the last report before somebody is let out cannot be told from what is used after; RFC 2869 2.1
    // allows no shorter interval.
    private const uint PortalInterimSeconds = 60;

    private static ReadOnlySpan<byte> HotlineClass => "billing hotline"u8;

    /// <summary>More of a running session.</summary>
    /// <param name="login">As which it was at a portal: its reports are to say it still.</param>
    public static void Renewed(Exchange exchange, RenewReply reply, Guid? login, TimeSpan longestSession)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var profile = exchange.Node.Profile;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, packet.Identifier);
        writer.ReserveMessageAuthenticator();

        Span<byte> ours = stackalloc byte[Token.Length];
        new Token(reply.SessionId, reply.BalanceId).Write(ours);
        writer.Add(Attributes.Class, ours);
        Returns.AddToken(ref writer, profile, ours);
        AddMark(ref writer, login);
        writer.AddUInt32(Attributes.AcctInterimInterval, (uint)exchange.Node.View.InterimIntervalSeconds);
        AddPolicy(ref writer, profile, reply.Policy);
        Limits.Add(ref writer, exchange, new(reply.Unit, reply.GrantedUnits, reply.UsedUnits), longestSession);
        Send(exchange, packet, ref writer, buffer);
    }

    /// <summary>h323-return-code as Cisco's voice gateways play it: 2 wrong PIN, 9 blocked, 12 credit used up.</summary>
    public static string ReturnCode(string reason) => reason switch
    {
        AccessReasons.NoFunds or AccessReasons.AllowanceUsedUp or AccessReasons.SpendingLimitReached => "12",
        AccessReasons.Forbidden => "9",
        _ => "2",
    };

    private static void AddMark(ref RadiusPacketWriter writer, Guid? login)
    {
        if (login is { } id)
        {
            Span<byte> mark = stackalloc byte[PortalMark.Length];
            PortalMark.Write(id, mark);
            writer.Add(Attributes.Class, mark);
        }
    }

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
