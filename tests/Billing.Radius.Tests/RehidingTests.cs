using System.Text;

namespace Billing.Radius.Tests;

/// <summary>What a proxy does with values that are hidden with a secret; the ways of hiding are played over sockets by the server's tests.</summary>
public sealed class RehidingTests
{
    private static readonly SharedSecret Ours = new("ours"u8.ToArray());
    private static readonly SharedSecret Theirs = new("theirs"u8.ToArray());

    private static readonly byte[] First = [.. Enumerable.Range(0, 16).Select(octet => (byte)octet)];
    private static readonly byte[] Second = [.. Enumerable.Range(100, 16).Select(octet => (byte)octet)];

    [Theory]
    //          type, value                          as it is
    [InlineData(18, "68656c6c6f")]                   // Reply-Message
    [InlineData(26, "000001370102")]                 // a vendor's that are no attributes
    [InlineData(26, "00000137")]
    [InlineData(26, "000000001a05010203")]           // of no vendor
    [InlineData(26, "000060b5052280" + "00000000000000000000000000000000" + "000000000000000000000000000000")] // a piece of WiMAX's
    [InlineData(26, "000060b556080003ff8001ff")]     // a TLV that is none
    [InlineData(26, "000060b55609000106c0000207")]   // one without its key
    [InlineData(241, "1a00000009010203")]
    public void What_hides_nothing_or_is_not_well_formed_passes_as_it_is(byte type, string value) =>
        Assert.Equal(value, Convert.ToHexStringLower(Passed(type, Convert.FromHexString(value)).AsSpan(2)));

    [Theory]
    [InlineData(2, "00112233")]                      // a password of four hidden octets
    [InlineData(69, "01800100")]                     // Tunnel-Password without a block
    [InlineData(26, "000001371006800100ff")]         // MS-MPPE-Send-Key
    [InlineData(26, "00000211d603ff")]               // Ascend-Send-Secret of one octet
    [InlineData(26, "000060b556080003058001ff")]     // WiMAX-hDHCP-DHCP-RK, alone in its TLV
    public void What_cannot_be_uncovered_is_left_out(byte type, string value) =>
        Assert.Empty(Passed(type, Convert.FromHexString(value)));

    [Fact]
    public void A_password_of_the_longest_is_the_same_on_the_other_side()
    {
        var (clear, hidden, again) = (Encoding.ASCII.GetBytes(new string('x', 128)), new byte[128], new byte[128]);
        UserPassword.Encrypt(clear, First, Ours, hidden);

        var passed = Passed(2, hidden);

        Assert.True(UserPassword.TryDecrypt(passed.AsSpan(2), Second, Theirs, again, out var length));
        Assert.Equal(clear, again);
        Assert.Equal(128, length);
    }

    [Fact]
    public void A_key_within_a_TLV_is_the_same_on_the_other_side_and_what_is_beside_it_stays()
    {
        var (key, hidden, clear) = ((byte[])[1, 2, 3, 0, 0], new byte[242], new byte[240]);
        var length = SaltEncryption.Encrypt(key, 0x8123, First, Ours, hidden);
        byte[] tlv = [1, 6, 192, 0, 2, 7, 3, (byte)(length + 2), .. hidden[..length], 4, 6, 0, 0, 0, 9];

        var passed = Passed(26, [0, 0, 0x60, 0xb5, 86, (byte)(tlv.Length + 3), 0, .. tlv])[(2 + 4 + 3)..];
        var anew = passed[8..(8 + length)];

        Assert.Equal(tlv[..8], passed[..8]);
        Assert.NotEqual(hidden[..length], anew);
        Assert.True(SaltEncryption.TryDecrypt(anew, Second, Theirs, clear, out var again));
        Assert.Equal(key, clear[1..(1 + again)]);
        Assert.Equal(tlv[^6..], passed[^6..]);
        Assert.Contains(
            "WiMAX-hDHCP-DHCP-RK = ***", RadiusDictionary.Standard.Format(new(24757, 86), tlv), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_TLV_only_what_cannot_be_uncovered_is_left_out()
    {
        var passed = Passed(26, Convert.FromHexString("000060b5560e00" + "03058001ff" + "040600000009"));

        Assert.Equal("1a0f000060b556" + "0900" + "040600000009", Convert.ToHexStringLower(passed));
    }

    private static byte[] Passed(byte type, byte[] value)
    {
        var buffer = new byte[4096];
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccessRequest, 1);
        new Rehiding(RadiusDictionary.Standard, Ours, First, Theirs, Second).Add(ref writer, type, value);

        return buffer[20..writer.Length];
    }
}
