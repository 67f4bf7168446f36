using Billing.Core.Balances;

namespace Billing.Portal.Balances;

/// <summary>What entries are called.</summary>
internal static class LedgerWords
{
    /// <summary>English; the key of its translation.</summary>
    public static string Name(LedgerReason reason) => reason switch
    {
        LedgerReason.Opening => "Opening balance",
        LedgerReason.Usage => "Usage",
        LedgerReason.TopUp => "Top-up",
        LedgerReason.Adjustment => "Adjustment",
        LedgerReason.Promotion => "Promotion",
        LedgerReason.PromotionExpired => "Promotion expired",
        LedgerReason.Refund => "Refund",
        LedgerReason.PaymentBack => "Payment given back",
        LedgerReason.Correction => "Correction of usage",
        _ => reason.ToString(),
    };
}
