using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Grains.Payers;

// What did not come in is asked for: reminders, late fees, limits, suspensions, and their end.
internal sealed partial class PayerGrain
{
    public async Task<PayerReply> DelayDunningAsync(DunningDelay order)
    {
        if (NoDay("until", order.UntilDay) is { } problem)
        {
            return Refused(problem);
        }

        var until = Day(order.UntilDay)!.Value;
        await CatchUpAsync();
        await CommitAsync(new(Known, Known with { Payer = Payer with { Dunning = Payer.Dunning with { DelayedUntil = until } } }, Now())
        {
            Audit = PayerLog.DunningDelayed(Payer, until, order.By),
        });

        return PayerReply.Done;
    }

    private async Task DunAsync(PayerStep.Dun step)
    {
        await TakeMoneyAsync();
        var now = Now();

        // The money that just came may have changed what is next.
        if (Agenda.Next(Payer, now) is not PayerStep.Dun again || again.At > now || again.Move.GetType() != step.Move.GetType())
        {
            return;
        }

        var overdue = Payer.Unpaid.Where(invoice => invoice.DueOn < Payer.DayOf(now)).Sum(invoice => invoice.Open);
        var credited = again.Move is DunningMove.Act ? await CreditedAsync() : 0;
        var payer = Payer;

        switch (Agenda.MoveWith(payer, credited, now))
        {
            case DunningMove.Act act when credited < overdue && payer.Midnight(act.On) <= now:
                overdue -= credited;
                var since = act.After.Since!.Value;
                var after = Timeline.Done(payer.Class.Dunning, act, payer.Unpaid.Min(invoice => invoice.DueOn), payer.DayOf(now), Agenda.OpenWith(payer, credited));
                var fee = act.Step.Action is DunningAction.LateFee ? await LateFeeAsync(act, Timeline.LateFee(act.Step, overdue)) : 0;
                payer = Dunned(payer with { Dunning = after }, act.Step.Action, now);
                await CommitAsync(new(Known, Known with { Payer = payer }, now)
                {
                    Dunned = (since, act.Place, act.Step.Action, fee),
                    Notices = [PayerNotices.Dunned(Payer, act, overdue, fee, Known.Version, now)],
                });
                break;

            case DunningMove.Lift lift:
                var begun = payer.Dunning.Since ?? payer.DayOf(now);
                var reactivation = await ChargeAsync(
                    $"dunning/{Payer.BalanceId}/{begun:uuuu-MM-dd}/lift", lift.Fee, DunningNotes.Reactivation, payer.Class.Dunning.ReactivationTaxCode);
                var number = payer.Dunning.Done;
                payer = Dunned(payer with { Dunning = lift.After }, null, now);
                await CommitAsync(new(Known, Known with { Payer = payer }, now)
                {
                    Dunned = Payer.Dunning.Level is DunningAction.Limit or DunningAction.Suspend ? (begun, number, null, reactivation) : null,
                    Notices = Payer.Dunning.Level is DunningAction.Limit or DunningAction.Suspend ? [PayerNotices.Restored(Payer, begun, reactivation, Known.Version, now)] : [],
                });
                break;

            case var later:
                await CommitAsync(new(Known, Known with { Payer = payer with { CoveredUntil = Agenda.CoveredUntil(payer, now, later) } }, now));
                break;
        }
    }

    // The next invoice will have it; until then it counts against what is overdue, with its taxes, as what is overdue has them.
    private async Task<decimal> CreditedAsync()
    {
        var (entries, _) = await store.EntriesAsync(Payer.BalanceId, Known.Covered);
        var terms = Payer.Class.Invoices;
        var credits = await AsChargedAsync(entries.Where(entry => entry.Section is not InvoiceSection.Payments && entry.Owed < 0));

        return Invoicing.Credit(terms, Payer.Currency, credits.Sum(entry => Invoicing.Gross(
            entry.TaxedAs is { } taxed ? terms with { Taxes = taxed.Terms } : terms, entry.TaxedAs?.IsExempt ?? Payer.IsTaxExempt, -entry.Owed, entry.TaxCode)));
    }

    // Named by how many steps were done before, as an older program does: of two of which one was killed before it wrote down what it had
    // charged, the other one finds that. Begun anew, a timeline counts other steps by the same numbers, and the step itself is the name.
    private async Task<decimal> LateFeeAsync(DunningMove.Act act, decimal fee)
    {
        if (fee <= 0)
        {
            return 0;
        }

        var since = act.After.Since!.Value;
        var done = await store.DunnedAsync(Payer.BalanceId, since);

        if (done.FirstOrDefault(one => one.Number == act.Place && one.Action is DunningAction.LateFee).Amount is > 0 and var before)
        {
            return before;
        }

        var timeline = $"dunning/{Payer.BalanceId}/{since:uuuu-MM-dd}";
        var (byNumber, byPlace) = ($"{timeline}/{act.Number}", $"{timeline}/{act.Place}");
        var isAnew = done.Count != act.Number;

        // What an older program has done is written down by numbers too, and does not say which steps those were.
        return !isAnew || done.Any(one => one.Number < DunningMove.Act.LeastPlace)
            ? await store.ChargedAsync(Payer.BalanceId, byNumber)
                ?? await store.ChargedAsync(Payer.BalanceId, byPlace)
                ?? await ChargeAsync(isAnew ? byPlace : byNumber, fee, DunningNotes.LateFee, act.Step.TaxCode)
            : await ChargeAsync(byPlace, fee, DunningNotes.LateFee, act.Step.TaxCode);
    }

    /// <returns>What is charged of it: another amount where it was charged before.</returns>
    private async Task<decimal> ChargeAsync(string operationId, decimal amount, string text, string? taxCode)
    {
        if (amount <= 0)
        {
            return 0;
        }

        await store.TaxAsync(Payer.BalanceId, operationId, taxCode); // the first one stays, as the entry does: another class may be in force by now
        var reply = (await PostAllAsync([new(operationId, PostKind.OneOff, -amount, text)]))[0];

        // An invoice that is open again, for its payment was given back, has its fees already, of whatever was overdue then.
        return reply.Result switch
        {
            OperationResult.Done => amount,
            OperationResult.OtherOrder when await store.ChargedAsync(Payer.BalanceId, operationId) is { } before => before,
            var other => throw new UnreachableException($"{operationId}: {other}"),
        };
    }

    // What was subscribed to since a termination is not ended by a later step.
    private static Payer Dunned(Payer payer, DunningAction? action, Instant now) => action is not DunningAction.Terminate
        ? Standing.Follow(payer, now)
        : payer with
        {
            Subscriptions =
            [
                .. payer.Subscriptions.Select(one =>
                    SubscriptionOrders.Cancel(one, isPenaltyWaived: false, now, now) is SubscriptionOutcome.Changed(var ended) ? ended : one),
            ],
        };
}
