using System.Text;
using Billing.Contracts.Accounts;

namespace Billing.Radius.Server.Access;

/// <summary>Digest authentication as a gateway tells it: by RFC 5090, or by the draft before it, as Kamailio and FreeRADIUS do.</summary>
/// <param name="Response">Null: the gateway only asks for a nonce (RFC 5090 2.1.2).</param>
/// <param name="IsDraft">By the draft, whose answers say nothing of it.</param>
internal sealed record DigestRequest(
    string? Response,
    string? UserName,
    string? Realm,
    string? Nonce,
    string? Method,
    string? Uri,
    string? Qop,
    string? Algorithm,
    string? CNonce,
    string? NonceCount,
    string? BodyHash,
    bool IsDraft)
{
    /// <summary>Null: the request is not for digest authentication.</summary>
    public static DigestRequest? Read(in RadiusPacket packet)
    {
        if (packet.TryGet(Attributes.DraftDigestResponse, out var response))
        {
            return OfDraft(packet, Encoding.UTF8.GetString(response));
        }

        return packet.TryGet(Attributes.DigestResponse, out _) || packet.TryGet(Attributes.DigestMethod, out _)
            ? new(
                packet.First(Attributes.DigestResponse),
                packet.First(Attributes.DigestUserName),
                packet.First(Attributes.DigestRealm),
                packet.First(Attributes.DigestNonce),
                packet.First(Attributes.DigestMethod),
                packet.First(Attributes.DigestUri),
                packet.First(Attributes.DigestQop),
                packet.First(Attributes.DigestAlgorithm),
                packet.First(Attributes.DigestCNonce),
                packet.First(Attributes.DigestNonceCount),
                packet.First(Attributes.DigestEntityBodyHash),
                IsDraft: false)
            : null;
    }

    /// <summary>Null where something is missing without which no response can be computed.</summary>
    public Credentials? Credentials(string alias) => this is { Response: { } response, Realm: { } realm, Nonce: { } nonce, Method: { } method, Uri: { } uri }
        ? new(alias, null, null, null, new(response, UserName ?? alias, realm, nonce, method, uri, Qop, Algorithm, CNonce, NonceCount, BodyHash))
        : null;

    // draft-sterman-aaa-sip-00: every Digest-Attributes holds type, length and value of one or more, numbered from 1.
    private static DigestRequest OfDraft(in RadiusPacket packet, string response)
    {
        var parts = new string?[11];

        foreach (var attribute in packet)
        {
            if (attribute.Key != Attributes.DraftDigestAttributes)
            {
                continue;
            }

            var tlvs = new TlvEnumerator(attribute.Value);

            while (tlvs.MoveNext())
            {
                if (tlvs.Type < parts.Length)
                {
                    parts[tlvs.Type] ??= Texts.Of(tlvs.Value);
                }
            }
        }

        return new(
            response.TrimEnd('\0'), parts[10], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], parts[8], parts[9], parts[7], IsDraft: true);
    }
}
