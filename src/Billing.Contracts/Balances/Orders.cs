using System.Collections.Immutable;
using Billing.Contracts.Payers;
using Billing.Core.Allowances;
using NodaTime;

namespace Billing.Contracts.Balances;

/// <summary>Money in, or a correction. The same operation id again is the same order, done once.</summary>
/// <param name="OperationId">The asker's key, up to 100 characters.</param>
/// <param name="Amount">In the balance's currency, to 5 decimals; below zero only for an adjustment and for money back.</param>
/// <param name="ExpiresAt">When promotional money is worth nothing; null: never. Of no other kind.</param>
[GenerateSerializer, Immutable, Alias("billing.credit-order")]
public sealed record CreditOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] CreditKind Kind,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] string? Note,
    [property: Id(4)] Instant? ExpiresAt)
{
    /// <summary>The signed-in user who asks; null: a program does.</summary>
    [Id(5)]
    public string? By { get; init; }

    /// <summary>Of money back: the ledger entry that it takes back whole, which may have parts of a minor unit; null: of none.</summary>
    [Id(6)]
    public long? Reverses { get; init; }

    /// <summary>Of a payment that names its invoices: what of it settles which, before anything else does; its entry is not known yet. Null: the oldest first.</summary>
    [Id(7)]
    public AllocationOrder? To { get; init; }
}

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum CreditKind
{
    TopUp = 1,
    Adjustment = 2,
    Promotion = 3,

    /// <summary>A payment, or promotional money, is given back: below zero, and taken from what it had settled. Above zero when that did not arrive.</summary>
    PaymentBack = 4,
}

/// <summary>Included units, or money reserved to some usage: see <see cref="Allowance"/>.</summary>
/// <param name="Amount">Base units by the uses' weights, or money.</param>
[GenerateSerializer, Immutable, Alias("billing.allowance-order")]
public sealed record AllowanceOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Name,
    [property: Id(2)] AllowanceKind Kind,
    [property: Id(3)] decimal Amount,
    [property: Id(4)] ImmutableArray<UseOrder> Uses,
    [property: Id(5)] long? AccountId,
    [property: Id(6)] int Precedence,
    [property: Id(7)] Instant? ExpiresAt,
    [property: Id(8)] Exhaustion Exhaustion,
    [property: Id(9)] string? Policy)
{
    /// <summary>The signed-in user who asks; null: a program does.</summary>
    [Id(10)]
    public string? By { get; init; }
}

/// <summary>What an allowance may be used for: see <see cref="AllowanceUse"/>.</summary>
[GenerateSerializer, Immutable, Alias("billing.use-order")]
public sealed record UseOrder(
    [property: Id(0)] string? Service,
    [property: Id(1)] string? DestinationGroup,
    [property: Id(2)] string? Period,
    [property: Id(3)] decimal Weight);

/// <summary>An event to be charged at once: a message, a title, a one-off.</summary>
/// <param name="Service">One of the account's services.</param>
/// <param name="CalledParty">Who it goes to, or the title's keyword; null: nobody.</param>
/// <param name="Units">How many base units; all of them or none are charged.</param>
[GenerateSerializer, Immutable, Alias("billing.event-order")]
public sealed record EventOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Service,
    [property: Id(2)] string? CalledParty,
    [property: Id(3)] long Units)
{
    /// <summary>The signed-in user who asks; null: a program does.</summary>
    [Id(4)]
    public string? By { get; init; }
}

/// <summary>The same, on the terms that the account has for it.</summary>
[GenerateSerializer, Immutable, Alias("billing.event-charge")]
public sealed record EventCharge(
    [property: Id(0)] EventOrder Order,
    [property: Id(1)] SessionOpening Opening);

/// <summary>Takes back what an event was charged, in the stored order of what was taken.</summary>
/// <param name="Refunds">The operation id of the event.</param>
/// <param name="Amount">How much; null: all that is left, allowances too.</param>
[GenerateSerializer, Immutable, Alias("billing.refund-order")]
public sealed record RefundOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Refunds,
    [property: Id(2)] decimal? Amount)
{
    /// <summary>The signed-in user who asks; null: a program does.</summary>
    [Id(3)]
    public string? By { get; init; }
}

/// <summary>What came of an order, durable when it is told.</summary>
/// <param name="Amount">What the posted balance moved by.</param>
/// <param name="Sequence">The ledger entry; null when none was made.</param>
/// <param name="WasDoneBefore">It is the answer to a repeated order.</param>
/// <param name="Problem">With <see cref="OperationResult.WrongField"/>: the field, and what was expected.</param>
[GenerateSerializer, Immutable, Alias("billing.operation-reply")]
public sealed record OperationReply(
    [property: Id(0)] OperationResult Result,
    [property: Id(1)] decimal Amount = 0,
    [property: Id(2)] long? Sequence = null,
    [property: Id(3)] decimal Available = 0,
    [property: Id(4)] string Currency = "",
    [property: Id(5)] bool WasDoneBefore = false,
    [property: Id(6)] string? Problem = null);

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum OperationResult
{
    Done = 1,

    /// <summary>The operation id was used for another order.</summary>
    OtherOrder = 2,

    InsufficientFunds = 3,
    AllowanceUsedUp = 4,
    SpendingLimitReached = 5,
    Forbidden = 6,
    NoRate = 7,
    NoService = 8,

    /// <summary>The account is suspended or closed, or not there.</summary>
    Blocked = 9,

    /// <summary>There is no such operation of this balance that charged something.</summary>
    NothingToRefund = 10,

    /// <summary>More than what is left of the charge.</summary>
    MoreThanCharged = 11,

    /// <summary>The amount is zero or above 10^12 (of units: 10^16), has more than 5 decimals, or the wrong sign; or a weight is out of bounds.</summary>
    WrongAmount = 12,

    /// <summary>The operation id is empty or longer than 100 characters.</summary>
    WrongKey = 13,

    /// <summary>A field of a definition or an allowance is wrong, or there is no such balance; the reply says which.</summary>
    WrongField = 14,

    /// <summary>The session runs, or is being charged at this moment: its usage can be corrected when it has ended.</summary>
    SessionRuns = 15,

    /// <summary>There is no such transaction record of this balance.</summary>
    NoRecord = 16,

    /// <summary>The session was reverted after the record was made, or the event refunded whole: nothing of it is left to correct.</summary>
    GivenBack = 17,
}
