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
    /// <param name="at">When it takes effect: now or later, the periods are counted from there.</param>
    public static ImmutableArray<DueCharge> Due(Subscription before, Subscription after, Instant at)
    {
        var through = Through(after, at);
        var known = Charges.Due(before, Instant.Min(before.ChargedThrough, after.ChargedThrough), through).ToHashSet();

        return [.. Charges.Due(after, after.ChargedThrough, through).Where(charge => !known.Contains(charge))];
    }

    public static ImmutableArray<ChargeView> Views(IEnumerable<DueCharge> charges) => [.. charges.Select(View)];

    /// <summary>The same of a subscription that nobody has yet: of one that begins later its first periods then.</summary>
    public static ImmutableArray<ChargeView> Of(Subscription made, Instant now)
    {
        var from = made.Segments is [var first, ..] ? Instant.Max(first.From, now) : now;

        return [.. Charges.Due(made, made.ChargedThrough, Through(made, from)).Select(View)];
    }

    // Of what has no periods the instant itself, at which it may be charged once.
    private static Instant Through(Subscription subscription, Instant at) =>
        SubscriptionOrders.PeriodEnd(subscription, SubscriptionOrders.PeriodEnd(subscription, at)) is var end && end > at ? end - Duration.Epsilon : at;

    private static ChargeView View(DueCharge charge) => new(
        charge.DueAt,
        charge.Kind.ToString().ToLowerInvariant(),
        charge.Name,
        charge.Amount,
        LocalDatePattern.Iso.Format(charge.Days.From),
        LocalDatePattern.Iso.Format(charge.Days.To));
}
