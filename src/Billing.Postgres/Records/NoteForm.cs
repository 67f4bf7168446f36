using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Records;

namespace Billing.Postgres.Records;

/// <summary>The forms of notes as regular expressions of PostgreSQL.</summary>
internal static partial class NoteForm
{
    /// <summary>Of the whole note, with a group for each value.</summary>
    public static string[] Patterns(IEnumerable<ToldNote> notes) =>
        [.. notes.Select(note => $"^{string.Join("(.+?)", Hole().Split(note.Form).Select(Regex.Escape))}$")];

    /// <summary>What replaces a note of the form: what it is shown as.</summary>
    public static string[] Replacements(IEnumerable<ToldNote> notes) =>
        [.. notes.Select(note => Hole().Replace(
            note.Shown.Replace("\\", "\\\\", StringComparison.Ordinal),
            hole => string.Create(CultureInfo.InvariantCulture, $"\\{hole.Value[1] - '0' + 1}")))];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();
}
