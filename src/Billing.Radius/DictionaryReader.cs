using System.Collections.Frozen;
using System.Globalization;

namespace Billing.Radius;

/// <summary>Reads dictionary files line by line; one use.</summary>
/// <remarks>
/// Left out, without an error, is what names attributes that the codec does not take apart yet: dotted numbers and
/// TLVs, and attributes of extended vendor-specific spaces.
/// </remarks>
internal sealed class DictionaryReader
{
    private const int MaximumDepth = 16;

    private readonly Dictionary<string, DictionaryAttribute> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<AttributeKey, string> _namesByKey = [];
    private readonly HashSet<string> _leftOut = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, uint> _vendors = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, uint>> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string File, int Line, string Attribute)> _forward = [];

    private string _file = "";
    private int _line;
    private int _depth;
    private (string Name, uint Number)? _vendor;
    private bool _isLeavingOut;

    public void Read(string path)
    {
        var (file, line, vendor) = (_file, _line, _vendor);

        if (++_depth > MaximumDepth)
        {
            throw Error("expected fewer files that include one another");
        }

        string[] lines;

        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException error) when (_depth > 1)
        {
            throw Error($"expected a file that can be read: {error.Message}");
        }

        _file = path;
        _line = 0;

        foreach (var text in lines)
        {
            _line++;
            ReadLine(text);
        }

        if (_vendor != vendor)
        {
            throw Error($"expected END-VENDOR {_vendor?.Name} before the end of the file");
        }

        _depth--;
        (_file, _line) = (file, line);
    }

    public RadiusDictionary Build()
    {
        foreach (var (file, line, name) in _forward)
        {
            if (!_byName.ContainsKey(name) && !_leftOut.Contains(name))
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
                _isLeavingOut = true;
                break;
            case "END-TLV":
                _isLeavingOut = false;
                break;
            case "$INCLUDE":
                Expect(words, 2, "$INCLUDE file");
                Read(Path.Combine(Path.GetDirectoryName(_file) ?? "", words[1]));
                break;
            case "$INCLUDE-":
                Expect(words, 2, "$INCLUDE- file");
                ReadIfThere(Path.Combine(Path.GetDirectoryName(_file) ?? "", words[1]));
                break;
            default:
                throw Error(
                    $"'{words[0]}': expected ATTRIBUTE, VALUE, VENDOR, BEGIN-VENDOR, END-VENDOR or $INCLUDE");
        }
    }

    private void ReadIfThere(string path)
    {
        if (File.Exists(path))
        {
            Read(path);
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

        if (_isLeavingOut || words[2].Contains('.', StringComparison.Ordinal))
        {
            _leftOut.Add(words[1]);
            return;
        }

        var number = Number(words[2], vendor == 0 ? byte.MaxValue : uint.MaxValue);
        var (type, length) = Type(words[3]);
        var attribute = new DictionaryAttribute(words[1], new AttributeKey(vendor, number), type)
        {
            IsSecret = flags.IsSecret,
            HasTag = flags.HasTag,
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

        if (_isLeavingOut || _leftOut.Contains(words[1]))
        {
            return;
        }

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
        _isLeavingOut = words.Length > 2;
    }

    private void EndVendor(string[] words)
    {
        Expect(words, 2, "END-VENDOR name");

        if (_vendor is not { } open || !open.Name.Equals(words[1], StringComparison.OrdinalIgnoreCase))
        {
            throw Error($"'{words[1]}': expected the vendor that is open, {_vendor?.Name ?? "and none is"}");
        }

        _vendor = null;
        _isLeavingOut = false;
    }

    private (AttributeType Type, int? Length) Type(string word)
    {
        var name = word.ToUpperInvariant();
        int? length = null;

        if (name.EndsWith(']') && name.IndexOf('[', StringComparison.Ordinal) is > 0 and var at)
        {
            length = (int)Number(name[(at + 1)..^1], RadiusPacketWriter.MaximumValueLength);
            name = name[..at];
        }

        return name switch
        {
            "STRING" or "TEXT" => (AttributeType.Text, length),
            "OCTETS" or "TLV" or "VSA" or "EVS" or "EXTENDED" or "LONG-EXTENDED" or "ABINARY" or "ETHER" or "STRUCT"
                => (AttributeType.Octets, length),
            "INTEGER" or "ENUM" or "UINT32" => (AttributeType.Integer, null),
            "INTEGER64" or "UINT64" => (AttributeType.Integer64, null),
            "DATE" or "TIME" => (AttributeType.Time, null),
            "IPADDR" or "IPV4ADDR" => (AttributeType.IPv4Address, null),
            "IPV6ADDR" => (AttributeType.IPv6Address, null),
            "IPV6PREFIX" => (AttributeType.IPv6Prefix, null),
            "IPV4PREFIX" => (AttributeType.IPv4Prefix, null),
            "IFID" => (AttributeType.InterfaceId, null),
            "BYTE" or "UINT8" => (AttributeType.Byte, null),
            "SHORT" or "UINT16" => (AttributeType.Short, null),
            "SIGNED" or "INT32" => (AttributeType.Signed, null),
            "COMBO-IP" => (AttributeType.AnyAddress, null),
            _ => throw Error($"'{word}': expected a type, such as integer, string, octets, ipaddr or date"),
        };
    }

    private uint Number(string word, uint maximum)
    {
        var isHexadecimal = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var digits = isHexadecimal ? word.AsSpan(2) : word;
        var style = isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var isNumber = uint.TryParse(digits, style, CultureInfo.InvariantCulture, out var number);

        return isNumber && number <= maximum
            ? number
            : throw Error(FormattableString.Invariant($"'{word}': expected a number from 0 to {maximum}"));
    }

    private void Expect(string[] words, int count, string form)
    {
        if (words.Length < count)
        {
            throw Error($"expected {form}");
        }
    }

    private RadiusDictionaryException Error(string message) => new(_file, _line, message);
}
