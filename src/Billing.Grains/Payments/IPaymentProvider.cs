using Billing.Contracts.Payments;
using NodaTime;

namespace Billing.Grains.Payments;

/// <summary>Who takes money from cards and keeps them. Every call carries a key under which it is done once, however often it is made.</summary>
public interface IPaymentProvider
{
    /// <summary>What payments say they were taken by.</summary>
    string Name { get; }

    /// <summary>Cards are typed on our pages and go through us; else the provider has a page for them.</summary>
    bool TakesCards { get; }

    /// <summary>It has a page of its own on which one payment is made, with a card that is not kept.</summary>
    bool HasPage { get; }

    /// <summary>Sets the amount aside on the card; without a card, opens the provider's page for it.</summary>
    Task<ProviderOutcome> AuthorizeAsync(ProviderCharge charge);

    /// <summary>What became of an authorisation whose card is gone since: what was not set aside by now never is.</summary>
    /// <param name="startedAt">When it was asked for first.</param>
    Task<ProviderOutcome> FindAsync(string key, Instant startedAt);

    /// <summary>What became of an authorisation that its holder was to confirm.</summary>
    /// <param name="isHolderBack">The holder says that it is confirmed.</param>
    Task<ProviderOutcome> LookAsync(string reference, bool isHolderBack);

    /// <summary>Takes what was set aside.</summary>
    Task<ProviderOutcome> CaptureAsync(string key, string reference);

    /// <summary>Frees what was set aside and not taken, and keeps anything from being set aside later.</summary>
    /// <returns>Accepted: it is free. Declined: it is not, for it was taken, or is being; what became of it is to be looked for.</returns>
    Task<ProviderOutcome> VoidAsync(string key, string reference);

    /// <summary>Gives some or all of it back.</summary>
    Task<ProviderOutcome> RefundAsync(string key, string reference, decimal amount, string currency);

    /// <summary>How a dispute stands now; null: that cannot be found out now.</summary>
    Task<ProviderDispute?> DisputeAsync(string reference);

    /// <summary>Opens the provider's page on which a holder enters a card.</summary>
    /// <param name="payer">By what the provider knows who pays; null: not yet.</param>
    /// <returns><see cref="ProviderOutcome.NeedsAction"/> with the page, and the payer as the reference.</returns>
    Task<ProviderOutcome> OpenPageAsync(string key, long balanceId, string? payer, Uri returnTo);

    /// <summary>Keeps a card.</summary>
    Task<MethodOutcome> SaveAsync(NewMethod method);

    /// <summary>Forgets a card.</summary>
    Task<ProviderOutcome> ForgetAsync(string key, string token);

    /// <summary>Reads what the provider tells by itself.</summary>
    /// <returns>Null: it is not signed as it should be, or too old.</returns>
    ProviderEvent? Read(string body, string signature, Instant now);
}

/// <param name="Key">The payment's operation id.</param>
/// <param name="Amount">In <paramref name="Currency"/>, to its minor unit.</param>
/// <param name="Card">As it was typed; null: one that is kept, or one that is entered on the provider's page.</param>
/// <param name="Method">The kept one.</param>
/// <param name="IsUnattended">Nobody is there to confirm it: a bank that asks for that declines.</param>
/// <param name="StartedAt">When it was asked for first: providers do not know keys for ever.</param>
/// <param name="Text">What the holder pays for, for the provider's page.</param>
public sealed record ProviderCharge(
    string Key, decimal Amount, string Currency, Card? Card, KeptToken? Method, bool IsUnattended, string? ReturnTo, Instant StartedAt, string Text = "");

/// <param name="Payer">By what the provider knows who pays.</param>
/// <param name="Token">By what it knows the card.</param>
public sealed record KeptToken(string? Payer, string Token);

/// <param name="Payer">By what the provider knows who pays: what it keeps must be theirs. Null: not yet known.</param>
/// <param name="Card">As it was typed; null: it was typed on the provider's page.</param>
/// <param name="Reference">What that page came back with.</param>
public sealed record NewMethod(string Key, long BalanceId, string? Payer, Card? Card, string? Reference);

