using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Discounts;
using Billing.Core.Notifications;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>One decision on a balance, whole: what is stored of it is stored together or not at all.</summary>
/// <param name="FromVersion">The balance version that it was computed from; the database refuses it if that moved.</param>
/// <param name="After">The balance after it.</param>
/// <param name="Session">The session after it; null when the decision is about none.</param>
/// <param name="IsNewSession">Whether the session has no row yet.</param>
/// <param name="Entries">The ledger entries, in order, when money was posted.</param>
/// <param name="Record">The transaction record, when usage was settled.</param>
public sealed record Posting(
    long FromVersion,
    Balance After,
    Session? Session,
    bool IsNewSession,
    ImmutableArray<LedgerEntry> Entries,
    Xdr? Record)
{
    /// <summary>Allowances that are new or changed.</summary>
    public ImmutableArray<Allowance> Allowances { get; init; } = [];

    /// <summary>Counters that are new or changed.</summary>
    public ImmutableArray<Counter> Counters { get; init; } = [];

    /// <summary>What somebody outside asked for, if this is it: stored with it, so that it is done once.</summary>
    public Operation? Operation { get; init; }

    /// <summary>A plan, discount or limit that the balance is given by it.</summary>
    public Definition? Definition { get; init; }

    /// <summary>What the payer is to be told of it.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];
}

/// <summary>Why a balance changed. Numbers are stored.</summary>
public enum LedgerReason
{
    /// <summary>Funds brought in when the balance was opened.</summary>
    Opening = 1,

    /// <summary>Usage of a session.</summary>
    Usage = 2,

    /// <summary>Money that the payer brought in.</summary>
    TopUp = 3,

    /// <summary>A correction by an administrator, either way.</summary>
    Adjustment = 4,

    /// <summary>Promotional money given.</summary>
    Promotion = 5,

    /// <summary>What was left of promotional money when it expired.</summary>
    PromotionExpired = 6,

    /// <summary>A charge taken back, whole or in part.</summary>
    Refund = 7,

    /// <summary>Money of a payment that was given back to the payer; promotional money that was given by mistake.</summary>
    PaymentBack = 8,

    /// <summary>What usage cost is corrected: reverted or re-rated. It names the transaction record.</summary>
    Correction = 9,

    /// <summary>Of a subscription: fees, credits, penalties.</summary>
    Fee = 20,

    /// <summary>Charged once: a delivery, a late fee, a reactivation.</summary>
    OneOff = 21,

    /// <summary>What an invoice adds as tax.</summary>
    Tax = 22,

    /// <summary>What an invoice's rounding adds or takes.</summary>
    Rounding = 23,

    /// <summary>A credit note.</summary>
    CreditNote = 24,

    /// <summary>
    /// What coupons take off an invoice, and its rounding. Never stored, but told of roundings of invoices that have coupons: an older program
    /// beside this one takes what it does not know for money that came in.
    /// </summary>
    Coupon = 25,
}

/// <summary>One change of a balance: append-only; the entries of a balance are numbered 1, 2, 3 … without gaps.</summary>
/// <param name="Amount">Signed, in the balance's currency: negative takes money from the payer.</param>
/// <param name="PostedAfter">The balance after this entry.</param>
/// <param name="SessionId">The session that it settles or corrects, and <paramref name="Part"/> its transaction record.</param>
public sealed record LedgerEntry(
    long BalanceId,
    long Sequence,
    decimal Amount,
    decimal PostedAfter,
    LedgerReason Reason,
    Guid? SessionId,
    int? Part,
    Instant RecordedAt)
{
    /// <summary>What of the amount was taken from promotional money, or given to it; the rest is main money. In the order of taking.</summary>
    public ImmutableArray<AllowanceDraw> Promotions { get; init; } = [];

    /// <summary>The operation from outside that made it.</summary>
    public string? OperationId { get; init; }

    /// <summary>What a person should know of it: a reason, a document.</summary>
    public string? Note { get; init; }
}

/// <summary>A transaction record: one rated event with its parts, so that a charge explains itself.</summary>
/// <remarks>Units, amount and parts are those since the session's previous record (sessions are split every 24 h).</remarks>
/// <param name="Part">1, 2, 3 … within the session.</param>
/// <param name="FromUnits">Cumulative usage where this record begins, in base units.</param>
/// <param name="UsedUnits">Usage of this record in base units.</param>
/// <param name="ChargedUnits">The same, with started intervals whole.</param>
/// <param name="Amount">What it cost, zero or more for charges; negative for paybacks.</param>
/// <param name="LedgerSequence">Its ledger entry; null when nothing was posted.</param>
public sealed record Xdr(
    Session Session,
    int Part,
    long FromUnits,
    long UsedUnits,
    long ChargedUnits,
    decimal Amount,
    long? LedgerSequence,
    ImmutableArray<RatedPart> Parts,
    Instant RecordedAt)
{
    /// <summary>The attributes of the gateway's report that ended it, as they came; null: none did, as of a day of a long session.</summary>
    public byte[]? Attributes { get; init; }
}
