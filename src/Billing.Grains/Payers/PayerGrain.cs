using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Grains.Balances;
using Billing.Grains.Lines;
using Billing.Grains.Notifications;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>The only writer of what a balance has subscribed to and is billed.</summary>
/// <remarks>
/// <para>Core says what is next; the money is moved by the balance's grain under an operation id made of what it is for; then
/// the step is written. Killed in between, the step is done again, and the balance answers what it did before.</para>
/// <para>A write that was refused or is unknown drops the activation: the next call reads the database.</para>
/// </remarks>
internal sealed partial class PayerGrain(IPayerStore store, ILineStore lines, IOptions<NotificationOptions> notifications, TimeProvider clock) : Grain, IPayerGrain
{
    // A payer of years of silence is caught up with in several calls, none of which takes too long.
    private const int MostSteps = 200;

    private Books? _books;

    // A commit failed: what is in memory may not be what is stored, and this activation takes no more orders.
    private bool _isInDoubt;

    // Posted since the last commit, which the next one writes down; not written, it is posted again and nothing happens.
    private readonly List<PostedInvoice> _posted = [];

    // Fees that had no funds by what was stored: whoever wrote that may have been killed when one of them was taken.
    private bool _isToLook = true;

    // Nothing was asked of it since it was read.
    private bool _isJustRead = true;

    // Whether the database may say that something is due: it does until a commit says when the next step is.
    private bool _mayBeDue = true;

    private Payer Payer => Known.Payer;

    private Books Known => IsBilled ? _books! : throw new InvalidOperationException($"balance {this.GetPrimaryKeyLong()} is not billed");

    private bool IsBilled => _isInDoubt
        ? throw new CommitUnknownException($"payer {this.GetPrimaryKeyLong()} is being read again", null)
        : _books is not null;

    private IBalanceGrain Balance => GrainFactory.GetGrain<IBalanceGrain>(this.GetPrimaryKeyLong());

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _books = await store.LoadAsync(this.GetPrimaryKeyLong());

    public async Task<PayerReply> OpenAsync(PayerOrder order)
    {
        var balanceId = this.GetPrimaryKeyLong();

        if (order.AnchorDay is < 1 or > 31)
        {
            return Refused("anchorDay: expected 1 to 31");
        }

        if (await store.ClassAsync(order.Class) is not { } terms)
        {
            return Refused($"class: expected the name of a customer class, not \"{order.Class}\"");
        }

        if (IsBilled)
        {
            await CatchUpAsync();
            var note = order.By is { } asker ? PayerLog.Reclassed(Known, order, asker) : null;
            await store.ReclassAsync(balanceId, order.Class, order.IsTaxExempt, note, Now());
            await ReadAgainAsync();

            if (Payer.RetryAt is not null)
            {
                await RetryAsync(); // by its other terms what had no funds may need none now
                await CatchUpAsync();
            }

            return PayerReply.Done;
        }

        if (await store.NewAsync(balanceId) is not { } found)
        {
            return Refused($"balance: expected one that is there, not {balanceId}");
        }

        var (now, zone) = (Now(), DateTimeZoneProviders.Tzdb[found.ZoneId]);
        var today = now.InZone(zone).Date;
        var payer = new Payer
        {
            BalanceId = balanceId,
            Currency = Currency.Parse(found.Currency),
            Zone = zone,
            Class = terms,
            IsTaxExempt = order.IsTaxExempt,
            Anchor = SubscriptionOrders.AnchorOf(today, order.AnchorDay, terms.BillingCycle.Count),
            OpenFrom = today,
        };
        var covered = Coverage.None with { Through = found.LastSequence, OwedAfter = -found.Posted };
        var credit = Invoicing.Credit(terms.Invoices, payer.Currency, found.Posted);
        await store.OpenAsync(
            new(payer, order.Class, 0, covered, found.LastSequence, credit > 0 ? [new(found.LastSequence, credit)] : [], []) { Uncovered = decimal.Max(0, -credit) },
            order.By is { } by ? PayerLog.Opened(payer, order.Class, by) : null,
            now);
        _books = await store.LoadAsync(balanceId);

        return PayerReply.Done;
    }

    public Task<AdvanceReply> AdvanceAsync() => AdvanceAsync(changesProducts: true);

    private async Task<AdvanceReply> AdvanceAsync(bool changesProducts)
    {
        if (!IsBilled)
        {
            DeactivateOnIdle(); // it may be opened by then

            return new(0, null);
        }

        var steps = await CatchUpAsync() + (changesProducts ? await FollowPlansAsync() : 0);

        if (steps == 0 && !_mayBeDue && await store.IsDueAsync(Payer.BalanceId, Known.ClassId, Now()))
        {
            steps = await ReadAgainAsync() + (changesProducts ? await FollowPlansAsync() : 0); // somebody wrote what this activation does not know
        }

        if (_posted.Count > 0 || (_mayBeDue && steps < MostSteps))
        {
            await CommitAsync(new(Known, Known, Now())); // nothing else would say that it is not due any more
        }

        return new(steps, NextAt(Payer, Now()));
    }

