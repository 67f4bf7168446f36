using CsCheck;
using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class PacketLawsTests
{
    private static readonly Gen<AttributeKey> AnyKey = Gen.OneOf(
        Gen.UInt[1, 240].Where(type => type is not (26 or 80)).Select(type => new AttributeKey(0, type)),
        Gen.Select(
            Gen.OneOf(9u, 311u, 429u, 4846u, 8164u, 14988u, 24757u, 0xfffffffeu), Gen.UInt[0, 255], (vendor, type) => new AttributeKey(vendor, type)));

    /// <summary>Those that matter where a length or a type is expected, as often as all the others.</summary>
    private static readonly Gen<byte> AnyOctet = Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 2, 26, 80, 255));

    private static readonly Gen<(AttributeKey Key, byte[] Value)[]> AnyAttributes =
        Gen.Select(AnyKey, Gen.Byte.Array[0, 60]).Array[0, 40];

    /// <summary>Whole packets with some octets changed: most of the faults are in lengths.</summary>
    private static readonly Gen<byte[]> Mutated = Gen.Select(
        AnyAttributes, Gen.Select(Gen.Int[0, 4095], AnyOctet).Array[0, 6])
        .Select((attributes, changes) =>
        {
            var packet = Written(RadiusCode.AccessRequest, attributes);

            foreach (var (at, octet) in changes)
            {
                packet[at % packet.Length] = octet;
            }

            return packet;
        });

    [Fact]
    public void What_is_written_is_read() =>
        AnyAttributes.Sample(attributes =>
        {
            var packet = Parsed(Written(RadiusCode.AccountingRequest, attributes));
            var expected = attributes.Select(a => $"{a.Key}={Convert.ToHexStringLower(a.Value)}");

            return PacketAuthentication.VerifyAccountingRequest(packet, Secret)
                && PacketAuthentication.CheckMessageAuthenticator(packet, Secret) == MessageAuthenticatorState.Valid
                && Listed(packet).Skip(1).SequenceEqual(expected);
        }, iter: 5_000);

    [Fact]
    public void No_octets_from_the_network_make_the_reader_fail_or_loop() =>
        Gen.OneOf(Mutated, Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200].Select(WithLength)).Sample(datagram =>
        {
            if (RadiusPacket.TryParse(datagram, out var packet) != ParseOutcome.Ok)
            {
                return true;
            }

            var count = 0;

            foreach (var attribute in packet)
            {
                _ = RadiusDictionary.Standard.Format(attribute);
                count++;
            }

            PacketAuthentication.CheckMessageAuthenticator(packet, Secret);
            PacketAuthentication.VerifyAccountingRequest(packet, Secret);
            PacketAuthentication.VerifyResponse(packet, Authenticator, Secret);
            packet.TryGet(Attributes.UserPassword, out var password);
            UserPassword.TryDecrypt(password, packet.Authenticator, Secret, new byte[128], out _);
            packet.TryGet(Attributes.ChapPassword, out password);
            ChapPassword.Verify(password, packet.Authenticator, "secret"u8);
            return count <= (packet.Octets.Length - 20) / 2;
        }, iter: 100_000);

    [Fact]
    public void The_hot_path_does_not_allocate()
    {
        var buffer = new byte[4096];
        var clear = new byte[128];
        Exchange(buffer, clear);

        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            Exchange(buffer, clear);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Exchange(byte[] buffer, byte[] clear)
    {
        Span<byte> hidden = stackalloc byte[128];
        var hiddenLength = UserPassword.Encrypt("pass000001"u8, Authenticator, Secret, hidden);
        var request = new RadiusPacketWriter(buffer, RadiusCode.AccessRequest, 1);
        request.ReserveMessageAuthenticator();
        request.AddString(Attributes.UserName, "user000001");
        request.Add(Attributes.UserPassword, hidden[..hiddenLength]);
        request.AddUInt32(Attributes.MikroTik.TotalLimit, 5);
        var length = request.CompleteRequest(Secret, Authenticator);

        RadiusPacket.TryParse(buffer.AsSpan(0, length), out var packet);
        packet.TryGet(Attributes.UserPassword, out var value);
        UserPassword.TryDecrypt(value, packet.Authenticator, Secret, clear, out _);
        PacketAuthentication.CheckMessageAuthenticator(packet, Secret);

        var response = new RadiusPacketWriter(buffer.AsSpan(2000), RadiusCode.AccessAccept, 1);
        response.ReserveMessageAuthenticator();
        response.AddUInt32(Attributes.SessionTimeout, 3600);
        response.CompleteResponse(packet.Authenticator, Secret);
    }

    private static byte[] Written(RadiusCode code, (AttributeKey Key, byte[] Value)[] attributes)
    {
        var buffer = new byte[4096];
        var writer = new RadiusPacketWriter(buffer, code, 1);
        writer.ReserveMessageAuthenticator();

        foreach (var (key, value) in attributes)
        {
            writer.Add(key, value);
        }

        return buffer[..writer.CompleteRequest(Secret, Authenticator)];
    }

    private static byte[] WithLength(byte[] octets)
    {
        if (octets.Length >= 4)
        {
            (octets[2], octets[3]) = (0, (byte)octets.Length);
        }

        return octets;
    }
}
