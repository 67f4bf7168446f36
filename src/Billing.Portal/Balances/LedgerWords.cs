using Billing.Core.Balances;

namespace Billing.Portal.Balances;

/// <summary>What entries are called.</summary>
public static class LedgerWords
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
        LedgerReason.Fee => "Fee",
        LedgerReason.OneOff => "One-off charge",
        LedgerReason.Tax => "Tax",
        LedgerReason.Rounding => "Rounding",
        LedgerReason.CreditNote => "Credit note",
        LedgerReason.Coupon => "Coupon",
        _ => reason.ToString(), // of a newer program
    };
}
