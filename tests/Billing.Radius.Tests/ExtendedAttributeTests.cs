using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

/// <summary>RFC 6929, and vendors with formats of their own.</summary>
public sealed class ExtendedAttributeTests
{
    public static readonly TheoryData<AttributeKey, int> Written = new()
    {
        { new(0, 241, 1), 252 },
        { new(0, 244, 255), 1 },
        { new(0, 245, 4), 251 },
        { new(0, 245, 4), 252 },
        { new(0, 246, 1), 3_000 },
        { AttributeKey.InSpace(241, 4711, 9), 247 },
        { AttributeKey.InSpace(245, 4711, 9), 246 },
        { new(429, 0x98000001), 4 },
        { new(4846, 300), 4 },
        { new(8164, 1000), 200 },
        { new(24757, 35), 246 },
        { new(24757, 35), 247 },
        { new(24757, 35), 1_000 },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_is_read_back_whole(AttributeKey key, int length)
    {
        var value = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
        var buffer = new byte[RadiusPacket.MaximumLength];
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, 1);
        writer.AddString(Attributes.UserName, "before");
        writer.Add(key, value);
        writer.AddString(Attributes.Class, "after");
        var packet = Parsed(buffer[..writer.CompleteResponse(Authenticator, Secret)]);

        var read = new byte[RadiusPacket.MaximumLength];
        Assert.True(packet.TryCopy(key, read, out var readLength));
        Assert.Equal(value, read[..readLength]);
        Assert.True(packet.TryGet(Attributes.Class, out _));
    }

    [Theory]
    //          octets                     as it is listed
    [InlineData("f104010a", "241.1=0a")]
    [InlineData("f103ff", "241=ff")]                                       // nothing in it
    [InlineData("f10401", "?")]                                            // past the end: the packet is none
    [InlineData("f10a1a0000126709aa", "?")]
    [InlineData("f10a1a0000126709aabb", "241.26.4711.9=aabb")]
    [InlineData("f1091a0000126709aa", "241.26.4711.9=aa")]
    [InlineData("f1091a0000000009aa", "241=1a0000000009aa")]               // vendor 0
    [InlineData("f1081a00001267ff", "241=1a00001267ff")]                   // nothing of the vendor
    [InlineData("f5050400aa", "245.4=aa")]
    [InlineData("f5050480aa", "245=0480aa")]                               // its end is missing
    [InlineData("f5050480aaf5050400bb", "245=0480aa|245=0400bb")]
    [InlineData("f5050480aaf5050500bb", "245=0480aa|245.5=bb")]
    [InlineData("f704010a", "247=010a")]                                   // reserved
    [InlineData("1a0e00001fe4000100080a000001", "26.8164.1=0a000001")]
    [InlineData("1a0e00001fe4000100090a000001", "26=00001fe4000100090a000001")]
    [InlineData("1a0b000012ee010404aa", "?")]
    [InlineData("1a0a000012ee010404aa", "26.4846.260=aa")]
    [InlineData("1a0e000001ad98000001000000ff", "26.429.2550136833=000000ff")]
    [InlineData("1a0c000060b50106000000ff", "26.24757.1=0000ff")]
    [InlineData("1a0c000060b50106800000ff1a0a000060b501040012", "26=000060b50106800000ff|26=000060b501040012")]
    [InlineData("1a08000060b50102", "26=000060b50102")]                    // without its continuation
    public void What_is_malformed_stays_raw(string attributes, string listed)
    {
        var octets = Packet(RadiusCode.AccountingRequest, Convert.FromHexString(attributes));

        if (RadiusPacket.TryParse(octets, out var packet) is not ParseOutcome.Ok)
        {
            Assert.Equal("?", listed);

            return;
        }

        Assert.Equal(listed, string.Join('|', Listed(packet)));
    }

    [Fact]
    public void Pieces_are_put_together_and_nothing_else()
    {
        var packet = Parsed(Packet(
            RadiusCode.AccessRequest,
            Convert.FromHexString("f5050500bb"), Convert.FromHexString("f5050480aa"), Convert.FromHexString("f5050400cc")));
        var buffer = new byte[2];

        Assert.True(packet.TryCopy(new(0, 245, 4), buffer, out var length));
        Assert.Equal((2, "AACC"), (length, Convert.ToHexString(buffer)));
        Assert.False(packet.TryCopy(new(0, 245, 4), new byte[1], out _));
        Assert.False(packet.TryCopy(new(0, 245, 6), buffer, out _));
    }

    [Theory]
    [InlineData("0103aa02040102", "1:AA 2:0102")]
    [InlineData("", "")]
    [InlineData("0102", "1:")]
    [InlineData("01", "")]
    [InlineData("0103aa0204", "")] // one is wrong: all of it is octets
    [InlineData("0100", "")]
    public void A_TLV_is_walked_where_it_is_well_formed(string value, string listed)
    {
        var tlvs = new TlvEnumerator(Convert.FromHexString(value));
        var list = new List<string>();

        while (tlvs.MoveNext())
        {
            list.Add($"{tlvs.Type}:{Convert.ToHexString(tlvs.Value)}");
        }

        Assert.Equal(listed, string.Join(' ', list));
    }

    [Fact]
    public void A_value_that_cannot_be_cut_is_refused()
    {
        var buffer = new byte[RadiusPacket.MaximumLength];

        foreach (var key in new AttributeKey[] { new(0, 241, 1), new(8164, 1), AttributeKey.InSpace(246, 4711, 1) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() =>
            {
                var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessAccept, 1);
                writer.Add(key, new byte[253]);
            });
        }
    }
}
