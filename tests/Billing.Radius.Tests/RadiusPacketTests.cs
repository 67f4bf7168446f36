using System.Buffers.Binary;
using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class RadiusPacketTests
{
    [Theory]
    //          stated  arrived  outcome
    [InlineData(20, 0, ParseOutcome.TooShort)]
    [InlineData(20, 19, ParseOutcome.TooShort)]
    [InlineData(19, 20, ParseOutcome.TooShort)]
    [InlineData(0, 20, ParseOutcome.TooShort)]
    [InlineData(20, 20, ParseOutcome.Ok)]
    [InlineData(21, 20, ParseOutcome.LengthBeyondDatagram)]
    [InlineData(4096, 4095, ParseOutcome.LengthBeyondDatagram)]
    [InlineData(4096, 4096, ParseOutcome.Ok)]
    [InlineData(4097, 4097, ParseOutcome.TooLong)]
    [InlineData(65535, 100, ParseOutcome.TooLong)]
    public void The_stated_length_lies_between_the_header_and_the_datagram(
        int stated, int arrived, ParseOutcome outcome)
    {
        var datagram = new byte[Math.Max(arrived, 4)];
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)stated);

        // Attributes of four octets, so that any length of full words is well-formed.
        for (var i = 20; i + 3 < datagram.Length; i += 4)
        {
            datagram[i] = 18;
            datagram[i + 1] = 4;
        }

        Assert.Equal(outcome, RadiusPacket.TryParse(datagram.AsSpan(0, arrived), out _));
    }

    [Theory]
    [InlineData("0100", ParseOutcome.BadAttributeLength)]         // length 0
    [InlineData("0101", ParseOutcome.BadAttributeLength)]         // length 1
    [InlineData("0102", ParseOutcome.Ok)]                         // an empty value
    [InlineData("0103", ParseOutcome.BadAttributeLength)]         // one past the end
    [InlineData("010102", ParseOutcome.BadAttributeLength)]       // length 1, and what would follow it fits
    [InlineData("01ff", ParseOutcome.BadAttributeLength)]
    [InlineData("010361", ParseOutcome.Ok)]
    [InlineData("01036101", ParseOutcome.BadAttributeLength)]     // a type without its length
    [InlineData("0103610100", ParseOutcome.BadAttributeLength)]   // the second one
    [InlineData("0103610106616161", ParseOutcome.BadAttributeLength)]
    public void An_attributes_length_counts_itself_and_stays_inside(string attributes, ParseOutcome outcome) =>
        Assert.Equal(
            outcome,
            RadiusPacket.TryParse(Packet(RadiusCode.AccessRequest, Convert.FromHexString(attributes)), out _));

    [Fact]
    public void Octets_after_the_stated_length_are_padding()
    {
        var packet = Packet(RadiusCode.AccessRequest, Attribute(1, "bob"u8.ToArray()));

        var parsed = Parsed([.. packet, 1, 0, 0xff, 0xff]);

        Assert.Equal(packet, parsed.Octets);
        Assert.Equal(["1=626f62"], Listed(parsed));
    }

    [Fact]
    public void The_header_is_read()
    {
        var packet = Parsed(Packet(RadiusCode.CoaRequest));

        Assert.Equal(RadiusCode.CoaRequest, packet.Code);
        Assert.Equal(7, packet.Identifier);
        Assert.Equal(Authenticator, packet.Authenticator);
    }

    [Fact]
    public void Repeats_keep_their_order_and_the_first_is_found()
    {
        var packet = Parsed(Packet(
            RadiusCode.AccessRequest, Attribute(33, 1), Attribute(1, 97), Attribute(33, 2), Attribute(33, 1)));

        Assert.Equal(["33=01", "1=61", "33=02", "33=01"], Listed(packet));
        Assert.True(packet.TryGet(Attributes.ProxyState, out var value));
        Assert.Equal(1, value[0]);
        Assert.False(packet.TryGet(Attributes.State, out _));
    }

    [Fact]
    public void A_number_has_four_octets()
    {
        var packet = Parsed(Packet(RadiusCode.AccessAccept, Attribute(27, 0, 0, 14, 16), Attribute(28, 1, 2, 3)));

        Assert.True(packet.TryGetUInt32(Attributes.SessionTimeout, out var timeout));
        Assert.Equal(3600u, timeout);
        Assert.False(packet.TryGetUInt32(Attributes.IdleTimeout, out _));
        Assert.False(packet.TryGetUInt32(Attributes.NasPort, out _));
    }
}
