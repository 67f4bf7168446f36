using System.Net;
using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class RadiusPacketWriterTests
{
    private readonly byte[] _buffer = new byte[5000];

    [Fact]
    public void The_request_of_the_RFC_is_built_to_the_octet()
    {
        var file = new VectorFile("rfc2865-7.1");
        var authenticator = file.Request[4..20];
        var hidden = new byte[16];
        UserPassword.Encrypt(file.Text("password"), authenticator, file.Secret, hidden);

        var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessRequest, 0);
        writer.AddString(Attributes.UserName, "nemo");
        writer.Add(Attributes.UserPassword, hidden);
        writer.AddIPv4(Attributes.NasIpAddress, IPAddress.Parse("192.168.1.16"));
        writer.AddUInt32(Attributes.NasPort, 3);
        var length = writer.CompleteRequest(file.Secret, authenticator);

        Assert.Equal(file.Request, _buffer[..length]);
    }

    [Fact]
    public void The_response_of_the_RFC_is_built_to_the_octet()
    {
        var file = new VectorFile("rfc2865-7.1");

        var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 0);
        writer.AddUInt32(Attributes.ServiceType, 1);
        writer.AddUInt32(Attributes.LoginService, 0);
        writer.AddIPv4(Attributes.LoginIpHost, IPAddress.Parse("192.168.1.3"));
        var length = writer.CompleteResponse(file.Request.AsSpan(4, 16), file.Secret);

        Assert.Equal(file.Response, _buffer[..length]);
    }

    [Theory]
    [InlineData(RadiusCode.AccessAccept)]
    [InlineData(RadiusCode.AccessReject)]
    [InlineData(RadiusCode.AccountingResponse)]
    public void An_answers_message_authenticator_comes_first_and_is_right(RadiusCode code)
    {
        var writer = new RadiusPacketWriter(_buffer, code, 7);
        writer.ReserveMessageAuthenticator();
        writer.AddString(Attributes.ReplyMessage, "hello");
        var packet = _buffer[..writer.CompleteResponse(Authenticator, Secret)];

        Assert.Equal(80, packet[20]);
        Assert.Equal(WithAuthenticator(WithMessageAuthenticator(packet, 22, Authenticator), Authenticator), packet);
        Assert.True(PacketAuthentication.VerifyResponse(Parsed(packet), Authenticator, Secret));
    }

    [Theory]
    [InlineData(RadiusCode.AccountingRequest)]
    [InlineData(RadiusCode.CoaRequest)]
    [InlineData(RadiusCode.DisconnectRequest)]
    public void A_request_with_a_hashed_authenticator_is_signed_over_zeros_first(RadiusCode code)
    {
        var writer = new RadiusPacketWriter(_buffer, code, 7);
        writer.ReserveMessageAuthenticator();
        writer.AddString(Attributes.UserName, "bob");
        var packet = _buffer[..writer.CompleteRequest(Secret, [])];

        Assert.Equal(WithAuthenticator(WithMessageAuthenticator(packet, 22, new byte[16]), new byte[16]), packet);
        Assert.True(PacketAuthentication.VerifyAccountingRequest(Parsed(packet), Secret));
        Assert.Equal(
            MessageAuthenticatorState.Valid, PacketAuthentication.CheckMessageAuthenticator(Parsed(packet), Secret));
    }

    [Fact]
    public void The_message_authenticator_is_not_reserved_late()
    {
        var refused = Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1);
            writer.AddUInt32(Attributes.SessionTimeout, 1);
            writer.ReserveMessageAuthenticator();
        });

        Assert.Contains("first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_ends_at_4096_octets_however_large_the_buffer()
    {
        var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1);

        for (var i = 0; i < 15; i++)
        {
            writer.Add(Attributes.ReplyMessage, new byte[253]);
        }

        Assert.Equal(4096 - 20 - 15 * 255, writer.Remaining);
        Assert.False(writer.TryAdd(Attributes.ReplyMessage, new byte[250]));
        Assert.True(writer.TryAdd(Attributes.ReplyMessage, new byte[249]));
        Assert.False(writer.TryAdd(Attributes.ReplyMessage, []));
        Assert.Equal(4096, writer.CompleteResponse(Authenticator, Secret));
        Assert.Equal(new byte[904], _buffer[4096..]);
        Assert.Equal(ParseOutcome.Ok, RadiusPacket.TryParse(_buffer, out _));
    }

    [Fact]
    public void Where_there_is_no_room_adding_throws() =>
        Assert.Throws<InvalidOperationException>(() =>
            new RadiusPacketWriter(new byte[24], RadiusCode.AccessAccept, 1).AddUInt32(Attributes.SessionTimeout, 1));

    [Fact]
    public void A_value_fits_its_attribute()
    {
        var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1);
        writer.Add(Attributes.Class, new byte[253]);
        writer.Add(Attributes.Cisco.AvPair, new byte[247]);
        writer.CompleteResponse(Authenticator, Secret);
        Assert.Equal(ParseOutcome.Ok, RadiusPacket.TryParse(_buffer, out _));

        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1).Add(Attributes.Class, new byte[254]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1).Add(Attributes.Cisco.AvPair, new byte[248]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1).AddString(Attributes.Class, new string('ä', 127)));
    }

    [Fact]
    public void Typed_values_are_in_network_order()
    {
        var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1);
        writer.AddUInt32(Attributes.MikroTik.TotalLimit, 0x01020304);
        writer.AddUInt64(new(0, 124), 0x0102030405060708);
        writer.AddTime(Attributes.EventTimestamp, DateTimeOffset.FromUnixTimeSeconds(0x60000000));
        writer.AddIPv6(Attributes.FramedIpv6Address, IPAddress.Parse("2001:db8::1"));
        writer.AddIPv6Prefix(Attributes.DelegatedIpv6Prefix, IPNetwork.Parse("2001:db8:5::/44"));
        var packet = Parsed(_buffer[..writer.CompleteResponse(Authenticator, Secret)]);

        Assert.Equal(
            [
                "26.14988.17=01020304", "124=0102030405060708", "55=60000000",
                "168=20010db8000000000000000000000001", "123=002c20010db80000",
            ],
            Listed(packet));
    }

    [Fact]
    public void Proxy_states_are_copied_in_order_as_far_as_there_is_room()
    {
        var request = Packet(RadiusCode.AccessRequest, Attribute(33, 1), Attribute(1, 97), Attribute(33, 2));
        var writer = new RadiusPacketWriter(_buffer, RadiusCode.AccessAccept, 1);

        Assert.True(writer.TryAddAll(Attributes.ProxyState, Parsed(request)));
        Assert.Equal(["33=01", "33=02"], Listed(Parsed(_buffer[..writer.CompleteResponse(Authenticator, Secret)])));

        var small = new RadiusPacketWriter(_buffer.AsSpan(0, 24), RadiusCode.AccessAccept, 1);
        Assert.False(small.TryAddAll(Attributes.ProxyState, Parsed(request)));
        Assert.Equal(23, small.Length);
    }
}
