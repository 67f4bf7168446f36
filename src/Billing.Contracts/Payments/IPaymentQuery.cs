using Billing.Contracts.Paging;
using NodaTime;

namespace Billing.Contracts.Payments;

/// <summary>Payments as people see them.</summary>
public interface IPaymentQuery
{
    Task<Page<PaymentRow>> ListAsync(
        Scope scope, PaymentFilter filter, PageRequest<PaymentSort> page, CancellationToken cancellation);
}

public enum PaymentSort
{
    CreatedAt,
}

/// <summary>What is not null must fit.</summary>
/// <param name="PaymentId">The payment's number.</param>
/// <param name="From">Asked for at this instant or later.</param>
/// <param name="To">Asked for before this instant.</param>
public sealed record PaymentFilter(
    long? BalanceId = null,
    long? CustomerId = null,
    long? PaymentId = null,
    PaymentState? State = null,
    PaymentMethodKind? Kind = null,
    Instant? From = null,
    Instant? To = null);

/// <param name="OperationId">The key of its grain.</param>
/// <param name="Method">For people: <c>Visa ending in 4242</c>, <c>cash</c>.</param>
/// <param name="Reference">A receipt's or transfer's number; null: none was entered.</param>
/// <param name="Decline">The provider's reason; null: it did not decline.</param>
/// <param name="Refunded">What of the amount was given back, in <paramref name="Currency"/>.</param>
/// <param name="By">The user's name.</param>
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
    Instant CreatedAt);
