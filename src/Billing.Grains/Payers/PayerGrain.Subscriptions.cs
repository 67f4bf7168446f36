using System.Collections.Immutable;
using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Core.Notifications;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Balances;
using NodaTime;

namespace Billing.Grains.Payers;

// What subscriptions cost: charged when it is due, and tried again where there were no funds.
internal sealed partial class PayerGrain
{
    private static readonly Duration UseInterval = Duration.FromHours(1);

    private async Task ChargeAsync(Instant at)
    {
        var made = ImmutableArray.CreateBuilder<MadeCharge>();
        var unpaid = ImmutableArray.CreateBuilder<Notice>();
        var payer = Payer;

        var due = Payer.Subscriptions.Where(one => one.Pending is null).Select(one => one.Lapse(at))
            .Select(one => (Subscription: one, Charges: Charges.Due(one, one.ChargedThrough, at))).ToArray();
        var given = await GivenBackAsync([.. due.SelectMany(one => one.Charges)]);
        due = [.. due.Select(one => (one.Subscription, LessGivenBack(one.Charges, given)))];
        var outcomes = new Queue<MadeCharge?>(await MakeAsync([.. due.SelectMany(one => one.Charges)]));

        foreach (var (subscription, charges) in due)
        {
            var unfunded = subscription.Unfunded;

            foreach (var charge in charges)
            {
                // One that waits for funds is due again where an order counts its instant anew.
                var waits = unfunded.Any(one => one.Key == charge.Key);

                if (outcomes.Dequeue() is { } done)
                {
                    made.Add(done);
                    unfunded = unfunded.RemoveAll(one => one.Key == charge.Key);
                }
                else if (!waits)
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
        var payer = await TakenAsync(Payer, made);

        foreach (var subscription in payer.Subscriptions.Where(one => !one.Unfunded.IsEmpty).Select(one => one.Lapse(now)))
        {
            var (left, lapsed, tried) = (ImmutableArray.CreateBuilder<DueCharge>(), subscription.Lapsed, subscription);

            foreach (var charge in subscription.Unfunded)
            {
                if (charge.OnDay(payer.DayOf(now)) is not { } rest)
                {
                    lapsed = lapsed.Add(charge.Key);
                }
                else if ((await MakeAsync([rest]))[0] is { } done)
                {
                    made.Add(done);
                    tried = tried.Shrank(charge, rest);
                }
                else
                {
                    left.Add(charge);
                }
            }

            payer = payer.With(tried with { Unfunded = left.ToImmutable(), Lapsed = lapsed });
        }

        payer = await BeginUsedAsync(payer);
        await CommitAsync(new(Known, Known with { Payer = payer with { RetryAt = RetryOf(payer, now) } }, now) { Charges = made.ToImmutable() });
    }

    // Nothing is tried again because it is read again: of an order that was posted and not written, the order's own money would pay for it.
    private async Task FindTakenAsync()
    {
        var (now, made) = (Now(), ImmutableArray.CreateBuilder<MadeCharge>());
        var payer = await TakenAsync(Payer, made);

        if (made.Count > 0)
        {
            await CommitAsync(new(Known, Known with { Payer = payer with { RetryAt = RetryOf(payer, now) } }, now) { Charges = made.ToImmutable() });
        }
    }

    // Killed after a fee was taken and before that was written, it would be tried again, or lapse though it is paid.
    private async Task<Payer> TakenAsync(Payer payer, ImmutableArray<MadeCharge>.Builder made)
    {
        var unfunded = payer.Subscriptions.SelectMany(one => one.Unfunded).Select(charge => charge.Key).ToArray();

        foreach (var taken in unfunded.Length == 0 ? [] : await store.TakenAsync(payer.BalanceId, unfunded))
        {
            var subscription = payer.Subscriptions.First(one => one.SubscriptionId == taken.Key.SubscriptionId);
            var charge = subscription.Unfunded.First(one => one.Key == taken.Key);
            var rest = charge.OnDay(payer.DayOf(taken.At)) ?? charge;
            made.Add(new(rest with { Amount = -taken.Amount }, taken.Sequence));
            payer = payer.With(subscription.Shrank(charge, rest) with { Unfunded = subscription.Unfunded.RemoveAll(one => one.Key == taken.Key) });
        }

        return payer;
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

        try
        {
            var replies = await PostAllAsync([.. charges.Select(Order)]);
            var others = charges.Where((_, i) => replies[i].Result is OperationResult.OtherOrder).Select(charge => charge.Key).ToArray();
            var taken = others.Length == 0 ? [] : await store.TakenAsync(Payer.BalanceId, others);

            return [.. charges.Select((charge, i) => Made(charge, replies[i], taken.FirstOrDefault(one => one.Key == charge.Key)))];
        }
        catch
        {
            // Taken or not: the next activation finds out before anything lapses or ends.
            _isInDoubt = true;
            DeactivateOnIdle();

            throw;
        }
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

    /// <param name="taken">What is in the ledger under its key where that is another amount.</param>
    private static MadeCharge? Made(DueCharge charge, OperationReply reply, TakenCharge? taken) => reply.Result switch
    {
        // What was done before may have been done on an earlier day, when less of it had shrunk.
        OperationResult.Done => new(charge with { Amount = -reply.Amount }, reply.Sequence!.Value),
        OperationResult.InsufficientFunds => null,

        // An older program reckoned otherwise, and was killed before it wrote down what it had charged: that is what was charged.
        OperationResult.OtherOrder when taken is not null => new(charge with { Amount = -taken.Amount }, taken.Sequence),
        _ => throw new UnreachableException($"{charge.Key}: {reply.Result}"),
    };

    private static Instant? RetryOf(Payer payer, Instant now) =>
        payer.Subscriptions.Any(one => one.Pending is not null) ? now + UseInterval
        : payer.Subscriptions.Any(one => !one.Unfunded.IsEmpty) ? payer.Midnight(payer.DayOf(now).PlusDays(1))
        : null;
}
