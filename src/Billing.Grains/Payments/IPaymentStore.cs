using System.Collections.Immutable;
using Billing.Contracts.Payments;
using Billing.Core.Notifications;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>Keeps payments and how far each is.</summary>
/// <remarks>Where something was heard of the provider, that it was is written with what follows from it, or neither is.</remarks>
public interface IPaymentStore
{
    Task<PaymentView?> GetAsync(string operationId);

    /// <summary>The operation id of the payment that a provider knows by a reference.</summary>
    Task<string?> FindAsync(string providerReference);

    /// <summary>Makes it unless it is there.</summary>
    /// <param name="method">For people; never a card's number.</param>
    /// <param name="provider">Who takes the money; null: it was taken elsewhere.</param>
    /// <param name="taxes">What of the amount is tax.</param>
    Task<PaymentView> StartAsync(
        string operationId, TopUpOrder order, string currency, string method, string? provider, ImmutableArray<TaxPart> taxes, Instant now);

    /// <summary>Goes on to a state; one that is credited or declined stays so.</summary>
    Task MoveAsync(PaymentView payment, Instant now, Heard? heard);

    /// <summary>Sets a part of a payment aside to be given back, unless the operation id did already.</summary>
    /// <param name="tax">What of the amount is tax.</param>
    /// <param name="providerReference">Of what was given back at the provider already.</param>
    /// <returns>The refund; null when that much is not left of the payment.</returns>
    Task<StoredRefund?> StartRefundAsync(
        PaymentView payment, PaymentRefundOrder order, decimal amount, decimal tax, string? providerReference, Instant now, Heard? heard);

    /// <summary>The same of money that the holder's bank has taken back; the payer is told of it.</summary>
    Task<StoredRefund?> StartDisputeAsync(PaymentView payment, PaymentRefundOrder order, decimal amount, decimal tax, Instant now, Heard heard, Notice told);

    Task<StoredRefund?> FindRefundAsync(string operationId);

    Task RefundedAsync(string operationId, string providerReference, Heard? heard);

    /// <summary>The provider does not give it back: what was set aside is free again.</summary>
    Task RefundDeclinedAsync(string operationId, string reason);

    Task RefundPostedAsync(string operationId);

    /// <summary>Money that was given back did not arrive, or a dispute was won: the payment has it again, and the payer is told of the latter.</summary>
    Task RefundReturnedAsync(string operationId, Heard? heard, Notice? told);

    /// <summary>Refunds of a payment that the balance does not know of yet: the provider made them, or it is not known whether it did.</summary>
    Task<IReadOnlyList<StoredRefund>> UnpostedRefundsAsync(long paymentId);

    /// <summary>Takes payments with something to go on with, since before an instant; one that does not end is taken again later and later, up to an hour.</summary>
    /// <param name="provider">Who is asked now: what another one has is left out, unless it is only to be posted.</param>
    Task<IReadOnlyList<string>> InterruptedAsync(Instant before, string provider, int most);

    /// <summary>Whether that was heard before.</summary>
    Task<bool> IsHeardAsync(Heard heard);

    /// <summary>Notes something from which nothing follows.</summary>
    Task NoteAsync(Heard heard);
}

/// <param name="ProviderReference">Null while it is not known that the provider did it.</param>
/// <param name="Tax">What of the amount is tax, and was never credited.</param>
/// <param name="Provider">Who has the payment; null: nobody, it came in by hand.</param>
public sealed record StoredRefund(
    string OperationId,
    long PaymentId,
    decimal Amount,
    decimal Tax,
    string? Note,
    string? ProviderReference,
    bool IsPosted,
    string By,
    string? Decline,
    bool IsReturned,
    bool IsDispute,
    string? Provider);
