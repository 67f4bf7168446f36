using System.Security.Cryptography;
using System.Text;
using Billing.Contracts.Accounts;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Access;

/// <summary>Writes what MS-CHAP and digest add to an answer: that we know the password too, the keys, or what went wrong.</summary>
internal static class Proof
{
    // RFC 2548 2.4.4, 2.4.5: encryption is allowed, with keys of 40 or 128 bits.
    private const uint EncryptionAllowed = 1;
    private const uint Rc4Of40Or128Bits = 6;

    public static void Add(ref RadiusPacketWriter writer, Exchange exchange, in RadiusPacket packet, AccessProof? proof)
    {
        if (proof is null)
        {
            return;
        }

        if (packet.TryGet(Attributes.Microsoft.Chap2Response, out var response))
        {
            writer.Add(Attributes.Microsoft.Chap2Success, [response[0], .. "S="u8, .. Encoding.ASCII.GetBytes(Convert.ToHexString(proof.Response))]);
            writer.AddUInt32(Attributes.Microsoft.MppeEncryptionPolicy, EncryptionAllowed);
            writer.AddUInt32(Attributes.Microsoft.MppeEncryptionTypes, Rc4Of40Or128Bits);
            var salt = (ushort)RandomNumberGenerator.GetInt32(0x4000);
            writer.AddSalted(Attributes.Microsoft.MppeSendKey, proof.SendKey, salt, packet.Authenticator, exchange.Node.Secret);
            writer.AddSalted(Attributes.Microsoft.MppeRecvKey, proof.ReceiveKey, (ushort)(salt + 1), packet.Authenticator, exchange.Node.Secret);
        }
        else if (DigestRequest.Read(packet) is { IsDraft: false, Qop: { } qop } && qop.Equals("auth", StringComparison.OrdinalIgnoreCase))
        {
            // Of auth-int it would be computed over a body that only the gateway knows (RFC 5090 3.4).
            writer.Add(Attributes.DigestResponseAuth, proof.Response);
        }
    }

    /// <summary>MS-CHAP-Error (RFC 2548 2.1.5), where the request was for MS-CHAP: a fresh challenge, and no second try on it.</summary>
    public static void AddError(ref RadiusPacketWriter writer, in RadiusPacket packet, string reason)
    {
        if (packet.TryGet(Attributes.Microsoft.Chap2Response, out var response) && !response.IsEmpty)
        {
            var text = $"E={ErrorCode(reason)} R=0 C={RandomNumberGenerator.GetHexString(32)} V=3 M={reason}";
            writer.Add(Attributes.Microsoft.ChapError, [response[0], .. Encoding.UTF8.GetBytes(text)]);
        }
    }

    // RFC 2759 6: 647 account disabled, 649 no permission to dial in, 691 authentication failure.
    private static string ErrorCode(string reason) => reason switch
    {
        AccessReasons.Blocked => "647",
        AccessReasons.Unknown => "691",
        _ => "649",
    };
}
