using System.Collections.Immutable;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

/// <summary>What an order about a subscription makes due, from the code that charges it.</summary>
internal static class Previews
{
    /// <summary>What was not to come before and is now, through the next period. Charges that stay the same are no part of a change.</summary>
    public static ImmutableArray<DueCharge> Due(Subscription before, Subscription after, Instant now)
    {
        var through = Through(after, now);
        var known = Charges.Due(before, Instant.Min(before.ChargedThrough, after.ChargedThrough), through).ToHashSet();

        return [.. Charges.Due(after, after.ChargedThrough, through).Where(charge => !known.Contains(charge))];
    }

    public static ImmutableArray<ChargeView> Views(IEnumerable<DueCharge> charges) => [.. charges.Select(View)];

    /// <summary>The same of a subscription that nobody has yet.</summary>
    public static ImmutableArray<ChargeView> Of(Subscription made, Instant now) =>
        [.. Charges.Due(made, made.ChargedThrough, Through(made, now)).Select(View)];

    private static Instant Through(Subscription subscription, Instant now) =>
        SubscriptionOrders.PeriodEnd(subscription, SubscriptionOrders.PeriodEnd(subscription, now)) - Duration.Epsilon;

    private static ChargeView View(DueCharge charge) => new(
        charge.DueAt,
        charge.Kind.ToString().ToLowerInvariant(),
        charge.Name,
        charge.Amount,
        LocalDatePattern.Iso.Format(charge.Days.From),
        LocalDatePattern.Iso.Format(charge.Days.To));
}
