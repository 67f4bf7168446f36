using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Billing.Portal.Layouts;

namespace Billing.Portal.Tests;

/// <summary>Every text has its line in every language: a wrong placeholder would take its page down.</summary>
public sealed partial class WordsTests
{
    public static TheoryData<string> Languages => [.. WordsLocalizer.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_text_of_the_sources_is_translated(string language)
    {
        var lines = WordsLocalizer.Read(language);
        var missing = Sources().SelectMany(file => KeysOf(File.ReadAllText(file)).Select(key => (Key: key, File: Path.GetFileName(file))))
            .Concat(Rail.Groups.SelectMany(group => group.Items.Select(item => item.Name).Prepend(group.Name)).Select(key => (key, nameof(Rail))))
            .Concat(CareTabs.All.Select(tab => (tab.Name, nameof(CareTabs))))
            .Where(one => !lines.ContainsKey(one.Item1))
            .Select(one => $"{one.Item2}: {one.Item1}")
            .Distinct()
            .ToArray();

        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    // Under a field, where a grain refuses what is in it: a text, or a sentence that is made of one.
    [Theory]
    [MemberData(nameof(Languages))]
    public void What_grains_expect_of_a_field_is_translated(string language)
    {
        var before = CultureInfo.CurrentUICulture;

        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var words = new WordsLocalizer();
            var expected = ExpectedByGrains();
            Assert.Contains("one of the customer's", expected);
            var missing = expected.Where(text => words[text].ResourceNotFound).ToArray();

            Assert.True(missing.Length == 0, string.Join('\n', missing));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    // A session and a subscription end, and a job: one word for them has no gender.
    [Theory]
    [InlineData("Ended", "Terminó")]
    [InlineData("Finished", "Terminó")]
    [InlineData("Started", "Empezó")]
    public void What_is_said_of_all_kinds_of_things_has_no_gender(string text, string said) => Assert.Equal(said, WordsLocalizer.Read("es")[text]);

    // Of pages, and of what is said by others and shown there: that stands in the sources as a text, or as one with figures in it.
    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_line_is_of_a_text_of_the_sources(string language)
    {
        var said = Sources().SelectMany(file => KeysOf(File.ReadAllText(file))).Concat(ExpectedByGrains()).ToHashSet(StringComparer.Ordinal);
        var all = string.Join('\n', Sources("").Select(File.ReadAllText));
        var plain = UnicodeEscape().Replace(all, one => ((char)int.Parse(one.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        var made = Interpolated().Matches(all)
            .Select(one => HoleOfCode().Split(one.Groups[1].Value))
            .Where(parts => parts.Length > 1 && parts.Sum(part => part.Length) > 10)
            .Select(parts => new Regex($"^{string.Join(".+", parts.Select(Regex.Escape))}$"))
            .ToArray();
        var unused = WordsLocalizer.Read(language).Keys
            .Where(key => !said.Contains(key) && !plain.Contains($"\"{key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal))
            .Where(key => !made.Any(one => one.IsMatch(key)))
            .Where(key => !plain.Contains($": expected {key}\"", StringComparison.Ordinal)) // behind a field, in one sentence
            .ToArray();

        Assert.True(unused.Length == 0, string.Join('\n', unused));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_line_has_the_placeholders_of_its_text(string language) =>
        Assert.All(WordsLocalizer.Read(language), line => Assert.Equal(Holes(line.Key), Holes(line.Value)));

    // WCAG 2.5.3: who speaks to the page says what is written on the button.
    [Theory]
    [InlineData("en")]
    [MemberData(nameof(Languages))]
    public void What_a_button_is_called_has_what_is_written_on_it(string language)
    {
        var lines = language == "en" ? null : WordsLocalizer.Read(language);
        var buttons = Sources().SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(button => (File: Path.GetFileName(file), button.Groups)))
            .Select(button => (button.File, Name: Said(button.Groups["name"].Value), Text: Said(button.Groups["text"].Value).TrimEnd('…')))
            .ToArray();

        Assert.NotEmpty(buttons);
        Assert.All(buttons, button => Assert.Contains(button.Text, button.Name, StringComparison.OrdinalIgnoreCase));

        string Said(string key) => lines is null ? key : lines[key];
    }

    [Theory]
    [InlineData("""L["One"]""", new[] { "One" })]
    [InlineData("""Text[count == 1 ? "{0} row" : "{0} rows", count]""", new[] { "{0} row", "{0} rows" })]
    [InlineData("""L["Said \"so\", {0}", L["Other"]]""", new[] { "Said \"so\", {0}", "Other" })]
    [InlineData("""L[state == "on" ? "On" : "Off"]""", new[] { "On", "Off" })]
    [InlineData("""L[Name(x, "no key")]""", new string[0])]
    public void The_reader_of_sources_finds_keys(string source, string[] expected) => Assert.Equal(expected, KeysOf(source));

    private static string[] Holes(string text) => [.. Hole().Matches(text).Select(hole => hole.Value).Distinct().Order(StringComparer.Ordinal)];

    /// <param name="project">Empty: all.</param>
    private static IEnumerable<string> Sources(string project = "Billing.Portal", [CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(here, "../../../src", project), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" || (project.Length == 0 && Path.GetExtension(file) is ".sql"))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    // Of fields: those with values in them are sentences.
    private static string[] ExpectedByGrains() =>
    [
        .. Sources("Billing.Grains").SelectMany(file => Expected().Matches(File.ReadAllText(file)))
            .Select(one => Regex.Unescape(one.Groups[1].Success ? one.Groups[1].Value : one.Groups[2].Value))
            .Distinct(),
    ];

    private static IEnumerable<string> KeysOf(string source) => Call().Matches(source).SelectMany(call => KeysAt(source, call.Index + call.Length));

    // The literals of the first argument, which may be chosen between; not what is compared, nor what calls within get.
    private static IEnumerable<string> KeysAt(string source, int start)
    {
        var depth = 0;

        for (var at = start; at < source.Length; at++)
        {
            switch (source[at])
            {
                case '"':
                    var text = Literal().Match(source, at);

                    if (depth == 0 && !Compared().IsMatch(source[start..at]))
                    {
                        yield return Regex.Unescape(text.Groups[1].Value);
                    }

                    at += text.Length - 1;
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' when depth > 0:
                    depth--;
                    break;
                case ')' or ']' or '}' or ',' when depth == 0:
                    yield break;
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.])(?:L|[Tt]ext|words)\[")]
    private static partial Regex Call();

    [GeneratedRegex("""\G"((?:[^"\\]|\\.)*)"?""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?:==|!=|\bis|\bor|\$)\s*$")]
    private static partial Regex Compared();

    [GeneratedRegex("""aria-label="@L\["(?<name>[^"]*)"[^<\n]*>@L\["(?<text>[^"]*)"\]</""")]
    private static partial Regex Named();

    [GeneratedRegex("""(?<!\$)"[\w.]+: expected ((?:[^"\\\n]|\\.)*)"|\.Expect\([^\n]*(?:nameof\([^)]*\)|"[^"\n]*"), "((?:[^"\\\n]|\\.)*)"\)""")]
    private static partial Regex Expected();

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex UnicodeEscape();

    [GeneratedRegex(@"\$""([^""\\]*)""")]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex HoleOfCode();

    [GeneratedRegex(@"\{(\d+)")]
    private static partial Regex Hole();
}
