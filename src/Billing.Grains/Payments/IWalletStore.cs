using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.Notifications;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>Keeps cards' tokens, what is paid without asking, and the occasions for that.</summary>
public interface IWalletStore
{
    Task<StoredMethod?> MethodAsync(long methodId);

    Task<StoredMethod?> FindMethodAsync(string operationId);

    /// <summary>A payer's cards that are kept or frozen, the oldest first.</summary>
    Task<IReadOnlyList<StoredMethod>> MethodsAsync(long balanceId);

    /// <summary>By what the provider knows the payer; null: not yet.</summary>
    Task<string?> PayerAsync(long balanceId, string provider);

    /// <summary>Makes it unless it is there.</summary>
    Task<StoredMethod> StartMethodAsync(string operationId, long balanceId, string provider, string? payer, string by, Instant now);

    /// <summary>The provider keeps it, or not.</summary>
    Task SavedAsync(StoredMethod method, MethodOutcome outcome, Instant now, Heard? heard);

    /// <summary>Another state of a card; of a removed one what it was to pay ends too.</summary>
    Task SetMethodAsync(StoredMethod method, MethodState state, string? reason, string by, Instant now);

    /// <summary>The provider has forgotten these.</summary>
    Task ForgottenAsync(string token, Instant now, Heard heard);

    Task<AutoPayTerms?> AutomaticAsync(long balanceId);

    /// <summary>What is paid without asking from now on. What waits is tried again at once, or is not needed any more.</summary>
    Task SetAutomaticAsync(long balanceId, AutoPayTerms? terms, string by, Instant now);

    Task<IReadOnlyList<AutoPaymentView>> OccasionsAsync(long balanceId, int most);

    /// <summary>Open occasions whose time has come.</summary>
    Task<IReadOnlyList<Occasion>> DueOccasionsAsync(long balanceId, Instant now);

    /// <summary>Begins one for funds that fell below, unless one is at work or there were enough today.</summary>
    /// <returns>Null: not now.</returns>
    Task<Occasion?> BeginTopUpAsync(long balanceId, int mostADay, Instant now);

    /// <summary>Begins one for each invoice that is to be paid now and has none.</summary>
    Task<IReadOnlyList<Occasion>> BeginInvoicesAsync(long balanceId, InvoiceMoment moment, Instant now);

    /// <summary>What is still to be paid of an invoice; zero of a void one.</summary>
    Task<decimal> OpenOfAsync(long invoiceId);

    /// <summary>An occasion is over, and the payer is told of it if there is something to tell.</summary>
    /// <param name="reason">Why it was not paid; null: what is there of an attempt before stays.</param>
    Task EndAsync(Occasion occasion, AutoPaymentState state, Notice? told = null, string? reason = null);

    /// <summary>It is not known what became of an attempt: the same one is asked for again then.</summary>
    Task PostponeAsync(Occasion occasion, Instant nextAt);

    /// <summary>An attempt was declined: the next one, or none, and then the card is frozen with the reason and the payer is told.</summary>
    /// <param name="told">What is told of the last attempt; null: another one comes.</param>
    Task FailAsync(Occasion occasion, long methodId, string reason, Instant? nextAt, Instant now, Notice? told);

    /// <summary>Payers with something to do.</summary>
    Task<IReadOnlyList<long>> DueAsync(Instant now, int most);

    /// <summary>What of a payer's top-ups is tax; null: nothing.</summary>
    Task<PaymentTaxes?> TaxesAsync(long balanceId);
}

/// <param name="Currency">The balance's.</param>
public sealed record PaymentTaxes(TaxTerms Terms, Rounding Rounding, string Currency);

/// <param name="Payer">By what the provider knows who pays.</param>
/// <param name="Token">Null while it is not known whether the provider keeps it.</param>
public sealed record StoredMethod(
    long MethodId,
    string OperationId,
    long BalanceId,
    string Provider,
    string? Payer,
    string? Token,
    string Brand,
    string LastFour,
    LocalDate? ExpiresOn,
    MethodState State,
    string? Reason,
    Instant CreatedAt);

/// <summary>Numbers are stored.</summary>
public enum MethodState
{
    /// <summary>The provider was or is being asked.</summary>
    Started = 1,

    Kept = 2,

    /// <summary>It is not charged by itself until a person renews it.</summary>
    Frozen = 3,

    Removed = 4,
    Declined = 5,
}

/// <summary>Something to pay without asking.</summary>
/// <param name="InvoiceId">Null: funds fell below.</param>
/// <param name="Sequence">Of the balance's newest entry then.</param>
public sealed record Occasion(long AutoPaymentId, long BalanceId, long? InvoiceId, long? Sequence, int Attempt)
{
    /// <summary>Made of what it is for: whoever tries it, after whatever crash, asks for the same payment.</summary>
    public string OperationId => InvoiceId is { } invoice
        ? FormattableString.Invariant($"auto/invoice/{invoice}/{Attempt}")
        : FormattableString.Invariant($"auto/top-up/{BalanceId}/{Sequence}/{Attempt}");
}
