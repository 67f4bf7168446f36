using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Accounts;
using Billing.Core.Subscriptions;
using Billing.Grains.Customers;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Payers;

// Orders about subscriptions. What they cost follows from the history that they leave.
internal sealed partial class PayerGrain
{
    private const string OtherOrder = "operation: expected another key, this one was used for another order";

    private static readonly Duration MostBackdated = Duration.FromDays(366);

    public async Task<PayerReply> SubscribeAsync(SubscribeOrder order)
    {
        await CatchUpAsync();
        var (known, isOurs) = await store.LookAsync(Payer.BalanceId, order.OperationId, order.AccountId);

        if (known is { } made)
        {
            return (made.BalanceId, made.AccountId, made.PlanId, made.Quantity) == (Payer.BalanceId, order.AccountId, order.PlanId, order.Quantity)
                && (made.Ordered ?? Ordered(order)) == Ordered(order)
                ? PayerReply.Done with { Id = made.SubscriptionId }
                : Refused(OtherOrder);
        }

        if (order.OperationId.Length is 0 or > 100)
        {
            return Refused("operation: expected 1 to 100 characters");
        }

        if (order.AnchorDay is < 1 or > 31)
        {
            return Refused("anchorDay: expected 1 to 31");
        }

        if (Day(order.Anchor) is var anchor && order.Anchor is not null && (anchor is null || order.AnchorDay is not null))
        {
            return Refused(anchor is null ? "anchor: expected a day such as 2026-03-31" : "anchor: expected none with anchorDay");
        }

        if (!isOurs)
        {
            return Refused("account: expected one of the customer's that is not closed");
        }

        if (Payer.Standing.Customer is AccountStatus.Closed)
        {
            return Refused("customer: expected one that is not closed");
        }

        var (terms, problem) = await PlanAsync(order.PlanId);

        if (terms is null)
        {
            return Refused(problem!);
        }

        if (SubscriptionOrders.Excess(terms, order.Quantity) is { } excess)
        {
            return Refused(excess);
        }

        var now = Now();

        if ((order.At < now ? BackdateProblem(order, terms, now) : TooFar(order.At, now)) is { } untimely)
        {
            return Refused(untimely);
        }

        if (terms.StartsOnFirstUse && order.AccountId is null)
        {
            return Refused("account: expected the one whose first use begins it");
        }

        if (anchor is { } counted && Misanchored(terms, counted, Payer.DayOf(order.At ?? now)) is { } misanchored)
        {
            return Refused(misanchored);
        }

        var subscription = SubscriptionOrders.Create(
            new() { SubscriptionId = 0, AccountId = order.AccountId, Zone = Payer.Zone }, order.PlanId, terms, order.Quantity, order.AnchorDay, order.At ?? now,
            order.At < now ? now : null, anchor);

        if (order.IsPreview)
        {
            return PayerReply.Done with { Charges = Previews.Of(subscription, now) };
        }

        var product = (await lines.RolesAsync([order.PlanId])).GetValueOrDefault(order.PlanId).ProductId;
        subscription = subscription with
        {
            ProductsOf = product is null ? 1 : 0, // a start without a product has nothing to follow
            ProductBefore = order.ProductBefore == product ? null : order.ProductBefore,
        };
        var payer = Payer with { Subscriptions = Payer.Subscriptions.Add(subscription) };
        payer = payer with { RetryAt = RetryOf(payer, now) };
        var id = (await CommitAsync(new(Known, Known with { Payer = payer }, now)
        {
            NewSubscription = new(order.OperationId, subscription, Ordered(order)),
            Audit = order.By is { } by ? PayerLog.Subscribed(payer, subscription, order.OperationId, by) : null,
        })).SubscriptionId;
        _books = Known with { Payer = Payer with { Subscriptions = Payer.Subscriptions.SetItem(Payer.Subscriptions.Length - 1, subscription with { SubscriptionId = id }) } };
        await CatchUpAsync();
        await FollowPlansAsync();

        return PayerReply.Done with { Id = id };
    }

