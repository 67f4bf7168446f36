namespace Billing.Radius;

/// <summary>Numbers of attributes: plain, dotted, within a TLV, and of vendors in extended spaces (RFC 6929).</summary>
internal sealed partial class DictionaryReader
{
    private const int MaximumLevels = 4;
    private const string ExtendedSpace = "Extended-Vendor-Specific-";

    private AttributeKey Key(string word, uint vendor)
    {
        if (_tlvs.TryPeek(out var parent))
        {
            return Nested(parent.Key, word);
        }

        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? word : word[..dot];
        var number = Number(first, vendor == 0 || _space != 0 ? byte.MaxValue : uint.MaxValue);
        var key = _space != 0 ? AttributeKey.InSpace(_space, vendor, (byte)number) : new AttributeKey(vendor, number);

        return dot < 0 ? key : Nested(key, word[(dot + 1)..]);
    }

    private AttributeKey Nested(AttributeKey key, string word)
    {
        foreach (var number in word.Split('.'))
        {
            if (key.Sub >> (8 * (MaximumLevels - 1)) != 0)
            {
                throw Error($"'{word}': expected at most {MaximumLevels} numbers below the first");
            }

            key = Number(number, byte.MaxValue) is > 0 and var child
                ? key.Child((byte)child)
                : throw Error($"'{number}': expected numbers from 1 to 255");
        }

        return key;
    }

    private void BeginTlv(string[] words)
    {
        Expect(words, 2, "BEGIN-TLV name");
        _tlvs.Push(_byName.TryGetValue(words[1], out var attribute) && attribute.Type is AttributeType.Tlv
            ? attribute
            : throw Error($"'{words[1]}': expected an attribute of type tlv that is defined above"));
    }

    private void EndTlv(string[] words)
    {
        Expect(words, 2, "END-TLV name");

        if (!_tlvs.TryPop(out var open) || !open.Name.Equals(words[1], StringComparison.OrdinalIgnoreCase))
        {
            throw Error($"'{words[1]}': expected the TLV that is open, {open?.Name ?? "and none is"}");
        }
    }

    // parent=Extended-Vendor-Specific-1, or format=Extended-Vendor-Specific-1 as older files have it: 241.26 and so on.
    private byte Space(string word) =>
        word.EndsWith(ExtendedSpace + word[^1], StringComparison.OrdinalIgnoreCase) && word[^1] is >= '1' and <= '6' and var digit
            ? (byte)(AttributeKey.FirstExtended + (digit - '1'))
            : throw Error($"'{word}': expected parent=Extended-Vendor-Specific-1 to -6");
}
