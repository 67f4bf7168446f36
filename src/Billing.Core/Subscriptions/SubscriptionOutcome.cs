namespace Billing.Core.Subscriptions;

/// <summary>What became of an order about a subscription.</summary>
public abstract record SubscriptionOutcome
{
    private SubscriptionOutcome()
    {
    }

    public sealed record Changed(Subscription Subscription) : SubscriptionOutcome;

    /// <param name="Problem">The field and what was expected.</param>
    public sealed record Refused(string Problem) : SubscriptionOutcome;
}
