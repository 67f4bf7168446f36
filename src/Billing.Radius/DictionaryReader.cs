using System.Collections.Frozen;

namespace Billing.Radius;

/// <summary>Reads dictionary files line by line; one use.</summary>
internal sealed partial class DictionaryReader
{
    private readonly Dictionary<string, DictionaryAttribute> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<AttributeKey, string> _namesByKey = [];
    private readonly Dictionary<string, uint> _vendors = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, uint>> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string File, int Line, string Attribute)> _forward = [];

    private (string Name, uint Number)? _vendor;

    // The extended space that the vendor's block is for; 0: vendor-specific attributes.
    private byte _space;
    private readonly Stack<DictionaryAttribute> _tlvs = new();

    public RadiusDictionary Build()
    {
        foreach (var (file, line, name) in _forward)
        {
            if (!_byName.ContainsKey(name))
            {
                throw new RadiusDictionaryException(file, line, $"'{name}': expected an attribute that is defined");
            }
        }

        var complete = _byName.ToFrozenDictionary(
            pair => pair.Key, pair => WithValues(pair.Value), StringComparer.OrdinalIgnoreCase);

        return new(complete, _namesByKey.ToFrozenDictionary(pair => pair.Key, pair => complete[pair.Value]));
    }

    private DictionaryAttribute WithValues(DictionaryAttribute attribute)
    {
        if (!_values.TryGetValue(attribute.Name, out var values))
        {
            return attribute;
        }

        // Of several names for a number, the first is shown.
        var names = new Dictionary<uint, string>();

        foreach (var (name, number) in values)
        {
            names.TryAdd(number, name);
        }

        return attribute with
        {
            Values = values.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            ValueNames = names.ToFrozenDictionary(),
        };
    }

    private void ReadLine(string text)
    {
        var comment = text.IndexOf('#', StringComparison.Ordinal);
        var words = (comment < 0 ? text : text[..comment])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        if (words.Length == 0)
        {
            return;
        }

        switch (words[0].ToUpperInvariant())
        {
            case "ATTRIBUTE":
                ReadAttribute(words);
                break;
            case "VALUE":
                ReadValue(words);
                break;
            case "VENDOR":
                Expect(words, 3, "VENDOR name number [format]");
                _vendors[words[1]] = Number(words[2], uint.MaxValue);
                break;
            case "BEGIN-VENDOR":
                BeginVendor(words);
                break;
            case "END-VENDOR":
                EndVendor(words);
                break;
            case "BEGIN-TLV":
                BeginTlv(words);
                break;
            case "END-TLV":
                EndTlv(words);
                break;
            case "$INCLUDE":
                Include(words, mustBeThere: true);
                break;
            case "$INCLUDE-":
                Include(words, mustBeThere: false);
                break;
            default:
                throw Error(
                    $"'{words[0]}': expected ATTRIBUTE, VALUE, VENDOR, BEGIN-VENDOR, END-VENDOR or $INCLUDE");
        }
    }

    private void ReadAttribute(string[] words)
    {
        Expect(words, 4, "ATTRIBUTE name number type [flags]");
        var flags = AttributeFlags.Parse(words.AsSpan(4));
        var vendor = _vendor?.Number ?? 0;

        // The old style names the vendor among the flags instead of opening a block.
        if (vendor == 0 && words.Length > 4 && _vendors.TryGetValue(words[4], out var named))
        {
            vendor = named;
        }

        var (type, length) = Type(words[3]);
        var attribute = new DictionaryAttribute(words[1], Key(words[2], vendor), type)
        {
            IsSecret = flags.IsSecret,
            HasTag = flags.HasTag,
            Hiding = flags.Hiding,
            FixedLength = length,
        };

        if (_byName.TryGetValue(attribute.Name, out var earlier) && earlier.Key != attribute.Key)
        {
            throw Error($"'{attribute.Name}' is already attribute {earlier.Key}: expected another name");
        }

        _byName[attribute.Name] = attribute;

        // Of several names for a number, the first is shown; a later one finds it too.
        _namesByKey.TryAdd(attribute.Key, attribute.Name);
    }

    private void ReadValue(string[] words)
    {
        Expect(words, 4, "VALUE attribute name number");

        if (!_byName.ContainsKey(words[1]))
        {
            _forward.Add((_file, _line, words[1]));
        }

        var number = Number(words[3], uint.MaxValue);

        if (!_values.TryGetValue(words[1], out var values))
        {
            _values[words[1]] = values = new(StringComparer.OrdinalIgnoreCase);
        }

        values[words[2]] = number;
    }

    private void BeginVendor(string[] words)
    {
        Expect(words, 2, "BEGIN-VENDOR name");

        if (_vendor is { } open)
        {
            throw Error($"expected END-VENDOR {open.Name} before another vendor");
        }

        if (!_vendors.TryGetValue(words[1], out var number))
        {
            throw Error($"'{words[1]}': expected a vendor that is defined above");
        }

        _vendor = (words[1], number);
        _space = words.Length > 2 ? Space(words[2]) : (byte)0;
    }

    private void EndVendor(string[] words)
    {
        Expect(words, 2, "END-VENDOR name");

        if (_vendor is not { } open || !open.Name.Equals(words[1], StringComparison.OrdinalIgnoreCase))
        {
            throw Error($"'{words[1]}': expected the vendor that is open, {_vendor?.Name ?? "and none is"}");
        }

        (_vendor, _space) = (null, 0);
    }
}
