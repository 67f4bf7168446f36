using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using NodaTime;

namespace Billing.Grains.Lines;

// Orders. What it comes to is written down first; the products then, for they may be refused and cost nothing by themselves; the
// fee last. A fee that is refused takes the products back. Each of the three finds that it was done before. Of what comes with the next
// period the subscription alone knows, so that it is withdrawn in one place; the payer's grain changes the products with it.
internal sealed partial class LinePlanGrain
{
    public async Task<LineReply> PreviewAsync(LineOrder order) => (await PrepareAsync(order)).Reply;

    public async Task<LineReply> OrderAsync(LineOrder order)
    {
        if (order.OperationId.Length is 0 or > 80)
        {
            return Refused(LineProblem.Refused, "operation: expected 1 to 80 characters");
        }

        if (await lines.FindAsync(order.OperationId) is { } known)
        {
            return known.AccountId == AccountId && IsAs(known.Step, order)
                ? known.IsDone ? Told(known) : await FinishAsync(known)
                : Refused(LineProblem.OtherOrder);
        }

        var (reply, stored) = await PrepareAsync(order);

        if (stored is null)
        {
            return reply;
        }

        await lines.BeginAsync(stored, clock.Now());
        var done = await FinishAsync(stored);

        return done.IsDone ? reply : done;
    }

    public async Task ResumeAsync(string operationId)
    {
        if (await lines.FindAsync(operationId) is { IsDone: false } stored && stored.AccountId == AccountId)
        {
            await FinishAsync(stored);
        }
    }

    private async Task<(LineReply Reply, StoredLineOrder? Order)> PrepareAsync(LineOrder order)
    {
        if (await ReadAsync(order.Owner) is not { MayOrder: true } line)
        {
            return (Refused(LineProblem.NotTheirs), null);
        }

        if (order.Verb is not LineVerb.End && line.Books?.Payer.Dunning.Level is not null)
        {
            return (Refused(LineProblem.Overdue), null);
        }

        var now = clock.Now();
        var offer = line.Offers.FirstOrDefault(one => one.PlanId == order.PlanId);
        var subscription = order.Verb switch
        {
            LineVerb.Change => line.Plan,
            LineVerb.End => line.AddOns.FirstOrDefault(one => one.SubscriptionId == order.SubscriptionId),
            _ => null,
        };

        if (order.Verb is LineVerb.End ? subscription is null : offer is null || offer.As != (order.Verb is LineVerb.Add ? PlanOffer.AsAddOn : PlanOffer.AsPlan))
        {
            return (Refused(order.Verb is LineVerb.End ? LineProblem.NotTheirs : LineProblem.NotOffered), null);
        }

        var at = order.AtRenewal && subscription is not null ? SubscriptionOrders.PeriodEnd(subscription, now) : now;
        var isNow = at <= now;

        if ((subscription?.Latest is { } latest && latest.From > now)
            || (order.Verb is LineVerb.Change && subscription?.ToCome(now) is { Kind: not SegmentEnd.PlanChanged }))
        {
            return (Refused(LineProblem.ChangeToCome), null);
        }

        var roles = await lines.RolesAsync(subscription is null ? [] : [PlanOf(subscription)]);
        var loses = order.Verb is LineVerb.End ? roles.GetValueOrDefault(PlanOf(subscription!)).ProductId : null;
        var step = new LineStep(
            order.Verb, line.Row.BalanceId, offer?.PlanId, subscription?.SubscriptionId, offer?.ProductId, loses, line.Books is null ? line.Class : null,
            isNow, order.By, order.AtRenewal);

        var (problem, charges) = await ChargesAsync(line, step, offer, at, now);

        if (problem is not null)
        {
            return (Refused(LineProblem.Refused, problem), null);
        }

        var dueNow = charges.Where(charge => charge.DueAt <= now).Sum(charge => charge.Amount);
        var available = (await GrainFactory.GetGrain<IBalanceGrain>(step.BalanceId).ShowAsync())?.Available ?? 0;
        var reply = new LineReply(dueNow > available ? LineProblem.NoFunds : LineProblem.None, null, charges, isNow ? now : at, dueNow, available);

        return (reply, reply.IsDone
            ? new(order.OperationId, AccountId, step, new(line.Account.ProductId, line.Account.AddOns, null), reply.EffectiveAt!.Value)
            : null);
    }

