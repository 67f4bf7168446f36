namespace Billing.Radius.Server.Proxying;

/// <summary>The octets of a proxy: what one side hid or signed is shown and hidden or signed for the other.</summary>
internal static class Forwarding
{
    /// <summary>The gateway's request for the server: its attributes in their order, then a Proxy-State of ours (RFC 2865 5.33).</summary>
    /// <exception cref="InvalidOperationException">It has no room for what is added.</exception>
    public static byte[] Request(
        RadiusDictionary dictionary,
        in RadiusPacket request,
        SharedSecret gateway,
        Realm realm,
        byte identifier,
        ReadOnlySpan<byte> random,
        ReadOnlySpan<byte> state)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, request.Code, identifier);
        var isAccess = request.Code is RadiusCode.AccessRequest;

        if (isAccess)
        {
            writer.ReserveMessageAuthenticator();
        }

        // Only an Access-Request's authenticator is there before the packet is: in others nothing can be hidden with it.
        var rehiding = new Rehiding(dictionary, gateway, request.Authenticator, realm.Secret, random);
        var attributes = new TlvEnumerator(request.AttributeOctets);

        while (attributes.MoveNext())
        {
            var key = new AttributeKey(0, attributes.Type);

            if (key == Attributes.UserName && realm.View.StripsName)
            {
                writer.Add(key, attributes.Value[..int.Max(0, attributes.Value.LastIndexOf((byte)'@'))]);
            }
            else if (isAccess && key != Attributes.MessageAuthenticator)
            {
                rehiding.Add(ref writer, attributes.Type, attributes.Value);
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
        RadiusDictionary dictionary,
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

        var rehiding = new Rehiding(dictionary, server, sentAuthenticator, gateway, request.Authenticator);
        var attributes = new TlvEnumerator(answer.AttributeOctets);

        while (attributes.MoveNext())
        {
            var key = new AttributeKey(0, attributes.Type);
            var value = attributes.Value;

            if (key == Attributes.MessageAuthenticator || (key == Attributes.ProxyState && value.SequenceEqual(state)))
            {
                continue;
            }

            if (answer.Code is RadiusCode.AccountingResponse)
            {
                writer.Add(key, value);
            }
            else
            {
                rehiding.Add(ref writer, attributes.Type, value);
            }
        }

        return writer.CompleteResponse(request.Authenticator, gateway);
    }
}
