using NodaTime;

namespace Billing.Contracts.Payers;

/// <summary>What a bill run comes to: of a computed one what it would issue, of the others what it issued.</summary>
/// <param name="Totals">By currency.</param>
/// <param name="Warnings">How many drafts are worth a look; of a computed run only.</param>
public sealed record BillRunReview(IReadOnlyList<BillRunTotal> Totals, IReadOnlyDictionary<DraftWarning, long> Warnings);

/// <param name="Total">With taxes.</param>
/// <param name="LastTotal">Of the same payers' invoices before; null: of a run that issued.</param>
public sealed record BillRunTotal(string Currency, long Invoices, decimal Total, decimal? LastTotal);

/// <summary>Why a draft is worth a look. Numbers are stored.</summary>
public enum DraftWarning
{
    None = 0,
    Negative = 1,
    Zero = 2,

    /// <summary>More than twice the invoice before.</summary>
    Twice = 3,

    /// <summary>Less than half of the invoice before.</summary>
    Half = 4,
}

public enum BillRunDraftSort
{
    Total,
}

/// <param name="Warning">Only these; null: all.</param>
/// <param name="IsHeld">Whether they are held back; null: all.</param>
/// <param name="Text">A part of the customer's name, or the beginning of its number.</param>
public sealed record BillRunDraftFilter(string BillRun, DraftWarning? Warning = null, bool? IsHeld = null, string? Text = null);

/// <summary>An invoice that a computed run would issue.</summary>
/// <param name="PeriodTo">The first day that is not in it.</param>
/// <param name="LastTotal">Of the payer's newest invoice; null: this is the first.</param>
public sealed record BillRunDraftRow(
    long BalanceId,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    LocalDate PeriodFrom,
    LocalDate PeriodTo,
    string Currency,
    decimal Total,
    decimal AmountDue,
    decimal? LastTotal,
    DraftWarning Warning)
{
    /// <summary>Null: it is not held back.</summary>
    public BillRunHold? Hold { get; init; }
}
