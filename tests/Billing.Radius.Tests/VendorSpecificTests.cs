using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class VendorSpecificTests
{
    [Fact]
    public void Each_sub_attribute_is_an_attribute_of_the_vendor()
    {
        var packet = Parsed(Packet(
            RadiusCode.AccessRequest,
            Attribute(1, 97),
            VendorSpecific(14988, Attribute(8, 1, 2), Attribute(3), Attribute(8, 3)),
            VendorSpecific(9, Attribute(1, 4)),
            Attribute(32, 98)));

        Assert.Equal(["1=61", "26.14988.8=0102", "26.14988.3=", "26.14988.8=03", "26.9.1=04", "32=62"], Listed(packet));
        Assert.True(packet.TryGet(Attributes.Cisco.AvPair, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000009")]             // not even a vendor
    [InlineData("00000009")]           // nothing in it
    [InlineData("0000000901")]         // a type without its length
    [InlineData("000000090100")]       // length 0
    [InlineData("000000090101")]
    [InlineData("000000090104aa")]     // past the end
    [InlineData("000000090103aa02")]   // the second one
    public void A_malformed_one_stays_as_it_is(string value)
    {
        var packet = Parsed(Packet(
            RadiusCode.AccountingRequest, Attribute(26, Convert.FromHexString(value)), Attribute(1, 97)));

        Assert.Equal([$"26={value}", "1=61"], Listed(packet));
    }

    [Fact]
    public void Vendor_zero_cannot_pass_for_the_standard_space()
    {
        var packet = Parsed(Packet(RadiusCode.AccessRequest, VendorSpecific(0, Attribute(1, "root"u8.ToArray()))));

        Assert.False(packet.TryGet(Attributes.UserName, out _));
        Assert.Equal(["26=000000000106726f6f74"], Listed(packet));
    }

    [Theory]
    [InlineData(429u)]
    [InlineData(4846u)]
    [InlineData(8164u)]
    public void What_is_not_in_its_vendors_own_format_stays_raw(uint vendor)
    {
        var packet = Parsed(Packet(RadiusCode.AccessRequest, VendorSpecific(vendor, Attribute(1, 5))));

        Assert.False(packet.TryGet(new(vendor, 1), out _));
        Assert.True(packet.TryGet(Attributes.VendorSpecific, out _));
    }
}
