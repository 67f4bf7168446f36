using Billing.Contracts.Records;
using Billing.Core.Balances;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Statements;

/// <summary>A ledger entry in words.</summary>
public static class StatementText
{
    /// <summary>English; the key of its translation.</summary>
    public static string Name(LedgerReason reason) => reason switch
    {
        LedgerReason.Opening => "Opening balance",
        LedgerReason.Usage => "Usage",
        LedgerReason.TopUp => "Top-up",
        LedgerReason.Adjustment => "Adjustment",
        LedgerReason.Promotion => "Promotional money",
        LedgerReason.PromotionExpired => "Promotional money expired",
        LedgerReason.Refund => "Refund",
        LedgerReason.PaymentBack => "Payment given back",
        LedgerReason.Correction => "Correction of usage",
        _ => reason.ToString(),
    };

    public static string What(StatementRow row, IStringLocalizer<Words> text) => row switch
    {
        { Service: { } corrected, Reason: LedgerReason.Correction or LedgerReason.Refund } =>
            string.Join(" · ", new[] { text[Name(row.Reason)].Value, text[ServiceWords.Name(corrected)].Value, row.Peer }.Where(part => part is { Length: > 0 })),
        { Service: { } service, Peer: { Length: > 0 } peer } => $"{text[ServiceWords.Name(service)]} · {peer}",
        { Service: { } service } => text[ServiceWords.Name(service)],
        { Note: { Length: > 0 } note } => $"{text[Name(row.Reason)]} · {note}",
        _ => text[Name(row.Reason)],
    };
}
