using System.Globalization;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Payments;
using Billing.Portal.Usage;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Statements;

/// <summary>A ledger entry in words for its payer.</summary>
/// <remarks>
/// Why the staff did something is for the staff. The payer reads what was bought, the number of a document, and what the
/// program itself says of a payment; of all else only the kind.
/// </remarks>
public static class StatementText
{
    // How it was paid, in the sentence of a payment.
    private const string Way = "{1}";

    public static string What(StatementRow row, IStringLocalizer<Words> text)
    {
        string?[] parts = row switch
        {
            { Service: { } corrected, Reason: LedgerReason.Correction or LedgerReason.Refund } => [Name(row, text), text[ServiceWords.Name(corrected)], Peer(row)],
            { Service: { } service } => [text[ServiceWords.Name(service)], Peer(row)],
            _ => [Name(row, text), Note(row, text)],
        };

        return string.Join(" · ", parts.Where(part => part is { Length: > 0 }));
    }

    /// <summary>What a typed filter of entries asks for; null: nothing was typed.</summary>
    /// <param name="isPayers">Who pays looks: only in what <see cref="What"/> says.</param>
    public static TypedEntry? Typed(string? typed, bool isPayers, IStringLocalizer<Words> text)
    {
        if (typed?.Trim() is not { Length: > 0 } part)
        {
            return null;
        }

        return new(
            part,
            Money.Typed(part, CultureInfo.CurrentCulture),
            [.. Enum.GetValues<LedgerReason>().Where(reason => Fits(LedgerWords.Name(reason)))],
            ServiceWords.Typed(part, text),
            isPayers)
        {
            Notes = isPayers ? [.. Sentences.OfMoney.SelectMany(sentence => Told(sentence, text))] : [],
        };

        bool Fits(string name) => text[name].Value.Contains(part, StringComparison.CurrentCultureIgnoreCase);
    }

    // A payment's way is said in the reader's language too, so each is a form of its own; the first that fits is taken.
    private static IEnumerable<ToldNote> Told(string sentence, IStringLocalizer<Words> text)
    {
        var shown = text[sentence].Value;

        if (!sentence.Contains(Way, StringComparison.Ordinal))
        {
            return [new(sentence, shown)];
        }

        (string Form, string Shown)[] ways =
        [
            .. PaymentWords.Ways.Select(way => (way, text[way].Value)),
            (Moved(PaymentWords.OfCard), Moved(text[PaymentWords.OfCard])),
            (Way, Way),
        ];

        return ways.Select(way => new ToldNote(
            sentence.Replace(Way, way.Form, StringComparison.Ordinal), shown.Replace(Way, way.Shown, StringComparison.Ordinal)));

        // The first value of the whole is the payment's number.
        static string Moved(string way) => way.Replace("{1}", "{2}", StringComparison.Ordinal).Replace("{0}", "{1}", StringComparison.Ordinal);
    }

    private static string? Peer(StatementRow row) => row.Peer is { } peer ? UsageText.Number(peer) : null;

    private static string Name(StatementRow row, IStringLocalizer<Words> text) => text[LedgerWords.Name(row.Reason)];

    private static string? Note(StatementRow row, IStringLocalizer<Words> text) => row switch
    {
        { Note: null or "" } => null,
        _ when TypedEntry.ToldReasons.Contains(row.Reason) => row.Note,
        { IsOfProgram: true } => text[row.Note].Value,
        _ => null,
    };
}
