using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Billing.Radius.Server.Profiles;

/// <summary>Values of attributes as profiles write them (RFC 8044): what <see cref="RadiusDictionary.Format(AttributeKey, ReadOnlySpan{byte})"/> shows.</summary>
internal static class AttributeText
{
    private const string Hexadecimal = "0x";

    /// <summary>The octets of a value; null: it is none of the attribute's type.</summary>
    public static byte[]? Octets(DictionaryAttribute attribute, string text)
    {
        var octets = attribute.Type switch
        {
            AttributeType.Text => Encoding.UTF8.GetBytes(text),
            AttributeType.Octets => text.StartsWith(Hexadecimal, StringComparison.Ordinal) ? Hex(text[2..]) : Encoding.UTF8.GetBytes(text),
            AttributeType.Tlv => text.StartsWith(Hexadecimal, StringComparison.Ordinal) && Hex(text[2..]) is { } within && TlvEnumerator.IsWellFormed(within) ? within : null,
            AttributeType.Byte => Number(attribute, text, byte.MaxValue, 1),
            AttributeType.Short => Number(attribute, text, ushort.MaxValue, 2),
            AttributeType.Integer => Number(attribute, text, uint.MaxValue, 4),
            AttributeType.Integer64 => Number(attribute, text, ulong.MaxValue, 8),
            AttributeType.Signed => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed)
                ? Written(unchecked((uint)signed), 4)
                : null,
            AttributeType.Time => Time(text),
            AttributeType.IPv4Address => Address(text, AddressFamily.InterNetwork),
            AttributeType.IPv6Address => Address(text, AddressFamily.InterNetworkV6),
            AttributeType.AnyAddress => Address(text, AddressFamily.InterNetwork) ?? Address(text, AddressFamily.InterNetworkV6),
            AttributeType.IPv4Prefix => Prefix(text, AddressFamily.InterNetwork),
            AttributeType.IPv6Prefix => Prefix(text, AddressFamily.InterNetworkV6),
            AttributeType.InterfaceId => Words(text.Split(':'), count: 4, digits: 4),
            AttributeType.Ethernet => Words(text.Split(':', '-'), count: 6, digits: 2),
            _ => null,
        };

        return octets is { Length: > 0 } && (attribute.FixedLength is not { } length || octets.Length == length) ? octets : null;
    }

    /// <summary>What a value of the attribute looks like, for people.</summary>
    public static string Expected(DictionaryAttribute attribute) => attribute switch
    {
        { FixedLength: { } length } => $"{length} octets, such as 0x{string.Concat(Enumerable.Repeat("00", length))}",
        { Type: AttributeType.Text } => "text that an attribute has room for",
        { Type: AttributeType.Octets } => "text, or octets such as 0x01ff",
        { Type: AttributeType.Tlv } => "{ attribute=value, … } of those within it, or octets such as 0x010401ff",
        { Type: AttributeType.Byte } => $"a number up to {byte.MaxValue}{Named(attribute)}",
        { Type: AttributeType.Short } => $"a number up to {ushort.MaxValue}{Named(attribute)}",
        { Type: AttributeType.Integer, HasTag: true } => $"a number up to 16777215{Named(attribute)}",
        { Type: AttributeType.Integer } => $"a number up to {uint.MaxValue}{Named(attribute)}",
        { Type: AttributeType.Integer64 } => $"a number up to {ulong.MaxValue}",
        { Type: AttributeType.Signed } => "a number with or without a sign",
        { Type: AttributeType.Time } => "a time such as 2026-12-01T00:00:00Z, or seconds since 1970",
        { Type: AttributeType.IPv4Address } => "an IPv4 address",
        { Type: AttributeType.IPv6Address } => "an IPv6 address",
        { Type: AttributeType.AnyAddress } => "an IP address",
        { Type: AttributeType.IPv4Prefix } => "a prefix such as 192.0.2.0/24",
        { Type: AttributeType.IPv6Prefix } => "a prefix such as 2001:db8::/32",
        { Type: AttributeType.InterfaceId } => "an interface such as 0000:0000:0000:0001",
        { Type: AttributeType.Ethernet } => "an address such as 00:00:5e:00:53:01",
        _ => "nothing that can be written",
    };

    /// <summary>Null where it is no number, or more than that.</summary>
    public static ulong? Number(string text, ulong most) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static string Named(DictionaryAttribute attribute) =>
        attribute.Values.Count == 0 ? "" : $", or a name such as {attribute.Values.Keys.Order(StringComparer.Ordinal).First()}";

    private static byte[]? Number(DictionaryAttribute attribute, string text, ulong most, int length) =>
        Number(text, most) is { } number ? Written(number, length)
            : attribute.Values.TryGetValue(text, out var named) && named <= most ? Written(named, length) : null;

    private static byte[] Written(ulong number, int length)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, number);

        return octets[^length..].ToArray();
    }

    private static byte[]? Time(string text)
    {
        if (Number(text, uint.MaxValue) is { } seconds)
        {
            return Written(seconds, sizeof(uint));
        }

        return DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.ToUnixTimeSeconds() is >= 0 and <= uint.MaxValue and var instant
            ? Written((ulong)instant, sizeof(uint))
            : null;
    }

    private static byte[]? Address(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family ? address.GetAddressBytes() : null;

    // A reserved octet, the length, and of the address what it covers (RFC 3162 2.3); all of it of IPv4 (RFC 8044 3.11).
    private static byte[]? Prefix(string text, AddressFamily family)
    {
        // Bits past the length are a mistake, which not every reader of prefixes minds.
        if (!IPNetwork.TryParse(text, out var network) || network.BaseAddress.AddressFamily != family
            || !IPAddress.TryParse(text[..text.IndexOf('/', StringComparison.Ordinal)], out var typed) || !typed.Equals(network.BaseAddress))
        {
            return null;
        }

        var address = network.BaseAddress.GetAddressBytes();

        return [0, (byte)network.PrefixLength, .. family is AddressFamily.InterNetwork ? address : address[..((network.PrefixLength + 7) / 8)]];
    }

    private static byte[]? Words(string[] words, int count, int digits) =>
        words.Length == count && Array.TrueForAll(words, word => word.Length > 0 && word.Length <= digits)
            ? Hex(string.Concat(words.Select(word => word.PadLeft(digits, '0'))))
            : null;

    private static byte[]? Hex(string digits) =>
        digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
}
