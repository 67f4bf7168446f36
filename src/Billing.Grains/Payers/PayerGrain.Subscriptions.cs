using System.Collections.Immutable;
using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Notifications;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Balances;
using NodaTime;

namespace Billing.Grains.Payers;

// Orders about subscriptions, and the charges that follow from them.
internal sealed partial class PayerGrain
{
    private static readonly Duration UseInterval = Duration.FromHours(1);

    public async Task<PayerReply> SubscribeAsync(SubscribeOrder order)
    {
        await CatchUpAsync();
        var (known, whose, isOurs) = await store.LookAsync(Payer.BalanceId, order.OperationId, order.AccountId);

        if (known is { } subscriptionId)
        {
            return whose == Payer.BalanceId
                ? PayerReply.Done with { Id = subscriptionId }
                : Refused("operation: expected another key, this one was used for another order");
        }

        if (order.OperationId.Length is 0 or > 100)
        {
            return Refused("operation: expected 1 to 100 characters");
        }

        if (order.Quantity is < 1 or > 1_000_000)
        {
            return Refused("quantity: expected 1 to 1000000");
        }

        if (order.AnchorDay is < 1 or > 31)
        {
            return Refused("anchorDay: expected 1 to 31");
        }

        if (!isOurs)
        {
            return Refused($"account: expected one of balance {Payer.BalanceId}, not {order.AccountId}");
        }

        var (terms, problem) = await PlanAsync(order.PlanId);

        if (terms is null)
        {
            return Refused(problem!);
        }

        var now = Now();

        if (order.At < now)
        {
            return Refused($"at: expected {now} or later");
        }

        if (terms.StartsOnFirstUse && order.AccountId is null)
        {
            return Refused("account: expected the one whose first use begins it");
        }

        var subscription = SubscriptionOrders.Create(
            new() { SubscriptionId = 0, AccountId = order.AccountId, Zone = Payer.Zone }, order.PlanId, terms, order.Quantity, order.AnchorDay, order.At ?? now);
        var payer = Payer with { Subscriptions = Payer.Subscriptions.Add(subscription) };
        payer = payer with { RetryAt = RetryOf(payer, now) };
        var id = (await CommitAsync(new(Known, Known with { Payer = payer }, now) { NewSubscription = new(order.OperationId, subscription) })).SubscriptionId;
        _books = Known with { Payer = Payer with { Subscriptions = Payer.Subscriptions.SetItem(Payer.Subscriptions.Length - 1, subscription with { SubscriptionId = id }) } };
        await CatchUpAsync();

        return PayerReply.Done with { Id = id };
    }

    public async Task<PayerReply> ChangeAsync(SubscriptionChange change)
    {
        await CatchUpAsync();

        if (Payer.Subscriptions.FirstOrDefault(one => one.SubscriptionId == change.SubscriptionId) is not { } subscription)
        {
            return Refused($"subscription: expected one of balance {Payer.BalanceId}, not {change.SubscriptionId}");
        }

        if (IsSo(subscription, change))
        {
            return PayerReply.Done with { Id = subscription.SubscriptionId };
        }

        var now = Now();
        var planId = change.PlanId ?? subscription.Latest?.PlanId ?? 0;
        SubscriptionTerms? terms = null;

        if (change.Verb is SubscriptionVerb.ChangePlan)
        {
            (terms, var problem) = await PlanAsync(planId, subscription.Latest?.PlanId);

            if (terms is null)
            {
                return Refused(problem!);
            }
        }

        var at = change.AtPeriodEnd ? SubscriptionOrders.PeriodEnd(subscription, now) : change.At ?? now;
        var outcome = change.Verb switch
        {
            SubscriptionVerb.ChangePlan => SubscriptionOrders.ChangePlan(
                subscription, planId, terms!, change.Quantity ?? subscription.Latest?.Quantity ?? 1, change.StartsPeriod, at, now),
            SubscriptionVerb.Pause => SubscriptionOrders.Pause(subscription, at, now),
            SubscriptionVerb.Resume => SubscriptionOrders.Resume(subscription, at, now),
            SubscriptionVerb.Cancel => SubscriptionOrders.Cancel(subscription, change.IsPenaltyWaived, at, now),
            SubscriptionVerb.Activate => SubscriptionOrders.Activate(subscription, at),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Verb, null),
        };

