using Billing.Contracts.Paging;
using NodaTime;

namespace Billing.Contracts.Payments;

/// <summary>Payments as people see them.</summary>
public interface IPaymentQuery
{
    Task<Page<PaymentRow>> ListAsync(
        Scope scope, PaymentFilter filter, PageRequest<PaymentSort> page, CancellationToken cancellation);

    /// <summary>One of them with what became of it; null when there is none, or it is not in the scope.</summary>
    Task<PaymentDetails?> FindAsync(Scope scope, long paymentId, CancellationToken cancellation);
}

public enum PaymentSort
{
    CreatedAt,
    Amount,

    /// <summary>By state, the oldest of it first.</summary>
    State,
}

/// <summary>What is not null must fit.</summary>
/// <param name="PaymentId">The payment's number.</param>
/// <param name="From">Asked for at this instant or later.</param>
/// <param name="To">Asked for before this instant.</param>
/// <param name="AutoPaymentId">The attempts of one occasion of payments without asking.</param>
/// <param name="Text">The payment's number as a whole, or a part of its way or (for the staff alone) of its receipt's number in any case, or <paramref name="TextAmount"/>: one fits.</param>
/// <param name="TextAmount">The text as an amount; null: it is none.</param>
/// <remarks>Two are equal when the same was asked for and typed: the ways follow from it.</remarks>
public sealed record PaymentFilter(
    long? BalanceId = null,
    long? CustomerId = null,
    long? PaymentId = null,
    PaymentState? State = null,
    PaymentMethodKind? Kind = null,
    Instant? From = null,
    Instant? To = null,
    long? AutoPaymentId = null,
    string? Text = null,
    decimal? TextAmount = null)
{
    /// <summary>Parts of ways, in small letters, that the reader's language writes as <see cref="Text"/> says: with one of them a way fits too.</summary>
    public IReadOnlyList<string> Ways { get; init; } = [];

    private object Asked => (BalanceId, CustomerId, PaymentId, State, Kind, From, To, AutoPaymentId, Text, TextAmount);

    public bool Equals(PaymentFilter? other) => Asked.Equals(other?.Asked);

    public override int GetHashCode() => Asked.GetHashCode();
}

/// <param name="OperationId">The key of its grain.</param>
/// <param name="Method">For people: <c>Visa ending in 4242</c>, <c>cash</c>.</param>
/// <param name="Reference">A receipt's or transfer's number; null: none was entered.</param>
/// <param name="Decline">The provider's reason; null: it did not decline.</param>
/// <param name="Refunded">What of the amount was given back, in <paramref name="Currency"/>.</param>
/// <param name="By">The user's name.</param>
/// <param name="Invoices">Numbers of the invoices that it settles something of; null: none.</param>
public sealed record PaymentRow(
    long PaymentId,
    string OperationId,
    long BalanceId,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    decimal Amount,
    string Currency,
    PaymentMethodKind Kind,
    string Method,
    PaymentState State,
    string? Reference,
    string? ProviderReference,
    string? Decline,
    decimal Refunded,
    string? Note,
    string By,
    Instant CreatedAt,
    string? Invoices = null);

/// <summary>A payment with what became of it; amounts in its currency.</summary>
/// <param name="Tax">What of the amount is tax: the rest is credited.</param>
/// <param name="Sequence">The ledger entry that credited it; null: none yet.</param>
/// <param name="Allocations">What of it settles which invoice.</param>
/// <param name="Unallocated">What of it settles nothing yet; null: the balance is not billed.</param>
/// <param name="AutoPaymentId">The occasion, when nobody was asked.</param>
/// <param name="Invoice">The invoice that it was made for without asking.</param>
/// <param name="CardProblem">Why the card that it is from is not charged any more; null: it may be, or none is kept.</param>
public sealed record PaymentDetails(
    PaymentRow Row,
    decimal Tax,
    IReadOnlyList<TaxPart> Taxes,
    long? Sequence,
    IReadOnlyList<PaymentAllocation> Allocations,
    decimal? Unallocated,
    IReadOnlyList<PaymentRefundRow> Refunds,
    long? AutoPaymentId,
    string? Invoice,
    string? CardProblem)
{
    /// <summary>What of its money somebody has put on chosen invoices and nobody has taken back, the newest first.</summary>
    public IReadOnlyList<PaymentAllocationByHand> ByHand { get; init; } = [];
}

/// <param name="Invoice">Its number.</param>
public sealed record PaymentAllocation(string Invoice, decimal Amount);

/// <param name="OperationId">Of the order; it is taken back by it.</param>
/// <param name="Invoices">Their numbers.</param>
/// <param name="Amount">As it was ordered, in the payment's currency: a refund may have taken some of it since.</param>
public sealed record PaymentAllocationByHand(string OperationId, IReadOnlyList<string> Invoices, decimal Amount, Instant MadeAt);

/// <param name="ProviderReference">Null: it is not known whether the provider did it, or it did not.</param>
/// <param name="Decline">The provider's reason for not giving it back.</param>
/// <param name="IsReturned">It did not arrive: the balance has it again.</param>
public sealed record PaymentRefundRow(
    string OperationId,
    decimal Amount,
    decimal Tax,
    string? Note,
    string? ProviderReference,
    bool IsPosted,
    string? Decline,
    bool IsReturned,
    string By,
    Instant CreatedAt)
{
    /// <summary>The holder's bank took it back; <see cref="IsReturned"/>: the dispute was won.</summary>
    public bool IsDispute { get; init; }
}
