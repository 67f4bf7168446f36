using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Price;

/// <summary>One field of a case that is not as it should be.</summary>
/// <param name="field">Its path, such as <c>tariff.rates[0].price</c>.</param>
internal sealed class CaseException(string field, string expected) : Exception($"{field}: {expected}")
{
    public string Field { get; } = field;
}

/// <summary>Reads a JSON object field by field; every error names the field and what was expected.</summary>
/// <remarks>Numbers may be written as JSON numbers or as strings; either is read as an exact decimal.</remarks>
internal sealed class CaseReader
{
    // Seconds may be left out, and a blank may stand for the T.
    private static readonly IPattern<OffsetDateTime> Exact = new CompositePatternBuilder<OffsetDateTime>
    {
        { OffsetDateTimePattern.ExtendedIso, _ => true },
        { OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<Z+HH:mm>"), _ => false },
        { OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 'HH':'mm':'sso<Z+HH:mm>"), _ => false },
        { OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 'HH':'mmo<Z+HH:mm>"), _ => false },
    }.Build();

    private static readonly IPattern<LocalDateTime> Local = new CompositePatternBuilder<LocalDateTime>
    {
        { LocalDateTimePattern.ExtendedIso, _ => true },
        { LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm"), _ => false },
        { LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 'HH':'mm':'ss"), _ => false },
        { LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 'HH':'mm"), _ => false },
    }.Build();

    private readonly JsonElement _object;
    private readonly HashSet<string> _read = [];

    public CaseReader(JsonElement element, string path)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw new CaseException(path.Length == 0 ? "case" : path, "expected an object");
        }

        (_object, Path) = (element, path);
    }

    public string Path { get; }

    public string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    public CaseException Error(string name, string expected) => new(At(name), expected);

    /// <summary>The field's value; null where it is not there or is null.</summary>
    public JsonElement? Find(string name)
    {
        _read.Add(name);

        return _object.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
    }

    /// <summary>Refuses fields that nothing has read, or that are there twice: either would silently change a price.</summary>
    public void Finish()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);

        foreach (var property in _object.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                throw Error(property.Name, "is there twice");
            }

            if (!_read.Contains(property.Name))
            {
                throw Error(property.Name, $"is not a field here; known are {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
            }
        }
    }

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Error(name, "expected a text"),
    };

    public string? TextOrNumber(string name) => Find(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(name);

    public decimal? Decimal(string name) => Find(name) is { } value ? Decimal(value, At(name)) : null;

    public static decimal Decimal(JsonElement value, string path)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!,
            _ => "",
        };

        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CaseException(path, "expected a decimal number such as 0.10");
    }

    /// <summary>A whole number of a few; more than fit are the most that do.</summary>
    public int? Count(string name) => Whole(name) is { } number ? (int)long.Min(number, int.MaxValue) : null;

    public int? Whole(string name, int least, int most) => Whole(name) is not { } number ? null
        : number >= least && number <= most ? (int)number
        : throw Error(name, FormattableString.Invariant($"expected {least} to {most}"));

    public long? Whole(string name) => Find(name) is { } value ? Whole(value, At(name)) : null;

    public static long Whole(JsonElement value, string path) =>
        Decimal(value, path) is var number && decimal.Truncate(number) == number && number is >= 0 and <= long.MaxValue
            ? (long)number
            : throw new CaseException(path, "expected a whole number, zero or more");

    public bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Error(name, "expected true or false"),
    };

    /// <summary>A choice by its name.</summary>
    public T Choice<T>(string name, T otherwise, params (string Name, T Value)[] choices)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        foreach (var choice in choices)
        {
            if (string.Equals(choice.Name, text, StringComparison.OrdinalIgnoreCase))
            {
                return choice.Value;
            }
        }

        throw Error(name, $"expected one of {string.Join(", ", choices.Select(choice => choice.Name))}");
    }

    /// <summary>The elements of a list with their paths; none where the field is missing.</summary>
    public IEnumerable<(JsonElement Value, string Path)> List(string name)
    {
        if (Find(name) is not { } list)
        {
            yield break;
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            throw Error(name, "expected a list");
        }

        var i = 0;

        foreach (var element in list.EnumerateArray())
        {
            yield return (element, FormattableString.Invariant($"{At(name)}[{i++}]"));
        }
    }

    /// <summary>The fields of an object with their paths.</summary>
    public IEnumerable<(string Name, JsonElement Value, string Path)> Fields(string name)
    {
        if (Find(name) is not { } map)
        {
            yield break;
        }

        if (map.ValueKind is not JsonValueKind.Object)
        {
            throw Error(name, "expected an object");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);

        foreach (var property in map.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                throw Error(name, $"has \"{property.Name}\" twice");
            }

            yield return (property.Name, property.Value, $"{At(name)}.{property.Name}");
        }
    }

    /// <summary>An instant with its offset, or a local time or date in the zone.</summary>
    public Instant? Instant(string name, DateTimeZone zone) => Text(name) is { } text ? Instant(text, At(name), zone) : null;

    public static Instant Instant(string text, string path, DateTimeZone zone)
    {
        if (Exact.Parse(text).TryGetValue(default, out var exact))
        {
            return exact.ToInstant();
        }

        if (Local.Parse(text).TryGetValue(default, out var local))
        {
            return zone.AtLeniently(local).ToInstant();
        }

        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date))
        {
            return zone.AtLeniently(date.AtMidnight()).ToInstant();
        }

        throw new CaseException(path, "expected a time such as 2026-11-25T12:00:00Z or 2026-11-25T12:00+01:00, without offset in the zone, or a day such as 2026-11-25, which is its midnight there");
    }
}
