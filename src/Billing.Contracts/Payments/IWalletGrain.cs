using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Billing.Contracts.Payments;

/// <summary>The cards that a payer keeps, and what is paid from them without asking. Key: the balance's number.</summary>
[Alias("billing.wallet")]
public interface IWalletGrain : IGrainWithIntegerKey
{
    /// <summary>As it is stored.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<WalletView> GetAsync();

    /// <summary>Opens the provider's own page for a card, where cards are not typed on ours.</summary>
    /// <param name="operationId">The asker's key, up to 80 characters; it is the card's when it is saved.</param>
    /// <param name="returnTo">An absolute address; the provider adds its reference to it.</param>
    [Alias("begin")]
    Task<WalletReply> BeginAsync(string operationId, string returnTo, string by);

    /// <summary>Has the provider keep a card. The same operation id again is the same card.</summary>
    [Alias("save")]
    Task<WalletReply> SaveAsync(SaveMethodOrder order);

    /// <summary>Has the provider forget a card; what was paid from it by itself ends.</summary>
    [Alias("remove")]
    Task<WalletReply> RemoveAsync(long methodId, string by);

    /// <summary>A frozen card may be charged again, at once if something waits for it.</summary>
    [Alias("renew")]
    Task<WalletReply> RenewAsync(long methodId, string by);

    /// <summary>What is paid without asking from now on; null: nothing. What was given up is tried again.</summary>
    [Alias("set-automatic")]
    Task<WalletReply> SetAutomaticAsync(AutoPayTerms? terms, string by);

    /// <summary>What of an amount would be tax if it were paid now; the rest is credited. Mostly nothing.</summary>
    [Alias("quote"), AlwaysInterleave]
    Task<ImmutableArray<TaxPart>> QuoteAsync(decimal amount);

    /// <summary>Makes the payments that are due. Harmless when asked again.</summary>
    /// <returns>How many were tried.</returns>
    [Alias("work")]
    Task<int> WorkAsync();
}

/// <summary>Finds payers with payments to make by themselves. One in the cluster (key 0); called by every silo again and again.</summary>
[Alias("billing.wallet-sweep")]
public interface IWalletSweepGrain : IGrainWithIntegerKey
{
    /// <returns>How many payers had something to pay.</returns>
    [Alias("sweep"), AlwaysInterleave]
    Task<int> SweepAsync();
}

/// <summary>Takes what a provider tells by itself. Key 0.</summary>
[Alias("billing.payment-events")]
public interface IPaymentEventsGrain : IGrainWithIntegerKey
{
    /// <summary>Judges the signature and does what follows; told again, nothing follows.</summary>
    /// <param name="body">Octets as they came: the signature is over them.</param>
    [Alias("take")]
    Task<EventResult> TakeAsync(string provider, string body, string signature);
}

/// <summary>Numbers are on the wire.</summary>
[GenerateSerializer]
public enum EventResult
{
    /// <summary>What follows from it is durable.</summary>
    Taken = 1,

    TakenBefore = 2,

    /// <summary>Not signed with our secret, too old, or not readable: nothing follows.</summary>
    Refused = 3,

    /// <summary>This provider is not in use here.</summary>
    NotConfigured = 4,

    /// <summary>What follows could not be found out: the provider is to tell it again.</summary>
    Later = 5,
}
