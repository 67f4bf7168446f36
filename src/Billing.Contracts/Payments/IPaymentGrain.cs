using Orleans.Concurrency;

namespace Billing.Contracts.Payments;

/// <summary>One payment. Key: the operation id of up to 80 characters, made when the dialog opens: however often it is asked for, it is one payment.</summary>
[Alias("billing.payment")]
public interface IPaymentGrain : IGrainWithStringKey
{
    /// <summary>Takes the money (a card by the provider) and credits the balance; an interrupted one is taken up again.</summary>
    [Alias("top-up")]
    Task<PaymentReply> TopUpAsync(TopUpOrder order);

    /// <summary>Gives money of it back, by the way that it came, and takes it from the balance.</summary>
    [Alias("refund")]
    Task<PaymentReply> RefundAsync(PaymentRefundOrder order);

    /// <summary>Gives up a payment that its holder has not confirmed: what was set aside on the card is free again.</summary>
    [Alias("cancel")]
    Task<PaymentReply> CancelAsync(string by);

    /// <summary>Goes on with what a crash interrupted after the money was promised.</summary>
    [Alias("resume")]
    Task ResumeAsync();

    /// <summary>As it is stored; null when it was never asked for.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<PaymentView?> GetAsync();
}

/// <param name="Amount">Above zero, in the balance's currency, to its minor unit.</param>
/// <param name="By">The signed-in user's name.</param>
[GenerateSerializer, Immutable, Alias("billing.top-up-order")]
public sealed record TopUpOrder(
    [property: Id(0)] long BalanceId,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] PaymentMethod Method,
    [property: Id(3)] string? Note,
    [property: Id(4)] string By)
{
    /// <summary>Of a payment that is made by itself: its occasion. Nobody is there to confirm it.</summary>
    [Id(5)]
    public long? AutoPaymentId { get; init; }

    /// <summary>Where the holder comes back to after confirming at the bank; null: there is no such page.</summary>
    [Id(6)]
    public string? ReturnTo { get; init; }
}

/// <param name="Card">Of a card only. It goes to the provider and is stored nowhere; the last four digits are.</param>
/// <param name="Reference">Of money that was taken elsewhere: a receipt's or transfer's number.</param>
/// <param name="MethodId">Of a card that is kept: instead of the card.</param>
[GenerateSerializer, Immutable, Alias("billing.payment-method")]
public sealed record PaymentMethod(
    [property: Id(0)] PaymentMethodKind Kind,
    [property: Id(1)] Card? Card = null,
    [property: Id(2)] string? Reference = null,
    [property: Id(3)] long? MethodId = null);

/// <summary>Numbers are on the wire and stored.</summary>
[GenerateSerializer]
public enum PaymentMethodKind
{
    Card = 1,
    Cash = 2,
    BankTransfer = 3,
}

/// <summary>A payment card as its holder types it. Never logged, never stored.</summary>
/// <param name="Number">12 to 19 digits with a Luhn check digit; spaces and hyphens do not count.</param>
/// <param name="ExpiryMonth">1 to 12.</param>
/// <param name="ExpiryYear">Four digits.</param>
/// <param name="SecurityCode">Three or four digits.</param>
[GenerateSerializer, Immutable, Alias("billing.card")]
public sealed record Card(
    [property: Id(0)] string Number,
    [property: Id(1)] int ExpiryMonth,
    [property: Id(2)] int ExpiryYear,
    [property: Id(3)] string SecurityCode)
{
    public override string ToString() => "card";
}

/// <summary>Money back of a payment.</summary>
/// <param name="OperationId">The asker's key, up to 80 characters: done once.</param>
/// <param name="Amount">Null: all that was not given back yet.</param>
[GenerateSerializer, Immutable, Alias("billing.payment-refund-order")]
public sealed record PaymentRefundOrder(
    [property: Id(0)] string OperationId,
    [property: Id(1)] decimal? Amount,
    [property: Id(2)] string? Note,
    [property: Id(3)] string By);
