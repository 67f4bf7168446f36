using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Billing.Core.Notifications;

/// <summary>A text with named placeholders, such as <c>{left}</c>; a brace that is meant is written twice.</summary>
/// <remarks>What stands between <c>{?fee}</c> and <c>{/fee}</c> is said where the fee is not zero, between <c>{!fee}</c> and <c>{/fee}</c> where it is.</remarks>
public sealed record Template(string Subject, string Body)
{
    public const int MostSubject = 200;
    public const int MostBody = 10_000;

    private const string Unended = "{/name} after {?name} or {!name}, and no other of them before it";

    /// <summary>A mail by it has the document of what it tells of, where there is one.</summary>
    public bool AttachesDocument { get; init; } = true;

    /// <summary>What is wrong with the text as a template of the event; null: nothing.</summary>
    /// <returns>Completes the sentence "expected …".</returns>
    public static string? Problem(string text, EventTerms terms)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(terms);

        ImmutableArray<string> known = [.. terms.Placeholders, .. EventTerms.Common];
        var open = "";

        foreach (var (piece, isName) in Pieces(text))
        {
            if (piece is null)
            {
                return "a name and } after each {; a brace that is meant is written twice";
            }

            var (sign, name) = isName ? Signed(piece) : ("", "");

            if (isName && !known.Contains(name))
            {
                return $"the placeholders {string.Join(", ", known.Select(one => $"{{{one}}}"))}, not {{{piece}}}";
            }

            if (sign.Length > 0 && open != (sign == "/" ? name : ""))
            {
                return Unended;
            }

            open = sign switch { "/" => "", "?" or "!" => name, _ => open };
        }

        return open.Length == 0 ? null : Unended;
    }

    /// <summary>The text with its facts in the culture's way.</summary>
    /// <exception cref="FormatException">It names what is not there; the message says which.</exception>
    public static string Render(string text, IReadOnlyCollection<NamedFact> facts, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(facts);

        var rendered = new StringBuilder();
        var isSaid = true;

        foreach (var (piece, isName) in Pieces(text))
        {
            if (piece is null)
            {
                throw new FormatException("the template has a { without its name and }");
            }

            var (sign, name) = isName ? Signed(piece) : ("", "");
            var fact = isName
                ? (facts.FirstOrDefault(one => one.Name == name) ?? throw new FormatException($"the template has {{{piece}}}, which this notification does not say")).Value
                : null;
            isSaid = sign switch { "?" => !fact!.IsNothing, "!" => fact!.IsNothing, "/" => true, _ => isSaid };

            if (isSaid && sign.Length == 0)
            {
                rendered.Append(fact?.Text(culture) ?? piece);
            }
        }

        return rendered.ToString();
    }

    /// <summary>The subject and the body, the subject in one line.</summary>
    public Template Render(IReadOnlyCollection<NamedFact> facts, CultureInfo culture) =>
        this with
        {
            Subject = string.Concat(Render(Subject, facts, culture).Select(c => char.IsControl(c) ? ' ' : c)),
            Body = Render(Body, facts, culture),
        };

    private static (string Sign, string Name) Signed(string piece) => piece is ['?' or '!' or '/', ..] ? (piece[..1], piece[1..]) : ("", piece);

    // A piece that is null: a brace that does not belong to another.
    private static IEnumerable<(string? Piece, bool IsName)> Pieces(string text)
    {
        var at = 0;

        while (at < text.Length)
        {
            var brace = text.IndexOfAny(['{', '}'], at);

            if (brace < 0)
            {
                yield return (text[at..], false);

                yield break;
            }

            if (brace > at)
            {
                yield return (text[at..brace], false);
            }

            if (brace + 1 < text.Length && text[brace + 1] == text[brace])
            {
                yield return (text[brace..(brace + 1)], false);
                at = brace + 2;
                continue;
            }

            var end = text[brace] == '{' ? text.IndexOf('}', brace) : -1;

            if (end < 0)
            {
                yield return (null, false);

                yield break;
            }

            yield return (text[(brace + 1)..end], true);
            at = end + 1;
        }
    }
}
