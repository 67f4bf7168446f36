using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Contracts.Records;

namespace Billing.Postgres.Records;

/// <summary>The forms of notes as regular expressions of PostgreSQL.</summary>
internal static partial class NoteForm
{
    /// <summary>
    /// Of <c>ledger_entry e</c>: a payment, what became of it, or a voucher made it, and its note is the program's. A clerk's top-up may say the
    /// same and be no payment.
    /// </summary>
    public const string IsOfProgram = """
        (e.operation_id like 'payment-%' and (
            exists (select from payment p where p.operation_id = substr(e.operation_id, 9) and p.balance_id = e.balance_id)
            or exists (
                select from payment_refund r join payment p on p.payment_id = r.payment_id
                where r.operation_id in (substr(e.operation_id, 16), substr(e.operation_id, 21)) and p.balance_id = e.balance_id
                      and e.operation_id in ('payment-refund-' || r.operation_id, 'payment-refund-back-' || r.operation_id)))
         or e.operation_id like 'voucher-%'
            and exists (select from voucher v where v.balance_id = e.balance_id and 'voucher-' || v.serial = e.operation_id)) is true
        """;

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