    private async Task<(string? Problem, ImmutableArray<ChargeView> Charges)> ChargesAsync(
        Line line, LineStep step, OfferedPlan? offer, Instant at, Instant now)
    {
        if (step.SubscriptionId is null)
        {
            return (null, Previews.Of(SubscriptionOrders.Create(
                new() { SubscriptionId = 0, AccountId = AccountId, Zone = line.Zone }, offer!.PlanId, offer.Terms, 1, null, now), now));
        }

        var reply = await Payer(step).ChangeAsync(Change(step, at) with { IsPreview = true });

        return (reply.Problem, reply.Charges.IsDefault ? [] : reply.Charges);
    }

    private async Task<LineReply> FinishAsync(StoredLineOrder stored)
    {
        var step = stored.Step;

        if (step.Class is { } className && await payers.LoadAsync(step.BalanceId) is null
            && await Payer(step).OpenAsync(new(className, IsTaxExempt: false, AnchorDay: null, step.By)) is { Problem: { } closed })
        {
            return await EndAsync(stored, closed);
        }

        if (step.IsNow && await LineProducts.ChangeAsync(Account, has => has.With(step), step.By) is { } misfit)
        {
            return await EndAsync(stored, misfit);
        }

        var reply = step.SubscriptionId is null
            ? await Payer(step).SubscribeAsync(new(
                $"line/{stored.OperationId}", step.PlanId!.Value, AccountId, By: step.By,
                ProductBefore: step.Verb is LineVerb.Change ? stored.Before.ProductId : null))
            : await Payer(step).ChangeAsync(Change(step, stored.EffectiveAt));

        if (reply.Problem is { } refused)
        {
            if (step.IsNow)
            {
                await TakeBackAsync(stored);
            }

            return await EndAsync(stored, refused);
        }

        await GrainFactory.GetGrain<IBalanceGrain>(step.BalanceId).ReloadAsync(); // what the products give is taken up

        return await EndAsync(stored, null);
    }

    private async Task TakeBackAsync(StoredLineOrder stored)
    {
        var view = (await Account.ViewAsync())!;
        var reply = await Account.ChangeProductsAsync(stored.Before, new(stored.Step.By, view.Version));

        if (!reply.IsDone)
        {
            throw new InvalidOperationException($"the products of account {AccountId} could not be put back: {reply}"); // tried again
        }
    }

    private async Task<LineReply> EndAsync(StoredLineOrder stored, string? problem)
    {
        await lines.EndAsync(stored.OperationId, problem, clock.Now());

        return Told(stored with { Problem = problem });
    }

    private static LineReply Told(StoredLineOrder stored) => stored.Problem is { } problem
        ? Refused(LineProblem.Refused, problem)
        : new(LineProblem.None, EffectiveAt: stored.EffectiveAt);

    // What there was no renewal of to wait for was done at once; of what is new there is none.
    private static bool IsAs(LineStep step, LineOrder order) =>
        step.Verb == order.Verb && step.PlanId == order.PlanId && (order.Verb is not LineVerb.End || step.SubscriptionId == order.SubscriptionId)
        && (step.SubscriptionId is null || (step.AtRenewal ?? !step.IsNow) == order.AtRenewal);

    // What was interrupted until its time had passed is done now.
    private SubscriptionChange Change(LineStep step, Instant at)
    {
        Instant? when = step.IsNow || at <= clock.Now() ? null : at;

        return step.Verb is LineVerb.End
            ? new(step.SubscriptionId!.Value, SubscriptionVerb.Cancel, At: when, By: step.By)
            : new(step.SubscriptionId!.Value, SubscriptionVerb.ChangePlan, step.PlanId, At: when, By: step.By);
    }

    private IPayerGrain Payer(LineStep step) => GrainFactory.GetGrain<IPayerGrain>(step.BalanceId);

    private static LineReply Refused(LineProblem problem, string? detail = null) => new(problem, detail);
}
