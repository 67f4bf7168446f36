using System.Globalization;
using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Balances;
using Billing.Portal.Design;
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
            Money.Parse(part, CultureInfo.CurrentCulture),
            [.. Enum.GetValues<LedgerReason>().Where(reason => Fits(LedgerWords.Name(reason)))],
            [.. ServiceWords.Known.Where(service => Fits(ServiceWords.Name(service)))],
            isPayers);

        bool Fits(string name) => text[name].Value.Contains(part, StringComparison.CurrentCultureIgnoreCase);
    }

    private static string? Peer(StatementRow row) => row.Peer is { } peer ? UsageText.Number(peer) : null;

    private static string Name(StatementRow row, IStringLocalizer<Words> text) => text[LedgerWords.Name(row.Reason)];

    private static string? Note(StatementRow row, IStringLocalizer<Words> text) => row switch
    {
        { Note: null or "" } => null,
        _ when TypedEntry.ToldReasons.Contains(row.Reason) => row.Note,
        _ => Sentences.OfMoney.Contains(Sentences.Find(row.Note)?.Text) ? text[row.Note].Value : null,
    };
}
