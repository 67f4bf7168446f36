using Billing.Contracts.Payments;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>Keeps payments and how far each is.</summary>
public interface IPaymentStore
{
    Task<PaymentView?> GetAsync(string operationId);

    /// <summary>Makes it unless it is there.</summary>
    /// <param name="method">For people; never a card's number.</param>
    /// <param name="provider">Who takes the money; null: it was taken elsewhere.</param>
    Task<PaymentView> StartAsync(string operationId, TopUpOrder order, string currency, string method, string? provider, Instant now);

    /// <summary>Goes on to a state.</summary>
    Task MoveAsync(long paymentId, PaymentState state, string? providerReference, string? decline, Instant now);

    /// <summary>Sets a part of a payment aside to be given back, unless the operation id did already.</summary>
    /// <returns>The refund; null when that much is not left of the payment.</returns>
    Task<StoredRefund?> StartRefundAsync(PaymentView payment, PaymentRefundOrder order, decimal amount, Instant now);

    Task<StoredRefund?> FindRefundAsync(string operationId);

    Task RefundedAsync(string operationId, string providerReference);

    Task RefundPostedAsync(string operationId);

    /// <summary>Payments whose money is promised or taken and not credited, since before an instant.</summary>
    Task<IReadOnlyList<string>> InterruptedAsync(Instant before, int most);
}

/// <param name="ProviderReference">Null while it is not known that the provider did it.</param>
public sealed record StoredRefund(string OperationId, long PaymentId, decimal Amount, string? Note, string? ProviderReference, bool IsPosted, string By);
