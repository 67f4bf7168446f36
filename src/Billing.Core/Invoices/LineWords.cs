namespace Billing.Core.Invoices;

/// <summary>What the program itself says of an entry on an invoice.</summary>
public enum LineWording
{
    /// <summary>Nothing: the name of a plan, a service's code, what somebody wrote.</summary>
    AsIs,
    Activation,
    UnusedDays,
    EarlyEnd,
    UsageCorrection,
    LateFee,
    Reactivation,
    OpeningBalance,
    Payment,
    Correction,
    PromotionalCredit,
    PromotionalCreditExpired,
    Refund,
    PaymentGivenBack,
    CreditNote,
    Charge,
}

/// <summary>The words of an invoice's lines, in the language that its customer has as it is issued.</summary>
/// <remarks>
/// The ledger has no language. A line gets its words once, with its invoice, which keeps them: the page, the document and mails have
/// the same ones, whatever language the customer has later.
/// </remarks>
public static class LineWords
{
    /// <param name="culture">The customer's, such as <c>es-ES</c>.</param>
    /// <param name="name">Of the plan, where the wording is about one; what stands there as it is.</param>
    public static string Text(LineWording wording, string culture, string name)
    {
        ArgumentNullException.ThrowIfNull(culture);

        return culture == "es" || culture.StartsWith("es-", StringComparison.OrdinalIgnoreCase) ? Spanish(wording, name) : English(wording, name);
    }

    private static string English(LineWording wording, string name) => wording switch
    {
        LineWording.AsIs => name,
        LineWording.Activation => $"{name}: activation",
        LineWording.UnusedDays => $"{name}: unused days",
        LineWording.EarlyEnd => $"{name}: early end",
        LineWording.UsageCorrection => "Correction of usage",
        LineWording.LateFee => "Late fee",
        LineWording.Reactivation => "Reactivation",
        LineWording.OpeningBalance => "Opening balance",
        LineWording.Payment => "Payment",
        LineWording.Correction => "Correction",
        LineWording.PromotionalCredit => "Promotional credit",
        LineWording.PromotionalCreditExpired => "Promotional credit expired",
        LineWording.Refund => "Refund",
        LineWording.PaymentGivenBack => "Payment given back",
        LineWording.CreditNote => "Credit note",
        LineWording.Charge => "Charge",
        _ => throw new ArgumentOutOfRangeException(nameof(wording), wording, null),
    };

    private static string Spanish(LineWording wording, string name) => wording switch
    {
        LineWording.AsIs => name,
        LineWording.Activation => $"{name}: alta",
        LineWording.UnusedDays => $"{name}: días no utilizados",
        LineWording.EarlyEnd => $"{name}: baja anticipada",
        LineWording.UsageCorrection => "Corrección de consumo",
        LineWording.LateFee => "Recargo por demora",
        LineWording.Reactivation => "Reactivación",
        LineWording.OpeningBalance => "Saldo inicial",
        LineWording.Payment => "Pago",
        LineWording.Correction => "Corrección",
        LineWording.PromotionalCredit => "Saldo promocional",
        LineWording.PromotionalCreditExpired => "Saldo promocional caducado",
        LineWording.Refund => "Reembolso",
        LineWording.PaymentGivenBack => "Pago devuelto",
        LineWording.CreditNote => "Nota de crédito",
        LineWording.Charge => "Cargo",
        _ => throw new ArgumentOutOfRangeException(nameof(wording), wording, null),
    };
}