        if (outcome is not SubscriptionOutcome.Changed(var changed))
        {
            return Refused(((SubscriptionOutcome.Refused)outcome).Problem);
        }

        var charges = Previews.Of(subscription, changed, now);

        if (!change.IsPreview)
        {
            var payer = Payer.With(changed);
            await CommitAsync(new(Known, Known with { Payer = payer with { RetryAt = RetryOf(payer, now) } }, now));
            await CatchUpAsync();
        }

        return PayerReply.Done with { Id = subscription.SubscriptionId, Charges = charges };
    }

    public async Task<PayerReply> ChargeOnceAsync(string operationId, decimal amount, string text)
    {
        await CatchUpAsync();
        var reply = await Balance.PostAsync(new(operationId, PostKind.OneOff, -amount, text));

        return reply.Result is OperationResult.Done ? PayerReply.Done : Refused(reply.Result switch
        {
            OperationResult.OtherOrder => "operation: expected another key, this one was used for another order",
            OperationResult.WrongKey => "operation: expected 1 to 100 characters",
            _ => "amount: expected a number other than zero, with no more than 5 decimals",
        });
    }

    // Asked for again, an order finds that it is so, and changes nothing.
    private static bool IsSo(Subscription subscription, SubscriptionChange change) => (change.Verb, subscription.Latest) switch
    {
        (SubscriptionVerb.ChangePlan, { To: null } latest) => latest.PlanId == (change.PlanId ?? latest.PlanId)
            && latest.Quantity == (change.Quantity ?? latest.Quantity) && change.StartsPeriod is not true,
        (SubscriptionVerb.Pause, { End: SegmentEnd.Paused }) => true,
        (SubscriptionVerb.Resume, { To: null, Number: > 1 }) => true,
        (SubscriptionVerb.Cancel, { End: SegmentEnd.Cancelled }) => true,
        (SubscriptionVerb.Activate, not null) => true,
        _ => false,
    };

    private async Task ChargeAsync(Instant at)
    {
        var made = ImmutableArray.CreateBuilder<MadeCharge>();
        var unpaid = ImmutableArray.CreateBuilder<Notice>();
        var payer = Payer;

        var due = Payer.Subscriptions.Where(one => one.Pending is null)
            .Select(one => (Subscription: one, Charges: Charges.Due(one, one.ChargedThrough, at).ToArray())).ToArray();
        var outcomes = new Queue<MadeCharge?>(await MakeAsync([.. due.SelectMany(one => one.Charges)]));

        foreach (var (subscription, charges) in due)
        {
            var unfunded = subscription.Unfunded;

            foreach (var charge in charges)
            {
                if (outcomes.Dequeue() is { } done)
                {
                    made.Add(done);
                }
                else
                {
                    unfunded = unfunded.Add(charge);
                    unpaid.Add(PayerNotices.FeeUnpaid(payer, subscription.AccountId, charge, Now()));
                }
            }

            payer = payer.With(subscription with { ChargedThrough = Instant.Max(at, subscription.ChargedThrough), Unfunded = unfunded });
        }

        var now = Now();
        await CommitAsync(new(Known, Known with { Payer = payer with { RetryAt = RetryOf(payer, now) } }, now) { Charges = made.ToImmutable(), Notices = unpaid.ToImmutable() });
    }

    // Also looks whether what waits for first use was used.
    private async Task RetryAsync()
    {
        var now = Now();
        var made = ImmutableArray.CreateBuilder<MadeCharge>();
        var payer = Payer;

        foreach (var subscription in payer.Subscriptions.Where(one => !one.Unfunded.IsEmpty))
        {
            var (left, lapsed) = (ImmutableArray.CreateBuilder<DueCharge>(), subscription.Lapsed);

            foreach (var charge in subscription.Unfunded)
            {
                if (charge.OnDay(payer.DayOf(now)) is not { } rest)
                {
                    lapsed = lapsed.Add(charge.Key);
                }
                else if ((await MakeAsync([rest]))[0] is { } done)
                {
                    made.Add(done);
                }
                else
                {
                    left.Add(charge);
                }
            }

            payer = payer.With(subscription with { Unfunded = left.ToImmutable(), Lapsed = lapsed });
        }

        payer = await BeginUsedAsync(payer);
        await CommitAsync(new(Known, Known with { Payer = payer with { RetryAt = RetryOf(payer, now) } }, now) { Charges = made.ToImmutable() });
    }

    private async Task<Payer> BeginUsedAsync(Payer payer)
    {
        var waiting = payer.Subscriptions.Where(one => one is { Pending: not null, AccountId: not null }).ToArray();

        if (waiting.Length == 0)
        {
            return payer;
        }

        var used = await store.FirstUseAsync([.. waiting.Select(one => one.AccountId!.Value)], waiting.Min(one => one.ChargedThrough));

        foreach (var subscription in waiting)
        {
            if (used.TryGetValue(subscription.AccountId!.Value, out var at) && at > subscription.ChargedThrough
                && SubscriptionOrders.Activate(subscription, at) is SubscriptionOutcome.Changed(var begun))
            {
                payer = payer.With(begun);
            }
        }

        return payer;
    }

    /// <returns>Of each, in their order; null where there are no funds for it.</returns>
    private async Task<IReadOnlyList<MadeCharge?>> MakeAsync(DueCharge[] charges)
    {
        if (charges.Length == 0)
        {
            return [];
        }

        var replies = await PostAllAsync([.. charges.Select(Order)]);

        return [.. charges.Select((charge, i) => Made(charge, replies[i]))];
    }

    // During an update the balance may live in a silo of before, which posts one at a time: what is done already is answered as it was.
    private async Task<ImmutableArray<OperationReply>> PostAllAsync(ImmutableArray<PostOrder> orders)
    {
        if (orders.Length > 1)
        {
            try
            {
                return await Balance.PostAllAsync(orders);
            }
            catch (Exception failure) when (failure is not (CommitUnknownException or CommitRefusedException))
            {
                // one by one, each with its own reason if it fails too
            }
        }

        var replies = ImmutableArray.CreateBuilder<OperationReply>(orders.Length);

        foreach (var order in orders)
        {
            replies.Add(await Balance.PostAsync(order));
        }

        return replies.MoveToImmutable();
    }

    private PostOrder Order(DueCharge charge)
    {
        var needsFunds = Payer.Class.IsPrepaid && charge.Amount > 0 && (charge.IsInAdvance || charge.Kind is ChargeKind.Activation);
        var note = charge.Kind is ChargeKind.Fee ? charge.Name : $"{charge.Name}: {charge.Kind.ToString().ToLowerInvariant()}";

        return new(charge.Key.ToString(), PostKind.Fee, -charge.Amount, note, needsFunds);
    }

    private static MadeCharge? Made(DueCharge charge, OperationReply reply) => reply.Result switch
    {
        // What was done before may have been done on an earlier day, when less of it had shrunk.
        OperationResult.Done => new(charge with { Amount = -reply.Amount }, reply.Sequence!.Value),
        OperationResult.InsufficientFunds => null,
        _ => throw new UnreachableException($"{charge.Key}: {reply.Result}"),
    };

    private static Instant? RetryOf(Payer payer, Instant now) =>
        payer.Subscriptions.Any(one => one.Pending is not null) ? now + UseInterval
        : payer.Subscriptions.Any(one => !one.Unfunded.IsEmpty) ? payer.Midnight(payer.DayOf(now).PlusDays(1))
        : null;

    /// <param name="has">The plan that it has: it may be kept though it is retired.</param>
    private async Task<(SubscriptionTerms? Terms, string? Problem)> PlanAsync(long planId, long? has = null) => await store.PlanAsync(planId) switch
    {
        null => (null, $"plan: expected the number of a plan, not {planId}"),
        var (_, currency) when currency != Payer.Currency.Code => (null, $"plan: expected one in {Payer.Currency}, not in {currency}"),
        _ when planId != has && await store.IsRetiredAsync(planId) => (null, "plan: expected one that is sold, this one is retired"),
        var (terms, _) => (terms, null),
    };
}
