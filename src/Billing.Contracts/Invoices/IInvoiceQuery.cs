using Billing.Core.Invoices;
using NodaTime;

namespace Billing.Contracts.Invoices;

/// <summary>What was billed, as it is stored. Days are of the customer's billing time zone; amounts in the invoice's currency.</summary>
public interface IInvoiceQuery
{
    /// <summary>Invoices and credit notes, the newest first.</summary>
    /// <param name="after">The last one of the page before; null: the first page.</param>
    Task<IReadOnlyList<InvoiceRecord>> PageAsync(InvoiceFilter filter, long? after, int most, CancellationToken cancellation);

    /// <summary>With lines, taxes and what settled it; null when there is none of the number, such as <c>INV-000017</c>.</summary>
    Task<InvoiceDetails?> FindAsync(string number, CancellationToken cancellation);

    /// <summary>Subscriptions of a payer, those that have ended too, in the order in which they were made.</summary>
    Task<IReadOnlyList<SubscriptionRecord>> SubscriptionsAsync(long balanceId, Instant now, CancellationToken cancellation);

    /// <summary>Charges of a payer's subscriptions, in the order in which they were made.</summary>
    Task<IReadOnlyList<ChargeRecord>> ChargesAsync(long balanceId, int most, CancellationToken cancellation);

    /// <summary>A payer's coupons, those that are used up or have ended too, in the order in which they were given.</summary>
    Task<IReadOnlyList<CouponRecord>> CouponsAsync(long balanceId, CancellationToken cancellation);

    /// <summary>How a payer stands; null when the balance is not billed.</summary>
    Task<PayerRecord?> PayerAsync(long balanceId, CancellationToken cancellation);
}

/// <summary>Every part that is given must hold.</summary>
/// <param name="OnlyOpen">Invoices that are not settled.</param>
public sealed record InvoiceFilter(long? BalanceId = null, bool OnlyOpen = false);

/// <param name="Kind"><c>invoice</c> or <c>credit-note</c>.</param>
/// <param name="Total">Of its own charges, with taxes.</param>
/// <param name="PreviousOwed">What was owed after the invoice before, and <paramref name="Paid"/> since, or given by credit notes.</param>
/// <param name="AmountDue">What it asks for.</param>
/// <param name="Settled">What payments and credit notes have settled of the total.</param>
public sealed record InvoiceRecord(
    long InvoiceId,
    string Number,
    string Kind,
    long BalanceId,
    string Customer,
    LocalDate PeriodFrom,
    LocalDate PeriodTo,
    LocalDate IssuedOn,
    LocalDate DueOn,
    string Currency,
    decimal Net,
    decimal Tax,
    decimal Total,
    decimal PreviousOwed,
    decimal Paid,
    decimal AmountDue,
    decimal Settled,
    string? VoidReason,
    string? Replaces,
    string? Corrects,
    string ZoneId)
{
    /// <summary>What of <see cref="Paid"/> credit notes gave, which were not paid.</summary>
    public decimal CreditedBefore { get; init; }

    /// <summary>Who asked for it; null: it was issued by itself or by a bill run.</summary>
    public string? By { get; init; }

    /// <summary>Who took it back, <see cref="VoidedAt"/>; null: nobody, or before that was kept.</summary>
    public string? VoidedBy { get; init; }

    public Instant? VoidedAt { get; init; }
}

public sealed record InvoiceDetails(
    InvoiceRecord Invoice, IReadOnlyList<InvoiceLineRecord> Lines, IReadOnlyList<InvoiceTaxRecord> Taxes, IReadOnlyList<SettlementRecord> Settlements);

/// <param name="Section"><c>subscriptions</c>, <c>usage</c>, <c>one-off</c>.</param>
/// <param name="Units">Used base units of its unit: <c>second</c>, <c>byte</c>, <c>event</c>.</param>
/// <param name="ToOn">The first day that it is not for.</param>
public sealed record InvoiceLineRecord(
    string Section, string Text, string? TaxCode, LocalDate? FromOn, LocalDate? ToOn, int Count, long Units, string? Unit, decimal Amount)
{
    /// <summary>Of a subscription's charge: the login of the line that it is of, as it was then; null: of none, or of the customer as a whole.</summary>
    public string? Account { get; init; }

    /// <summary>For how many pieces.</summary>
    public int Quantity { get; init; } = 1;
}

