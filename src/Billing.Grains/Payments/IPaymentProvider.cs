using Billing.Contracts.Payments;

namespace Billing.Grains.Payments;

/// <summary>Who takes money from cards. Every call carries a key under which it is done once, however often it is made.</summary>
public interface IPaymentProvider
{
    /// <summary>What payments say they were taken by.</summary>
    string Name { get; }

    /// <summary>Sets the amount aside on the card.</summary>
    Task<ProviderOutcome> AuthorizeAsync(string key, decimal amount, string currency, Card card);

    /// <summary>Takes what was set aside.</summary>
    Task<ProviderOutcome> CaptureAsync(string key, string reference);

    /// <summary>Gives some or all of it back.</summary>
    Task<ProviderOutcome> RefundAsync(string key, string reference, decimal amount, string currency);
}

/// <summary>What a provider says.</summary>
public abstract record ProviderOutcome
{
    private ProviderOutcome()
    {
    }

    /// <param name="Reference">By which the provider knows it.</param>
    public sealed record Accepted(string Reference) : ProviderOutcome;

    /// <param name="Reason">For people.</param>
    public sealed record Declined(string Reason) : ProviderOutcome;

    /// <summary>It did not answer, or not so that it can be understood: the same call again finds out.</summary>
    public sealed record Unknown : ProviderOutcome;
}