    public async Task FollowStatusAsync()
    {
        if (IsBilled)
        {
            await ReadAgainAsync();
        }

        await AdvanceAsync(changesProducts: false); // an account may be waiting for this
    }

    public async Task WakeAsync()
    {
        if (!IsBilled)
        {
            DeactivateOnIdle();

            return;
        }

        await CatchUpAsync();
        await TakeMoneyAsync();

        if (Payer.RetryAt is not null)
        {
            await RetryAsync();
        }

        await CatchUpAsync();
    }

    // Whoever writes what this activation does not know leaves it due; other terms of its class are found as they are.
    private async Task FollowAsync()
    {
        var knows = _isJustRead;
        await CatchUpAsync();

        if (!knows && await store.IsDueAsync(Payer.BalanceId, Known.ClassId, Now()))
        {
            await ReadAgainAsync();
        }
    }

    private async Task<int> ReadAgainAsync()
    {
        _books = await store.LoadAsync(Payer.BalanceId);
        (_mayBeDue, _isToLook) = (true, true);

        return await CatchUpAsync();
    }

    private async Task<int> CatchUpAsync()
    {
        _isJustRead = false;
        // What follows from an invoice, if its commit was the last thing that was done.
        await PostAsync();
        await SettleAsync();
        await RoundAsync();

        if (_isToLook && Payer.Subscriptions.Any(one => !one.Unfunded.IsEmpty))
        {
            await FindTakenAsync();
        }

        _isToLook = false;

        for (var steps = 0; steps < MostSteps; steps++)
        {
            var now = Now();

            if (Agenda.Next(Payer, now) is not { } step || step.At > now)
            {
                if (Standing.Follow(Payer, now) is var followed && ReferenceEquals(followed, Payer))
                {
                    return steps;
                }

                await CommitAsync(new(Known, Known with { Payer = followed with { RetryAt = RetryOf(followed, now) } }, now));
                continue;
            }

            switch (step)
            {
                case PayerStep.Charge charge:
                    await ChargeAsync(charge.At);
                    break;

                case PayerStep.Retry:
                    await RetryAsync();
                    break;

                case PayerStep.Close close:
                    await TakeMoneyAsync();
                    await CloseAsync(close.Period, close.Period.To);
                    break;

                case PayerStep.Invoice:
                    await TakeMoneyAsync();
                    await CloseAsync(new(Payer.OpenFrom, Payer.DayOf(now).PlusDays(1)), Payer.DayOf(now), now + Duration.Epsilon);
                    break;

                case PayerStep.Dun dun:
                    await DunAsync(dun);
                    break;
            }
        }

        return MostSteps;
    }

    private async Task<PayerNumbers> CommitAsync(PayerCommit commit)
    {
        var isSuspending = !SuspensionsOf(commit.After.Payer, commit.Now).IsAs(SuspensionsOf(commit.Before.Payer, commit.Now));
        var isLimiting = IsLimited(commit.After.Payer) != IsLimited(commit.Before.Payer);

        try
        {
            var after = commit.After with { Payer = commit.After.Payer.LookedAtAnew(commit.Before.Payer), ToPost = commit.After.ToPost.RemoveRange(_posted) };
            var goesOn = commit.Invoice is not null || !after.ToPost.IsEmpty || (!after.Credits.IsEmpty && (!after.Payer.Unpaid.IsEmpty || after.Uncovered > 0));
            var nextAt = goesOn ? commit.Now : NextAt(after.Payer, commit.Now) ?? Instant.MaxValue;
            var numbers = await store.CommitAsync(commit with
            {
                After = after,
                Posted = [.. _posted],
                NextAt = nextAt,
                Suspended = isSuspending ? SuspensionsOf(after.Payer, commit.Now) : null,
            });
            _posted.Clear();
            _mayBeDue = nextAt <= commit.Now;
            _books = after with { Version = after.Version + 1 };

            await ReloadAsync(numbers.ChangedAccounts, isLimiting);

            return numbers;
        }
        catch
        {
            _isInDoubt = true;
            DeactivateOnIdle();

            if (isSuspending || isLimiting)
            {
                await ReloadAsync(isSuspending ? await store.AccountsAsync(commit.Before.Payer.BalanceId) : [], isLimiting); // it may be written all the same
            }

            throw;
        }
    }

    private static Instant? NextAt(Payer payer, Instant now) => (Agenda.Next(payer, now)?.At, ProductMoves.Next(payer.Subscriptions)?.At) switch
    {
        ({ } step, { } move) => Instant.Min(step, move),
        var (step, move) => step ?? move,
    };

    private static PayerReply Refused(string problem) => new(problem);

    private Instant Now() => clock.Now();
}