    public async Task<PayerReply> ChangeAsync(SubscriptionChange change)
    {
        await CatchUpAsync();

        if (Payer.Subscriptions.FirstOrDefault(one => one.SubscriptionId == change.SubscriptionId) is not { } subscription)
        {
            return Refused("subscription: expected one of the customer's");
        }

        var now = Now();
        var at = change.AtPeriodEnd ? SubscriptionOrders.PeriodEnd(subscription, now) : change.At ?? now;

        if ((Unread(change) ?? TooFar(change.At, now)) is { } unread)
        {
            return Refused(unread);
        }

        if (IsSo(subscription, change, at, now))
        {
            return PayerReply.Done with { Id = subscription.SubscriptionId };
        }

        if (change.IsBackdated && at < now && Payer.Midnight(Payer.OpenFrom) is var open && at < open)
        {
            return Refused($"at: expected {open} or later, the days before are invoiced");
        }

        SubscriptionTerms? terms = null;

        if (change is { Verb: SubscriptionVerb.ChangePlan, PlanId: { } planId })
        {
            (terms, var problem) = await PlanAsync(planId, subscription.At(at)?.PlanId);

            if (terms is null)
            {
                return Refused(problem!);
            }
        }

        var periods = new PeriodOrder(change.Credit, Day(change.Anchor), Day(change.TrialEnd));
        var outcome = change.Verb switch
        {
            SubscriptionVerb.ChangePlan when terms is null => SubscriptionOrders.ChangeQuantity(
                subscription, change.Quantity, change.StartsPeriod, at, now, change.IsPenaltyWaived, change.AnchorDay, change.IsBackdated,
                periods),
            SubscriptionVerb.ChangePlan => SubscriptionOrders.ChangePlan(
                subscription, change.PlanId!.Value, terms, change.Quantity ?? subscription.At(at)?.Quantity ?? 1, change.StartsPeriod, at, now,
                change.IsPenaltyWaived, change.AnchorDay, change.IsBackdated, periods),
            SubscriptionVerb.Pause => SubscriptionOrders.Pause(subscription, at, now, change.IsBackdated),
            SubscriptionVerb.Resume => SubscriptionOrders.Resume(subscription, at, now, change.StartsPeriod ?? false, change.AnchorDay, periods.AnchorOn),
            SubscriptionVerb.Cancel => SubscriptionOrders.Cancel(subscription, change.IsPenaltyWaived, at, now, change.IsBackdated, change.Credit),
            SubscriptionVerb.Activate => SubscriptionOrders.Activate(subscription, at),
            SubscriptionVerb.Withdraw => SubscriptionOrders.Withdraw(subscription, now),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Verb, null),
        };

        if (outcome is not SubscriptionOutcome.Changed(var changed))
        {
            return Refused(((SubscriptionOutcome.Refused)outcome).Problem);
        }

        if (change is { IsBackdated: true, Verb: SubscriptionVerb.ChangePlan or SubscriptionVerb.Pause or SubscriptionVerb.Cancel } && at < now
            && await UnpaidAsync(subscription, at) is { } unpaid)
        {
            return Refused(unpaid);
        }

        var charges = Previews.Views(await LessGivenBackAsync(Previews.Due(subscription, changed, Instant.Max(at, now))));

        if (!change.IsPreview)
        {
            var payer = Payer.With(changed);
            await CommitAsync(new(Known, Known with { Payer = payer with { RetryAt = RetryOf(payer, now) } }, now)
            {
                Audit = change.By is { } by ? PayerLog.Changed(payer, subscription, changed, change.Verb, by) : null,
            });
            await CatchUpAsync();
            await FollowPlansAsync();
        }

