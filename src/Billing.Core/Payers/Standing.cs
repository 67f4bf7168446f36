using System.Collections.Immutable;
using Billing.Core.Accounts;
using Billing.Core.Dunning;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Core.Payers;

/// <summary>Whom somebody has suspended or closed: what billing itself suspended is not in it.</summary>
/// <param name="Customer">Of who is billed.</param>
/// <param name="Accounts">Of the subscriptions' accounts those that are not active, by their own state or their customer's.</param>
public sealed record Standing(AccountStatus Customer, ImmutableDictionary<long, AccountStatus> Accounts)
{
    public static readonly Standing Good = new(AccountStatus.Active, ImmutableDictionary<long, AccountStatus>.Empty);

    /// <summary>The worse of the customer's and the account's.</summary>
    public AccountStatus Of(Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);

        return subscription.AccountId is { } accountId && Accounts.TryGetValue(accountId, out var status) && status > Customer ? status : Customer;
    }

    /// <summary>
    /// A payer's subscriptions as they are to be: those of a closed account or customer end, those of a suspended one stop where
    /// their plan waives its fee then, and go on when it is suspended no more. The same payer when all is so.
    /// </summary>
    public static Payer Follow(Payer payer, Instant now)
    {
        ArgumentNullException.ThrowIfNull(payer);
        var followed = payer.Subscriptions.Select(one => Follow(payer, one, now)).ToImmutableArray();

        return followed.Where((one, i) => !ReferenceEquals(one, payer.Subscriptions[i])).Any() ? payer with { Subscriptions = followed } : payer;
    }

    private static Subscription Follow(Payer payer, Subscription one, Instant now) => payer.Standing.Of(one) switch
    {
        AccountStatus.Closed => SubscriptionOrders.Cancel(one, isPenaltyWaived: false, now, now) is SubscriptionOutcome.Changed(var ended) ? ended : one,
        AccountStatus.Suspended => SubscriptionOrders.Suspend(one, isSuspended: true, now),
        // Of who was terminated what is subscribed to since is barred too.
        _ => SubscriptionOrders.Suspend(one, payer.Dunning.Level is DunningAction.Suspend or DunningAction.Terminate, now),
    };
}
