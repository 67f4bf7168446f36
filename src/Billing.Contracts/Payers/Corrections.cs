namespace Billing.Contracts.Payers;

/// <summary>Takes the payer's newest invoice back.</summary>
/// <param name="IsReplaced">Another one is issued in its place, on today's terms; else its charges are on the next one.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.void-order")]
public sealed record VoidOrder(
    [property: Id(0)] long InvoiceId,
    [property: Id(1)] string Reason,
    [property: Id(2)] bool IsReplaced,
    [property: Id(3)] string By);

/// <summary>Charges or credits something once.</summary>
/// <param name="OperationId">Up to 100 characters: done once.</param>
/// <param name="Amount">What is owed for it, in the balance's currency, to 5 decimals; below zero is a credit.</param>
/// <param name="Text">As the invoice names it.</param>
/// <param name="TaxCode">The taxes of this code are on it; null: those on everything; <c>none</c>: none but those of this code.</param>
/// <param name="By">A signed-in user's name, for the audit log; null: nobody's order.</param>
[GenerateSerializer, Immutable, Alias("billing.one-off-order")]
public sealed record OneOffOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] string Text,
    [property: Id(3)] string? TaxCode = null,
    [property: Id(4)] string? By = null);

/// <summary>Credits money for an issued invoice.</summary>
/// <param name="OperationId">Up to 80 characters: done once.</param>
/// <param name="Amount">Gross, above zero, to the minor unit; no more than the invoice's total, or the line's, with what was given back of it before.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
/// <param name="Line">The line of the invoice that it is of, from 1, in the order in which it prints them; null: of the invoice as a whole.</param>
[GenerateSerializer, Immutable, Alias("billing.credit-note-order")]
public sealed record CreditNoteOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] long InvoiceId,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] string Reason,
    [property: Id(4)] string By,
    [property: Id(5)] int? Line = null);

/// <summary>No step of dunning before a day.</summary>
/// <param name="UntilDay">As <c>2026-12-31</c>, of the customer's billing time zone.</param>
/// <param name="By">A signed-in user's name, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("billing.dunning-delay")]
public sealed record DunningDelay([property: Id(0)] string UntilDay, [property: Id(1)] string By);
