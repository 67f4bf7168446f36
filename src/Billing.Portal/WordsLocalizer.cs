using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Billing.Portal;

/// <summary>Reads the texts' languages: each one embedded file <c>Words.xx.json</c> of "English text": "its translation".</summary>
/// <remarks>
/// Resource files of .NET take "Running" and "running" for the same name, and the English text is the name here. What a
/// language does not have is shown in English.
/// </remarks>
internal sealed class WordsLocalizer : IStringLocalizer<Words>
{
    private const string Start = "Words.";
    private const string End = ".json";

    private static readonly ConcurrentDictionary<string, FrozenDictionary<string, string>> Known = new();

    /// <summary>Two-letter codes (ISO 639) of what there is besides English.</summary>
    public static IReadOnlyList<string> Languages { get; } =
    [
        .. typeof(WordsLocalizer).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Start, StringComparison.Ordinal) && name.EndsWith(End, StringComparison.Ordinal))
            .Select(name => name[Start.Length..^End.Length]),
    ];

    private static FrozenDictionary<string, string> Lines => Known.GetOrAdd(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, Read);

    public LocalizedString this[string name] => Say(name, Lines) is { } said ? new(name, said) : new(name, name, resourceNotFound: true);

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var line = this[name];

            return new(name, string.Format(CultureInfo.CurrentCulture, line.Value, arguments), line.ResourceNotFound);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) =>
        Lines.Select(line => new LocalizedString(line.Key, line.Value));

    /// <summary>A text, or a sentence that is made of one; null: the language has neither.</summary>
    private static string? Say(string text, FrozenDictionary<string, string> lines)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        if (lines.TryGetValue(text, out var line))
        {
            return line;
        }

        if (Sentences.Find(text) is var (sentence, values) && lines.TryGetValue(sentence, out line))
        {
            return string.Format(CultureInfo.CurrentCulture, line, [.. values.Select(value => Say(value, lines) ?? value)]);
        }

        return Sentences.Split(text) is { } parts ? string.Join(", ", parts.Select(part => Say(part, lines) ?? part)) : null;
    }

    /// <summary>Nothing for a language that has no file.</summary>
    internal static FrozenDictionary<string, string> Read(string language)
    {
        using var file = typeof(WordsLocalizer).Assembly.GetManifestResourceStream(Start + language + End);

        return file is null
            ? FrozenDictionary<string, string>.Empty
            : JsonSerializer.Deserialize<Dictionary<string, string>>(file, JsonSerializerOptions.Strict)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
