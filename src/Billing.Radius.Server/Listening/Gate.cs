using Billing.Contracts.Nodes;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Listening;

/// <summary>Decides on the socket's thread whether a packet may come in at all. What may not is counted, never answered.</summary>
internal static class Gate
{
    /// <summary>Null when the packet may come in; else why not.</summary>
    public static Outcome? Check(in RadiusPacket packet, PortKind port, Node node)
    {
        switch (packet.Code, port)
        {
            case (RadiusCode.AccessRequest, PortKind.Auth or PortKind.Tls):
                return CheckAccess(packet, node);

            case (RadiusCode.AccountingRequest, PortKind.Acct or PortKind.Tls):
                if (!PacketAuthentication.VerifyAccountingRequest(packet, node.Secret))
                {
                    return Outcome.BadAuthenticator;
                }

                return PacketAuthentication.CheckMessageAuthenticator(packet, node.Secret) is MessageAuthenticatorState.Invalid
                    ? Outcome.BadMessageAuthenticator
                    : null;

            case (RadiusCode.StatusServer, _): // RFC 5997 3: always with Message-Authenticator
                return PacketAuthentication.CheckMessageAuthenticator(packet, node.Secret) switch
                {
                    MessageAuthenticatorState.Valid => null,
                    MessageAuthenticatorState.Invalid => Outcome.BadMessageAuthenticator,
                    _ => Outcome.MissingMessageAuthenticator,
                };

            default:
                return Outcome.UnexpectedCode;
        }
    }

    private static Outcome? CheckAccess(in RadiusPacket packet, Node node)
    {
        switch (PacketAuthentication.CheckMessageAuthenticator(packet, node.Secret))
        {
            case MessageAuthenticatorState.Invalid:
                return Outcome.BadMessageAuthenticator;

            case MessageAuthenticatorState.Valid:
                if (node.View.MessageAuthenticator is MessageAuthenticatorPolicy.Auto)
                {
                    node.Memory.HasSentMessageAuthenticator = true;
                }

                return null;
        }

        // CVE-2024-3596: an attacker between gateway and server needs Proxy-State to carry the collision.
        return node.RequiresMessageAuthenticator
            || packet.TryGet(Attributes.EapMessage, out _)
            || (node.View.LimitProxyState && packet.TryGet(Attributes.ProxyState, out _))
            ? Outcome.MissingMessageAuthenticator
            : null;
    }
}
