using System.Security.Cryptography;
using Billing.Radius.Server.Control;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;

namespace Billing.Radius.Server.Proxying;

/// <summary>Passes requests on to the server of their user's realm, and its answers back (RFC 2865 2.3).</summary>
/// <remarks>
/// Nothing of it is ours: no account, no charge. A server that does not answer is not answered for, so that the gateway repeats.
/// </remarks>
internal sealed class Proxy(ControlClient client, ServerLinks links, ProfileFiles profiles)
{
    private const int StateLength = 8;

    public async ValueTask ServeAsync(Exchange exchange, Realm realm)
    {
        var state = RandomNumberGenerator.GetBytes(StateLength);
        var random = RandomNumberGenerator.GetBytes(RadiusPacket.AuthenticatorLength);
        var isAccess = exchange.Packet.Code is RadiusCode.AccessRequest;
        var dictionary = profiles.Current.Dictionary;
        byte[] sent = [];
        var octets = realm.TlsServers.IsEmpty
            ? await client.PassOnAsync(isAccess ? realm.AuthServers : realm.AcctServers, realm.Secret, Build)
            : await links.AskAsync(realm.TlsServers, Build);

        if (octets is null)
        {
            throw new TimeoutException($"the server of {realm.View.Realm} does not answer");
        }

        Answer(exchange, dictionary, octets, sent.AsSpan(RadiusPacket.HeaderLength - RadiusPacket.AuthenticatorLength, RadiusPacket.AuthenticatorLength), realm, state);

        // Anew for each server that is asked; the one that answers was asked last.
        byte[] Build(byte identifier) => sent = Forwarding.Request(
            dictionary, exchange.Packet, exchange.Node.Secret, realm, identifier, random, state);
    }

    private static void Answer(
        Exchange exchange, RadiusDictionary dictionary, byte[] octets, ReadOnlySpan<byte> sentAuthenticator, Realm realm, byte[] state)
    {
        RadiusPacket.TryParse(octets, out var answer);
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var length = Forwarding.Answer(buffer, dictionary, answer, sentAuthenticator, realm.Secret, exchange.Packet, exchange.Node.Secret, state);
        exchange.Answer(buffer[..length], answer.Code switch
        {
            RadiusCode.AccessAccept => Outcome.Accepted,
            RadiusCode.AccessReject => Outcome.Rejected,
            RadiusCode.AccessChallenge => Outcome.Challenged,
            _ => Outcome.Accounted,
        });
    }
}
