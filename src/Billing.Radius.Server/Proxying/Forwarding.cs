using System.Buffers.Binary;

namespace Billing.Radius.Server.Proxying;

/// <summary>The octets of a proxy: what one side hid or signed is shown and hidden or signed for the other.</summary>
internal static class Forwarding
{
    private const byte VendorSpecific = 26;
    private const int VendorLength = 4;

    /// <summary>The gateway's request for the server: its attributes in their order, then a Proxy-State of ours (RFC 2865 5.33).</summary>
    /// <exception cref="InvalidOperationException">It has no room for what is added.</exception>
    public static byte[] Request(
        in RadiusPacket request, SharedSecret gateway, Realm realm, byte identifier, ReadOnlySpan<byte> random, ReadOnlySpan<byte> state)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, request.Code, identifier);
        var isAccess = request.Code is RadiusCode.AccessRequest;

        if (isAccess)
        {
            writer.ReserveMessageAuthenticator();
        }

        var attributes = new TlvEnumerator(request.AttributeOctets);

        while (attributes.MoveNext())
        {
            var key = new AttributeKey(0, attributes.Type);

            if (key == Attributes.UserPassword && isAccess)
            {
                AddPassword(ref writer, request, attributes.Value, gateway, realm.Secret, random);
            }
            else if (key == Attributes.UserName && realm.View.StripsName)
            {
                writer.Add(key, attributes.Value[..int.Max(0, attributes.Value.LastIndexOf((byte)'@'))]);
            }
            else if (key != Attributes.MessageAuthenticator)
            {
                writer.Add(key, attributes.Value);
            }
        }

        // The authenticator was the challenge (RFC 2865 5.40), and is another one now.
        if (isAccess && request.TryGet(Attributes.ChapPassword, out _) && !request.TryGet(Attributes.ChapChallenge, out _))
        {
            writer.Add(Attributes.ChapChallenge, request.Authenticator);
        }

        writer.Add(Attributes.ProxyState, state);

        return buffer[..writer.CompleteRequest(realm.Secret, random)].ToArray();
    }

    /// <summary>The server's answer for the gateway, without our Proxy-State, signed anew.</summary>
    /// <param name="sentAuthenticator">Of the request as it was passed on.</param>
    /// <returns>The octets written.</returns>
    public static int Answer(
        Span<byte> buffer,
        in RadiusPacket answer,
        ReadOnlySpan<byte> sentAuthenticator,
        SharedSecret server,
        in RadiusPacket request,
        SharedSecret gateway,
        ReadOnlySpan<byte> state)
    {
        var writer = new RadiusPacketWriter(buffer, answer.Code, request.Identifier);

        if (answer.Code is not RadiusCode.AccountingResponse)
        {
            writer.ReserveMessageAuthenticator();
        }

        var attributes = new TlvEnumerator(answer.AttributeOctets);

        while (attributes.MoveNext())
        {
            var key = new AttributeKey(0, attributes.Type);
            var value = attributes.Value;

            if (key == Attributes.MessageAuthenticator || (key == Attributes.ProxyState && value.SequenceEqual(state)))
            {
                continue;
            }

            if (attributes.Type == VendorSpecific && value.Length > VendorLength
                && BinaryPrimitives.ReadUInt32BigEndian(value) == Attributes.Microsoft.Vendor && TlvEnumerator.IsWellFormed(value[VendorLength..]))
            {
                AddMicrosofts(ref writer, value[VendorLength..], sentAuthenticator, server, request.Authenticator, gateway);
            }
            else if (key == Attributes.TunnelPassword && value.Length > 1)
            {
                AddSalted(ref writer, key, value[0], value[1..], sentAuthenticator, server, request.Authenticator, gateway);
            }
            else
            {
                writer.Add(key, value);
            }
        }

        return writer.CompleteResponse(request.Authenticator, gateway);
    }

    private static void AddPassword(
        ref RadiusPacketWriter writer, in RadiusPacket request, ReadOnlySpan<byte> hidden, SharedSecret gateway, SharedSecret server, ReadOnlySpan<byte> random)
    {
        Span<byte> clear = stackalloc byte[UserPassword.MaximumLength];
        Span<byte> again = stackalloc byte[UserPassword.MaximumLength];

        if (UserPassword.TryDecrypt(hidden, request.Authenticator, gateway, clear, out var length))
        {
            writer.Add(Attributes.UserPassword, again[..UserPassword.Encrypt(clear[..length], random, server, again)]);
        }
    }

    private static void AddMicrosofts(
        ref RadiusPacketWriter writer,
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> sentAuthenticator,
        SharedSecret server,
        ReadOnlySpan<byte> requestAuthenticator,
        SharedSecret gateway)
    {
        var parts = new TlvEnumerator(content);

        while (parts.MoveNext())
        {
            var key = new AttributeKey(Attributes.Microsoft.Vendor, parts.Type);

            if (key == Attributes.Microsoft.MppeSendKey || key == Attributes.Microsoft.MppeRecvKey)
            {
                AddSalted(ref writer, key, null, parts.Value, sentAuthenticator, server, requestAuthenticator, gateway);
            }
            else
            {
                writer.Add(key, parts.Value);
            }
        }
    }

    // The salt stays: it is unique in the packet, and with another secret and authenticator the mask is another one.
    private static void AddSalted(
        ref RadiusPacketWriter writer,
        AttributeKey key,
        byte? tag,
        ReadOnlySpan<byte> hidden,
        ReadOnlySpan<byte> sentAuthenticator,
        SharedSecret server,
        ReadOnlySpan<byte> requestAuthenticator,
        SharedSecret gateway)
    {
        Span<byte> clear = stackalloc byte[SaltEncryption.MaximumLength + 1];

        if (SaltEncryption.TryDecrypt(hidden, sentAuthenticator, server, clear, out var length))
        {
            writer.AddSalted(key, clear.Slice(1, length), BinaryPrimitives.ReadUInt16BigEndian(hidden), requestAuthenticator, gateway, tag);
        }
    }
}
