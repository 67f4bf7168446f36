using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Radius.Tests;

/// <summary>Packets by hand, and the platform's digests: nothing here calls what is tested.</summary>
internal static class Packets
{
    public static readonly byte[] SecretOctets = Encoding.UTF8.GetBytes("testing123");
    public static readonly SharedSecret Secret = new(SecretOctets);
    public static readonly byte[] Authenticator = [.. Enumerable.Range(100, 16).Select(i => (byte)i)];

    public static byte[] Packet(RadiusCode code, params byte[][] attributes)
    {
        byte[] packet = [(byte)code, 7, 0, 0, .. Authenticator, .. attributes.SelectMany(a => a)];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        return packet;
    }

    public static byte[] Attribute(byte type, params byte[] value) => [type, (byte)(value.Length + 2), .. value];

    public static byte[] VendorSpecific(uint vendor, params byte[][] attributes) =>
        Attribute(26, [.. UInt32(vendor), .. attributes.SelectMany(a => a)]);

    public static byte[] UInt32(uint value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    /// <summary>Signs as a gateway does, with zeros or the packet's own authenticator.</summary>
    public static byte[] WithMessageAuthenticator(byte[] packet, int valueAt, byte[] authenticator)
    {
        var signed = packet.ToArray();
        authenticator.CopyTo(signed, 4);
        signed.AsSpan(valueAt, 16).Clear();
        HMACMD5.HashData(SecretOctets, signed).CopyTo(signed, valueAt);
        packet.AsSpan(4, 16).CopyTo(signed.AsSpan(4));
        return signed;
    }

    /// <summary>
    /// Computes the authenticator over the packet: with zeros a request's, with the request's a response's.
    /// </summary>
    public static byte[] WithAuthenticator(byte[] packet, byte[] authenticator)
    {
        var signed = packet.ToArray();
        authenticator.CopyTo(signed, 4);
        MD5.HashData([.. signed, .. SecretOctets]).CopyTo(signed, 4);
        return signed;
    }

    public static RadiusPacket Parsed(byte[] datagram)
    {
        Assert.Equal(ParseOutcome.Ok, RadiusPacket.TryParse(datagram, out var packet));
        return packet;
    }

    /// <summary>"key=hex" of every attribute, in order.</summary>
    public static string[] Listed(in RadiusPacket packet)
    {
        var list = new List<string>();

        foreach (var attribute in packet)
        {
            list.Add($"{attribute.Key}={Convert.ToHexStringLower(attribute.Value)}");
        }

        return [.. list];
    }
}