public sealed record InvoiceTaxRecord(string Name, decimal Percent, decimal Net, decimal Amount);

/// <param name="By">What settled it: a payment, a credit note; or an invoice below zero, by its number.</param>
public sealed record SettlementRecord(string By, decimal Amount, Instant MadeAt);

/// <param name="State">In small letters: <c>pending</c>, <c>trial</c>, <c>active</c>, <c>paused</c>, <c>suspended</c>, <c>unfunded</c>, <c>ended</c>.</param>
/// <param name="Plan">The one that it has now.</param>
/// <param name="EndsAt">When it has ended or will; null: no end is known.</param>
/// <param name="UnfundedAmount">What could not be charged when it was due; the fee still due shrinks from it daily.</param>
public sealed record SubscriptionRecord(
    long SubscriptionId, long? AccountId, string Plan, int Quantity, string State, Instant CreatedAt, Instant? EndsAt, decimal UnfundedAmount)
{
    /// <summary>Of its account; null: it is of the customer as a whole.</summary>
    public string? Login { get; init; }

    /// <summary>When it began or will; null: with its first use.</summary>
    public Instant? StartsAt { get; init; }

    /// <summary>The first day that costs a fee, after a trial; null: it has none.</summary>
    public LocalDate? TrialEndsOn { get; init; }

    /// <summary>What its periods are counted from.</summary>
    public LocalDate? AnchorOn { get; init; }

    /// <summary>When something is charged next, as it stands now.</summary>
    public Instant? NextChargeAt { get; init; }

    /// <summary>How many pieces there were in each of its stretches, by their numbers, in which the parts of charges end.</summary>
    public IReadOnlyDictionary<int, int> Quantities { get; init; } = new Dictionary<int, int>();

    /// <summary>What was ordered for later and may be withdrawn; null: nothing.</summary>
    public ComingChange? Coming { get; init; }
}

/// <param name="What"><c>end</c>, <c>pause</c>, <c>change</c>, <c>resume</c>.</param>
/// <param name="Plan">With a change: the new one.</param>
public sealed record ComingChange(string What, Instant At, string? Plan);

/// <param name="Kind"><c>activation</c>, <c>fee</c>, <c>credit</c>, <c>penalty</c>.</param>
/// <param name="Full">Without discounts.</param>
public sealed record ChargeRecord(
    long SubscriptionId, LocalDate Period, string Part, string Kind, string Name, Instant DueAt, decimal Amount, decimal Full, LocalDate FromOn, LocalDate ToOn);

/// <param name="Coupon">What it is, and what it has taken off by now.</param>
/// <param name="EndedAt">When somebody ended it; null: nobody did.</param>
public sealed record CouponRecord(Coupon Coupon, string Currency, Instant GivenAt, string GivenBy, Instant? EndedAt)
{
    public string? EndedBy { get; init; }

    /// <summary>The payer's open period begins on the first day that it is not for, or later: it is off no invoice any more.</summary>
    public bool IsOver { get; init; }
}

/// <param name="Unallocated">Money that settles no invoice yet.</param>
/// <param name="DunningLevel">In small letters: <c>limit</c>, <c>suspend</c>, <c>terminate</c>; null: none.</param>
/// <param name="Parked">Why what was due could not be done.</param>
public sealed record PayerRecord(
    long BalanceId,
    string Class,
    string Currency,
    decimal Posted,
    decimal CreditLimit,
    decimal Unallocated,
    LocalDate OpenFrom,
    Instant NextDueAt,
    LocalDate? DunningSince,
    string? DunningLevel,
    IReadOnlyList<DunningRecord> DunningActions,
    IReadOnlyList<string> SuspendedAccounts,
    string? Parked)
{
    /// <summary>No further step of dunning before this day; null: nobody put it off.</summary>
    public LocalDate? DunningDelayedUntil { get; init; }

    /// <summary>Whether it pays no taxes.</summary>
    public bool IsTaxExempt { get; init; }
}

/// <param name="Action"><c>remind</c>, <c>late-fee</c>, <c>limit</c>, <c>suspend</c>, <c>terminate</c>, <c>lift</c>.</param>
public sealed record DunningRecord(LocalDate Since, string Action, decimal Amount, Instant DoneAt);
