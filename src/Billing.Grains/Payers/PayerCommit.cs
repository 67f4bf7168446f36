using System.Collections.Immutable;
using Billing.Contracts.Changes;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Notifications;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>What is written of a payer at once.</summary>
/// <param name="Before">What it was decided from; the payer's version in it must still hold.</param>
/// <param name="After">The version in it is that of before.</param>
public sealed record PayerCommit(Books Before, Books After, Instant Now)
{
    /// <summary>When the next step is due.</summary>
    public Instant NextAt { get; init; } = Instant.MaxValue;

    public ImmutableArray<MadeCharge> Charges { get; init; } = [];

    public NewSubscription? NewSubscription { get; init; }

    public NewInvoice? Invoice { get; init; }

    /// <summary>A coupon that is given, and the order that gives it.</summary>
    public (Coupon Coupon, string OperationId, string By)? NewCoupon { get; init; }

    /// <summary>A coupon that ends.</summary>
    public (long CouponId, string By)? EndedCoupon { get; init; }

    /// <summary>An invoice that is void from now on.</summary>
    public (long InvoiceId, string Reason, string By)? Voided { get; init; }

    /// <summary>What of it the audit log says.</summary>
    public AuditNote? Audit { get; init; }

    /// <summary>Invoices whose postings are known to be in the ledger.</summary>
    public ImmutableArray<PostedInvoice> Posted { get; init; } = [];

    public ImmutableArray<OpenCredit> NewCredits { get; init; } = [];

    /// <summary>What was given back of credits, or covers what is owed on no invoice: they are smaller by it.</summary>
    public ImmutableArray<OpenCredit> Refunded { get; init; } = [];

    public ImmutableArray<Allocated> Settled { get; init; } = [];

    /// <summary>More of a credit settles an invoice, or less does, by parts of a minor unit: the credit is larger or smaller by it, and what is left of it stays.</summary>
    public ImmutableArray<Allocated> Rounded { get; init; } = [];

    /// <summary>The order by hand that they are of; null: by the ordinary rule.</summary>
    public string? SettledBy { get; init; }

    public (LocalDate Since, int Number, DunningAction? Action, decimal Amount)? Dunned { get; init; }

    /// <summary>Which accounts are to be suspended now; null: as it is.</summary>
    public Suspensions? Suspended { get; init; }

    /// <summary>What the payer is to be told of it; of an invoice it is told by itself.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];
}

/// <param name="All">All accounts of the payer.</param>
/// <param name="Accounts">Else these.</param>
/// <param name="AreClosed">They are closed and not only suspended.</param>
public sealed record Suspensions(bool All, ImmutableArray<long> Accounts, bool AreClosed)
{
    /// <summary>Whether the same accounts are suspended by it: where all are, others do not matter.</summary>
    public bool IsAs(Suspensions other) => All == other.All && AreClosed == other.AreClosed && (All || Accounts.SequenceEqual(other.Accounts));
}

/// <param name="Sequence">Its ledger entry.</param>
public sealed record MadeCharge(DueCharge Charge, long Sequence);

/// <param name="Amount">Of its ledger entry: below zero.</param>
/// <param name="Sequence">Its ledger entry.</param>
/// <param name="At">When it was taken.</param>
public sealed record TakenCharge(ChargeKey Key, decimal Amount, long Sequence, Instant At);

/// <param name="Ordered">What an order of the same key is compared with, beside the plan, the line and the pieces.</param>
public sealed record NewSubscription(string OperationId, Subscription Subscription, string Ordered);

/// <param name="Replaces">A void invoice that it stands in for.</param>
/// <param name="Corrects">Of a credit note: the invoice.</param>
/// <param name="OperationId">Of a credit note: what asked for it, in its ledger entry.</param>
/// <param name="BillRun">The run that closed its period.</param>
/// <param name="DueSoonAt">When the payer is told that it will be due; null: not.</param>
/// <param name="By">Who asked for it; null: it came by itself or by a run.</param>
/// <param name="CorrectsLine">Of a credit note: the line of the invoice; null: all of it.</param>
public sealed record NewInvoice(
    InvoiceDraft Draft,
    Coverage Coverage,
    string Series,
    long? Replaces = null,
    long? Corrects = null,
    string? OperationId = null,
    string? BillRun = null,
    Instant? DueSoonAt = null,
    string? By = null,
    int? CorrectsLine = null);

/// <param name="ChangedAccounts">Accounts that were suspended or let go on.</param>
public sealed record PayerNumbers(long SubscriptionId, long InvoiceId, string InvoiceNumber, ImmutableArray<long> ChangedAccounts)
{
    public long CouponId { get; init; }
}