/// <summary>What a provider says.</summary>
public abstract record ProviderOutcome
{
    private ProviderOutcome()
    {
    }

    /// <param name="Reference">By which the provider knows it.</param>
    public sealed record Accepted(string Reference) : ProviderOutcome;

    /// <param name="Reason">For people.</param>
    /// <param name="IsFinal">A later attempt with the same card fails too, unless its holder does something.</param>
    public sealed record Declined(string Reason, bool IsFinal = false) : ProviderOutcome
    {
        /// <summary>It is what was asked for that is not taken, such as so small an amount, from whatever card: this one is as good as it was.</summary>
        public bool IsOfRequest { get; init; }
    }

    /// <summary>The holder is to confirm it at the bank; nothing is set aside until then.</summary>
    /// <param name="Page">Where; null: the bank finds the holder by itself.</param>
    public sealed record NeedsAction(string Reference, string? Page) : ProviderOutcome;

    /// <summary>It did not answer, or not so that it can be understood: the same call again finds out.</summary>
    public sealed record Unknown : ProviderOutcome;
}

/// <param name="Amount">In the payment's currency.</param>
/// <param name="Reason">The bank's word for it, such as <c>fraudulent</c>.</param>
public sealed record ProviderDispute(DisputeState State, decimal Amount, string Reason);

public enum DisputeState
{
    /// <summary>The bank asks, and the money is where it was.</summary>
    Inquiry,

    /// <summary>The bank has taken the money back.</summary>
    TakenBack,

    /// <summary>It was won: the money has come again.</summary>
    Won,
}

/// <summary>What a provider says about a card that it is to keep.</summary>
public abstract record MethodOutcome
{
    private MethodOutcome()
    {
    }

    /// <param name="ExpiresOn">The last day of its last month.</param>
    public sealed record Kept(string? Payer, string Token, string Brand, string LastFour, LocalDate ExpiresOn) : MethodOutcome;

    public sealed record Declined(string Reason) : MethodOutcome;

    public sealed record Unknown : MethodOutcome;
}

/// <summary>What a provider tells by itself. It is a reason to look: the state is asked for, whatever the order of telling.</summary>
public abstract record ProviderEvent(string EventId, string Type)
{
    /// <summary>Something happened to a payment of ours.</summary>
    /// <param name="Key">Its operation id.</param>
    public sealed record OfPayment(string EventId, string Type, string Key) : ProviderEvent(EventId, Type);

    /// <summary>Money was given back, or was not after all.</summary>
    /// <param name="Key">Our refund's operation id; null: it was made at the provider.</param>
    /// <param name="Payment">The provider's name of the payment.</param>
    /// <param name="Amount">In the payment's currency.</param>
    /// <param name="HasFailed">The money did not arrive, and the provider has it again.</param>
    /// <param name="IsDone">It is certain that it was given back.</param>
    public sealed record OfRefund(
        string EventId, string Type, string? Key, string Reference, string Payment, decimal Amount, bool HasFailed, bool IsDone)
        : ProviderEvent(EventId, Type);

    /// <summary>A holder's bank takes a payment back, or gave it again. Its state is asked for.</summary>
    /// <param name="Reference">The provider's name of the dispute.</param>
    /// <param name="Payment">The provider's name of the payment.</param>
    public sealed record OfDispute(string EventId, string Type, string Reference, string Payment) : ProviderEvent(EventId, Type);

    /// <summary>A holder finished with the provider's page.</summary>
    public sealed record OfPage(string EventId, string Type, long BalanceId, string Key, string Reference) : ProviderEvent(EventId, Type);

    /// <summary>The provider has forgotten a card.</summary>
    public sealed record OfMethod(string EventId, string Type, string Token) : ProviderEvent(EventId, Type);

    /// <summary>Nothing follows from it here.</summary>
    public sealed record Other(string EventId, string Type) : ProviderEvent(EventId, Type);
}