        return PayerReply.Done with { Id = subscription.SubscriptionId, Charges = charges };
    }

    public Task<PayerReply> ChargeOnceAsync(string operationId, decimal amount, string text) => ChargeOnceAsync(new(operationId, amount, text));

    public async Task<PayerReply> ChargeOnceAsync(OneOffOrder order)
    {
        await CatchUpAsync();

        if (order.TaxCode is { } code && !CustomerRules.IsWord(code))
        {
            return Refused($"taxCode: expected {PlanRules.CodeExpected}");
        }

        // Before the entry, for the next invoice reads both. What is refused leaves a code that nothing has.
        var (known, isLogged) = order.OperationId.Length is > 0 and <= 100
            ? await store.TaxAsync(Payer.BalanceId, order.OperationId, order.TaxCode)
            : (order.TaxCode, true);

        if (known != order.TaxCode)
        {
            return Refused(OtherOrder);
        }

        var reply = await Balance.PostAsync(new(order.OperationId, PostKind.OneOff, -order.Amount, order.Text));

        // By the line itself: the entry may have been the last thing that was done.
        if (reply.Result is OperationResult.Done && !isLogged && order.By is { } by)
        {
            await CommitAsync(new(Known, Known, Now()) { Audit = PayerLog.Charged(Payer, order, by) });
        }

        return reply.Result is OperationResult.Done ? PayerReply.Done : Refused(reply.Result switch
        {
            OperationResult.OtherOrder => OtherOrder,
            OperationResult.WrongKey => "operation: expected 1 to 100 characters",
            _ => "amount: expected a number other than zero, with no more than 5 decimals",
        });
    }

    // As it was asked for, not as it came to be: "now" is another instant each time, and a later order may move what has not begun.
    private static string Ordered(SubscribeOrder order) => FormattableString.Invariant(
        $"at {(order.At is { } at ? InstantPattern.ExtendedIso.Format(at) : "once")}, anchor {order.Anchor ?? $"{order.AnchorDay ?? 0}"}");

    private static string? Misanchored(SubscriptionTerms terms, LocalDate anchor, LocalDate begins) => terms.StartsOnFirstUse
        ? "anchor: expected none for a plan that begins with the first use"
        : SubscriptionOrders.Misanchored(terms, anchor, begins);

    private static string? Unread(SubscriptionChange change) =>
        change.Anchor is not null && Day(change.Anchor) is null ? "anchor: expected a day such as 2026-03-31"
        : change is { Anchor: not null, AnchorDay: not null } ? "anchor: expected none with anchorDay"
        : change.TrialEnd is not null && NoDay("trialEnd", change.TrialEnd) is { } problem ? problem
        : !Enum.IsDefined(change.Credit) ? "credit: expected none, full or days"
        : null;

    // What was used before is charged from its day on, period by period; those that are closed stay so, and the next invoice has it all.
    private static string? BackdateProblem(SubscribeOrder order, SubscriptionTerms terms, Instant now) =>
        !order.IsBackdated ? $"at: expected {now} or later"
        : order.At < now - MostBackdated ? $"at: expected {now - MostBackdated} or later"
        : terms.StartsOnFirstUse ? "at: expected none for a plan that begins with the first use"
        : null;

    // A fee that shrank until there were funds is charged from that day on; the history may have the whole fee, if that was long ago.
    private async Task<string?> UnpaidAsync(Subscription subscription, Instant at) =>
        subscription.Latest is { } latest
        && await store.ShrunkToAsync(Payer.BalanceId, subscription.SubscriptionId, latest.Number, latest.FeesFrom) is { } paidFrom
            ? SubscriptionOrders.BeforePaid(subscription, paidFrom, at)
            : null;

    // Asked for again, an order finds that it is so, and changes nothing. What is to come only later is not so yet.
    private static bool IsSo(Subscription subscription, SubscriptionChange change, Instant at, Instant now)
    {
        return (change.Verb, subscription.Latest) switch
        {
            (SubscriptionVerb.ChangePlan, { To: null } latest) => latest.From <= at && latest.PlanId == (change.PlanId ?? latest.PlanId)
                && latest.Quantity == (change.Quantity ?? latest.Quantity)
                && (change.StartsPeriod is not true || (latest.From == at && latest.Anchor == latest.FeesFrom))
                && (change.AnchorDay is not { } day || latest.Anchor.Day == day)
                && (Day(change.Anchor) is not { } anchor || latest.Anchor == anchor)
                && (Day(change.TrialEnd) is not { } trialEnd || latest.FeesFrom == trialEnd)
                && (latest.From <= now || subscription.Segments is not [.., var before, _] || before.Credit == change.Credit),
            (SubscriptionVerb.Pause, { End: SegmentEnd.Paused, To: { } to }) => IsEndedThen(to),
            (SubscriptionVerb.Resume, { To: null, Number: > 1 } latest) => latest.From <= at
                && (change.AnchorDay is not { } day || latest.Anchor.Day == day) && (Day(change.Anchor) is not { } anchor || latest.Anchor == anchor),
            (SubscriptionVerb.Cancel, { End: SegmentEnd.Cancelled, To: { } to } latest) =>
                IsEndedThen(to) && (to <= now || (latest.IsPenaltyWaived, latest.Credit) == (change.IsPenaltyWaived, change.Credit)),
            (SubscriptionVerb.Activate, not null) => true,
            (SubscriptionVerb.Withdraw, _) => subscription.ToCome(now) is null,
            _ => false,
        };

        // One that is dated back before the one that was is not so, and is refused.
        bool IsEndedThen(Instant to) => to == at || (to <= now && !(change.IsBackdated && at < to));
    }

    /// <param name="has">The plan that it has: it may be kept though it is retired.</param>
    private async Task<(SubscriptionTerms? Terms, string? Problem)> PlanAsync(long planId, long? has = null) => await store.PlanAsync(planId) switch
    {
        null => (null, $"plan: expected the number of a plan, not {planId}"),
        var (_, currency) when currency != Payer.Currency.Code => (null, $"plan: expected one in {Payer.Currency}, not in {currency}"),
        _ when planId != has && await store.IsRetiredAsync(planId) => (null, "plan: expected one that is sold, this one is retired"),
        var (terms, _) => (terms, null),
    };
}
