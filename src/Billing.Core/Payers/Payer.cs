using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.Dunning;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Core.Payers;

/// <summary>A balance as billing sees it: what is subscribed, what was invoiced, what is overdue.</summary>
public sealed record Payer
{
    public required long BalanceId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The billing time zone.</summary>
    public required DateTimeZone Zone { get; init; }

    public required ClassTerms Class { get; init; }

    public bool IsTaxExempt { get; init; }

    /// <summary>What billing periods by anniversary are counted from.</summary>
    public required LocalDate Anchor { get; init; }

    /// <summary>The first day that no closed period has: the first period begins on the day on which billing did.</summary>
    public required LocalDate OpenFrom { get; init; }

    public ImmutableArray<Subscription> Subscriptions { get; init; } = [];

    /// <summary>Issued, not void, not settled; in the order of issue.</summary>
    public ImmutableArray<UnpaidInvoice> Unpaid { get; init; } = [];

    public DunningState Dunning { get; init; } = DunningState.Clear;

    /// <summary>
    /// No step of dunning before: what was credited and is on no invoice yet covers what is overdue. It is not stored; read anew, it is
    /// found anew. Null: nothing holds dunning back.
    /// </summary>
    public Instant? CoveredUntil { get; init; }

    public Standing Standing { get; init; } = Standing.Good;

    /// <summary>When fees without funds are tried again; null: there are none.</summary>
    public Instant? RetryAt { get; init; }

    public LocalDate DayOf(Instant instant) => instant.InZone(Zone).Date;

    public Instant Midnight(LocalDate day) => Zone.AtLeniently(day.AtMidnight()).ToInstant();

    /// <summary>Of what was overdue before something changed nothing is known any more.</summary>
    public Payer LookedAtAnew(Payer before)
    {
        ArgumentNullException.ThrowIfNull(before);

        return CoveredUntil is not null && (OpenFrom != before.OpenFrom || Unpaid != before.Unpaid) ? this with { CoveredUntil = null } : this;
    }

    public Payer With(Subscription subscription)
    {
        var index = Subscriptions.IndexOf(Subscriptions.First(one => one.SubscriptionId == subscription.SubscriptionId));

        return this with { Subscriptions = Subscriptions.SetItem(index, subscription) };
    }
}

/// <param name="Open">What is still to be paid, above zero.</param>
public sealed record UnpaidInvoice(long InvoiceId, LocalDate DueOn, decimal Open);
