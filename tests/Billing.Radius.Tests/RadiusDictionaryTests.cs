using static Billing.Radius.Tests.Packets;

namespace Billing.Radius.Tests;

public sealed class RadiusDictionaryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static RadiusDictionary Standard => RadiusDictionary.Standard;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("User-Name", 0, 1, AttributeType.Text)]
    [InlineData("user-name", 0, 1, AttributeType.Text)]
    [InlineData("Event-Timestamp", 0, 55, AttributeType.Time)]
    [InlineData("Framed-IP-Address", 0, 8, AttributeType.IPv4Address)]
    [InlineData("Delegated-IPv6-Prefix", 0, 123, AttributeType.IPv6Prefix)]
    [InlineData("Mikrotik-Total-Limit", 14988, 17, AttributeType.Integer)]
    [InlineData("h323-credit-time", 9, 102, AttributeType.Text)]
    [InlineData("WISPr-Session-Terminate-Time", 14122, 9, AttributeType.Text)]
    [InlineData("ChilliSpot-Max-Total-Octets", 14559, 3, AttributeType.Integer)]
    [InlineData("Huawei-Remanent-Volume", 2011, 15, AttributeType.Integer)]
    [InlineData("ERX-Service-Activate", 4874, 65, AttributeType.Text)]
    [InlineData("3GPP-IMSI", 10415, 1, AttributeType.Text)]
    [InlineData("MS-CHAP2-Response", 311, 25, AttributeType.Octets)]
    public void The_dictionaries_that_come_with_the_program_know_it(
        string name, int vendor, int number, AttributeType type)
    {
        var key = new AttributeKey((uint)vendor, (uint)number);

        Assert.True(Standard.TryFind(name, out var byName));
        Assert.True(Standard.TryFind(key, out var byKey));
        Assert.Same(byName, byKey);
        Assert.Equal((key, type), (byName.Key, byName.Type));
    }

    [Fact]
    public void Every_attribute_that_has_a_name_in_the_code_is_in_the_dictionary()
    {
        var keys = typeof(Attributes).GetNestedTypes().Append(typeof(Attributes))
            .SelectMany(type => type.GetFields())
            .Where(field => field.FieldType == typeof(AttributeKey))
            .Select(field => (field.Name, Key: (AttributeKey)field.GetValue(null)!))
            .ToArray();

        Assert.True(keys.Length > 90);
        Assert.Equal([], keys.Where(k => !Standard.TryFind(k.Key, out _)));

        // The names differ in hyphens, case and the vendor's prefix only.
        Assert.Equal([], keys.Where(k => Standard.TryFind(k.Key, out var attribute)
            && !attribute.Name.Replace("-", "").EndsWith(k.Name, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData(0, 1, "626f62", "User-Name = \"bob\"")]
    [InlineData(0, 1, "", "User-Name = \"\"")]
    [InlineData(0, 1, "c3a4", "User-Name = \"ä\"")]
    [InlineData(0, 1, "610aff2262005c", "User-Name = \"a\\x0a\\xff\\\"b\\x00\\\\\"")]
    [InlineData(0, 1, "61e280ae62", "User-Name = \"a\\xe2\\x80\\xaeb\"")] // would reverse what follows
    [InlineData(0, 27, "00000e10", "Session-Timeout = 3600")]
    [InlineData(0, 27, "0e10", "Session-Timeout = 0x0e10")]
    [InlineData(0, 27, "0000000e10", "Session-Timeout = 0x0000000e10")]
    [InlineData(0, 40, "00000003", "Acct-Status-Type = Interim-Update")]
    [InlineData(0, 40, "000000ff", "Acct-Status-Type = 255")]
    [InlineData(0, 55, "00000000", "Event-Timestamp = 1970-01-01T00:00:00Z")]
    [InlineData(0, 55, "ffffffff", "Event-Timestamp = 2106-02-07T06:28:15Z")]
    [InlineData(0, 55, "00", "Event-Timestamp = 0x00")]
    [InlineData(0, 8, "0a000001", "Framed-IP-Address = 10.0.0.1")]
    [InlineData(0, 8, "0a0000", "Framed-IP-Address = 0x0a0000")]
    [InlineData(0, 95, "20010db8000000000000000000000001", "NAS-IPv6-Address = 2001:db8::1")]
    [InlineData(0, 95, "0a000001", "NAS-IPv6-Address = 0x0a000001")]
    [InlineData(0, 97, "002c20010db80000", "Framed-IPv6-Prefix = 2001:db8::/44")]
    [InlineData(0, 97, "0000", "Framed-IPv6-Prefix = ::/0")]
    [InlineData(0, 97, "004020010db8", "Framed-IPv6-Prefix = 0x004020010db8")] // fewer octets than bits
    [InlineData(0, 97, "0081", "Framed-IPv6-Prefix = 0x0081")]
    [InlineData(0, 97, "00", "Framed-IPv6-Prefix = 0x00")]
    [InlineData(0, 96, "0200000000000001", "Framed-Interface-Id = 0200:0000:0000:0001")]
    [InlineData(0, 25, "00ff", "Class = 0x00ff")]
    [InlineData(0, 64, "0100000d", "Tunnel-Type:1 = VLAN")]
    [InlineData(0, 64, "0000000d", "Tunnel-Type = VLAN")]
    [InlineData(0, 81, "0134", "Tunnel-Private-Group-Id:1 = \"4\"")]
    [InlineData(0, 81, "3432", "Tunnel-Private-Group-Id = \"42\"")]
    [InlineData(10415, 21, "06", "3GPP-RAT-Type = EUTRAN")]
    [InlineData(14988, 17, "00000005", "Mikrotik-Total-Limit = 5")]
    [InlineData(14988, 200, "0a", "Attr-26.14988.200 = 0x0a")]
    [InlineData(9999, 1, "", "Attr-26.9999.1 = 0x")]
    [InlineData(0, 250, "01", "Attr-250 = 0x01")]
    [InlineData(0, 26, "0000", "Vendor-Specific = 0x0000")]
    public void An_attribute_is_shown_as_a_line(int vendor, int number, string value, string line) =>
        Assert.Equal(line, Standard.Format(new((uint)vendor, (uint)number), Convert.FromHexString(value)));

    [Theory]
    [InlineData("User-Password")]
    [InlineData("CHAP-Password")]
    [InlineData("Message-Authenticator")]
    [InlineData("EAP-Message")]
    [InlineData("Tunnel-Password")]
    [InlineData("Digest-Response")]
    [InlineData("MS-CHAP-Response")]
    [InlineData("MS-CHAP2-Response")]
    [InlineData("MS-MPPE-Send-Key")]
    [InlineData("Mikrotik-Wireless-PSK")]
    public void A_secret_is_never_shown(string name)
    {
        Assert.True(Standard.TryFind(name, out var attribute));
        Assert.Equal($"{name} = ***", Standard.Format(attribute.Key, "secret"u8));
    }

    [Fact]
    public void A_secret_is_not_shown_either_where_the_dictionary_does_not_say_so()
    {
        var dictionary = Load("ATTRIBUTE User-Password 2 string");

        Assert.Equal("User-Password = ***", dictionary.Format(Attributes.UserPassword, "secret"u8));
        Assert.Equal("Attr-3 = ***", dictionary.Format(Attributes.ChapPassword, "secret"u8));
        Assert.Equal("Attr-26.311.25 = ***", dictionary.Format(Attributes.Microsoft.Chap2Response, "secret"u8));
    }

    [Fact]
    public void The_format_of_FreeRADIUS_is_understood()
    {
        File.WriteAllText(Path.Combine(_folder, "more"), "ATTRIBUTE\tIncluded\t9\tinteger64\n");

        var dictionary = Load("""
            # a comment, and an empty line

            VENDOR      Acme    4711    format=1,1   # another
            VENDOR      Other   0x10
            $INCLUDE    more
            $INCLUDE-   not-there
            VALUE       Later       Two 2
            ATTRIBUTE   Later       5   integer
            ATTRIBUTE   Limited     1   octets[3]
            ATTRIBUTE   Old-Style   7   integer     Acme
            ATTRIBUTE   Flagged     2   string      encrypt=1,whatever=5
            ATTRIBUTE   Dotted      241.1   integer
            ATTRIBUTE   Nest        241.2   tlv
            BEGIN-TLV   Nest
            ATTRIBUTE   Egg         1       integer
            ATTRIBUTE   Inner       2       tlv
            END-TLV     Nest
            ATTRIBUTE   Chick       241.2.2.5   string
            ATTRIBUTE   Card        8       ether
            VALUE       Dotted      One 1
            BEGIN-VENDOR Acme
            attribute   Color       0x02    integer
            VALUE       Color       Red     1
            VALUE       color       Rouge   1
            VALUE       Color       Blue    0x2
            ATTRIBUTE   Colour      2       integer
            END-VENDOR  Acme
            BEGIN-VENDOR Other  format=Extended-Vendor-Specific-1
            ATTRIBUTE   Extended    1       integer
            VALUE       Extended    One     1
            END-VENDOR  Other
            """);

        Assert.Equal("Included = 5", dictionary.Format(new(0, 9), [0, 0, 0, 0, 0, 0, 0, 5]));
        Assert.Equal("Later = Two", dictionary.Format(new(0, 5), UInt32(2)));
        Assert.Equal("Limited = 0x0102", dictionary.Format(new(0, 1), [1, 2]));
        Assert.Equal("Old-Style = 6", dictionary.Format(new(4711, 7), UInt32(6)));
        Assert.Equal("Flagged = ***", dictionary.Format(new(0, 2), [97]));
        Assert.Equal("Color = Red", dictionary.Format(new(4711, 2), UInt32(1)));
        Assert.Equal("Color = Blue", dictionary.Format(new(4711, 2), UInt32(2)));
        Assert.True(dictionary.TryFind("Colour", out var alias));
        Assert.Equal(new AttributeKey(4711, 2), alias.Key);
        Assert.True(dictionary.TryFind("Color", out var color));
        Assert.Equal(1u, color.Values["ROUGE"]);
        Assert.True(dictionary.TryFind("Extended", out var extended));
        Assert.Equal("241.26.16.1", extended.Key.ToString());
        Assert.Equal("Dotted = One", dictionary.Format(new(0, 241, 1), UInt32(1)));
        Assert.Equal(
            "Nest = { Egg = 7, Attr-241.2.9 = 0x, Inner = { Chick = \"a\" } }",
            dictionary.Format(new(0, 241, 2), [1, 6, 0, 0, 0, 7, 9, 2, 2, 5, 5, 3, 97]));
        Assert.Equal("Nest = 0x0106", dictionary.Format(new(0, 241, 2), [1, 6]));
        Assert.Equal("Card = 00:11:22:aa:bb:cc", dictionary.Format(new(0, 8), [0, 0x11, 0x22, 0xaa, 0xbb, 0xcc]));
    }

    [Theory]
    [InlineData("ATTRIBUTE Name 1", 1, "expected ATTRIBUTE name number type")]
    [InlineData("\nATTRIBUTE Name one string", 2, "'one': expected a number from 0 to 255")]
    [InlineData("ATTRIBUTE Name 256 string", 1, "'256': expected a number from 0 to 255")]
    [InlineData("ATTRIBUTE Name -1 string", 1, "'-1': expected a number")]
    [InlineData("ATTRIBUTE Name 1 strin", 1, "'strin': expected a type")]
    [InlineData("ATTRIBUTE Name 1 octets[x]", 1, "'X': expected a number from 0 to 253")]
    [InlineData("ATTRIBUTE Name 1 string\nATTRIBUTE Name 2 string", 2, "'Name' is already attribute 1")]
    [InlineData("VALUE Name One 1", 1, "'Name': expected an attribute that is defined")]
    [InlineData("ATTRIBUTE Name 1 integer\nVALUE Name One", 2, "expected VALUE attribute name number")]
    [InlineData("VENDOR Acme", 1, "expected VENDOR name number")]
    [InlineData("BEGIN-VENDOR Acme", 1, "'Acme': expected a vendor that is defined above")]
    [InlineData("VENDOR Acme 1\nBEGIN-VENDOR Acme\nBEGIN-VENDOR Acme", 3, "expected END-VENDOR Acme")]
    [InlineData("VENDOR Acme 1\nBEGIN-VENDOR Acme", 2, "expected END-VENDOR Acme")]
    [InlineData("END-VENDOR Acme", 1, "'Acme': expected the vendor that is open")]
    [InlineData("$INCLUDE", 1, "expected $INCLUDE file")]
    [InlineData("\n\n$INCLUDE not-there", 3, "expected a file that can be read")]
    [InlineData("$INCLUDE test", 1, "expected fewer files")]
    [InlineData("ATTRIBUTE Name 241.0 integer", 1, "'0': expected numbers from 1 to 255")]
    [InlineData("ATTRIBUTE Name 241.1.2.3.4.5 integer", 1, "'1.2.3.4.5': expected at most 4 numbers")]
    [InlineData("ATTRIBUTE Name 1 string\nBEGIN-TLV Name", 2, "'Name': expected an attribute of type tlv")]
    [InlineData("END-TLV Name", 1, "'Name': expected the TLV that is open")]
    [InlineData("VENDOR Acme 1\nBEGIN-VENDOR Acme parent=Else", 2, "'parent=Else': expected parent=Extended-Vendor-Specific-1 to -6")]
    [InlineData("ATRIBUTE Name 1 string", 1, "'ATRIBUTE': expected ATTRIBUTE")]
    public void A_line_that_is_not_understood_is_named(string text, int line, string message)
    {
        var error = Assert.Throws<RadiusDictionaryException>(() => Load(text));

        Assert.Equal(line, error.Line);
        Assert.Equal(Path.Combine(_folder, "test"), error.File);
        Assert.Contains($"test:{line}: {message}", error.Message, StringComparison.Ordinal);
    }

    private RadiusDictionary Load(string text)
    {
        var path = Path.Combine(_folder, "test");
        File.WriteAllText(path, text);
        return RadiusDictionary.Load(path);
    }

    [Fact]
    public void All_attributes_of_a_packet_are_lines_in_their_order()
    {
        byte[] octets = [1, 5, (byte)'a', (byte)'n', (byte)'n', 40, 6, 0, 0, 0, 2, 26, 9, 0, 0, 0x27, 0x0f, 1, 3, 0xab];

        Assert.Equal(["User-Name = \"ann\"", "Acct-Status-Type = Stop", "Attr-26.9999.1 = 0xab"], RadiusDictionary.Standard.FormatAll(octets));
        Assert.Equal(["0x010061"], RadiusDictionary.Standard.FormatAll([1, 0, 0x61]));
        Assert.Empty(RadiusDictionary.Standard.FormatAll([]));
    }
}
