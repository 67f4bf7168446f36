using System.Diagnostics;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Accounts;
using Billing.Grains.Notifications;
using Billing.Grains.Sessions;
using Billing.Grains.Tariffs;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Placement;

namespace Billing.Grains.Balances;

/// <summary>The only writer of a payer's funds.</summary>
/// <remarks>
/// <para>A turn decides on the balance in memory, adopts the decision and appends it to the journal, all before its first
/// await; it answers when the journal says durable. Turns interleave only at that await (and while a session that is not
/// open is read), so one balance takes many charges per disk flush.</para>
/// <para>When a commit is refused or its outcome unknown, memory is no longer evidence: every waiting turn fails and the
/// activation is dropped; the next call reads the database.</para>
/// </remarks>
[PreferLocalPlacement] // where its gateway's packets arrive: a call to another silo costs more than the decision
internal sealed partial class BalanceGrain(
    IBalanceStore balances,
    ISessionStore sessions,
    IOperationStore operations,
    IJournal journal,
    IProductFundsStore products,
    TermsVersion terms,
    RateBook rates,
    SessionSteering steering,
    Thresholds thresholds,
    ChargingMeter meter,
    SessionMemory memory,
    TimeProvider clock,
    ILogger<BalanceGrain> logger) : Grain, IBalanceGrain, IBalanceMemoryGrain
{
    // Sessions that ended in memory but not yet in the database: a repeated report must not read the older row.
    private readonly Dictionary<Guid, Session> _ending = [];

    // For which of their gateway's names holds were claimed: who claims one again for the same name has not heard that it got it.
    private readonly Dictionary<Guid, string> _claimed = [];

    // How many turns are reading a session: what one of them reads may be older than what another one has ended since.
    private readonly Dictionary<Guid, int> _reading = [];

    // Whose usage is being corrected, as long as nothing else was decided on them: what was read of them is all there is.
    private readonly HashSet<Guid> _untouched = [];
    private Balance? _balance;
    private Exception? _doubt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _balance = await balances.LoadAsync(this.GetPrimaryKeyLong());

        if (_balance is { } read)
        {
            _balance = await WithProductsAsync(read);
        }

        _since = Now();
        Count(_balance);
    }

    public ValueTask<AccessReply> AuthorizeAsync(SessionOpening opening) => AuthorizeAsync(opening, isTest: false);

    public ValueTask<AccessReply> TestAsync(SessionOpening opening) => AuthorizeAsync(opening, isTest: true);

    // A test decides as a login does, and leaves it at that.
    private async ValueTask<AccessReply> AuthorizeAsync(SessionOpening opening, bool isTest)
    {
        using var span = SessionTrace.Continue("balance authorize");
        var session = opening.Open(
            opening.RateId is { } id ? await rates.GetAsync(id) : null, await rates.GetPeriodsAsync(opening.PeriodSetId));

        // What was granted to the same request before is given back first: the gateway has had no answer, and asks again.
        while (!isTest && AskedBefore(opening) is { } earlier)
        {
            await CommitAsync(Charging.Report(Trusted(), earlier, isNew: false, Unused(earlier, opening.At), Now()));
        }

        var balance = Trusted();

        if (!IsPriced(opening, balance))
        {
            return new(AccessResult.NoRate);
        }

        if (balance.Sessions.Count >= opening.MaxSessionsOfPayer)
        {
            return new(AccessResult.TooManySessions);
        }

        switch (Charging.Authorize(balance, session, opening.MaxSessions, Index?.CountOf(opening.AccountId, opening.Service)))
        {
            case AuthorizeOutcome.Granted({ Session: { } granted } posting):
                if (!isTest)
                {
                    await CommitAsync(posting);
                }

                return new(
                    AccessResult.Granted,
                    opening.Service,
                    opening.Unit,
                    balance.BalanceId,
                    granted.GrantedUnits,
                    posting.After.AvailableAt(opening.At) + granted.Held,
                    balance.Currency.Code,
                    ComesBack: opening.SliceUnits is not null,
                    Policy: granted.Policy);

            case AuthorizeOutcome.InsufficientFunds:
                return new(AccessResult.InsufficientFunds, opening.Service, opening.Unit);

            case AuthorizeOutcome.AllowanceUsedUp:
                return new(AccessResult.AllowanceUsedUp, opening.Service, opening.Unit);

            case AuthorizeOutcome.SpendingLimitReached:
                return new(AccessResult.SpendingLimitReached, opening.Service, opening.Unit);

            case AuthorizeOutcome.TooManySessions:
                return new(AccessResult.TooManySessions);

            default:
                throw new UnreachableException();
        }
    }

    public async ValueTask<ReportReply> TakeAsync(Guid token, UsageReport report)
    {
        using var span = SessionTrace.Continue("balance report");

        // A Class of our form and not of this installation: the gateway's own name for the session decides, as where there is none.
        if (NoBalance() is not null)
        {
            return ReportReply.UnknownToken;
        }

        // Of one that began before this login: its own grain knows.
        if (report.IsOfMidSession()
            && Trusted().Sessions.GetValueOrDefault(token) is { AcctSessionId: null } login
            && await sessions.BeforeAsync(login, report) is not null)
        {
            return ReportReply.UnknownToken;
        }

        var balance = Trusted();

        if (balance.Sessions.GetValueOrDefault(token) is not { } session)
        {
            return ReportReply.UnknownToken;
        }

        if (session.AcctSessionId is { } name)
        {
            if (name != report.AcctSessionId)
            {
                return ReportReply.OtherSession;
            }

            if (Incarnation.IsNew(session.Known(), report.Marks(), report.NodeRestartedAt))
            {
                return ReportReply.NewIncarnation;
            }
        }

        var posting = Charging.Report(balance, session, isNew: false, report.Totals(Incarnation.OfToken), Now());
        await CommitAsync(posting);

        return posting.Session!.Reply();
    }

    public async ValueTask<SessionMarks> ReportAsync(SessionReport report)
    {
        using var span = SessionTrace.Continue("balance report");
        var id = report.SessionId;
        var isNew = false;

        if (Known(id) is not { } session)
        {
            var rate = report.Opening?.RateId is { } rateId ? await rates.GetAsync(rateId) : null;
            var periods = await rates.GetPeriodsAsync(report.Opening?.PeriodSetId);
            _reading[id] = _reading.GetValueOrDefault(id) + 1;

            try
            {
                var stored = await sessions.LoadAsync(id);
                (session, isNew) = Find(report, stored, rate, periods); // and no await from here to the decision
            }
            finally
            {
                if (--_reading[id] == 0)
                {
                    _reading.Remove(id);
                }
            }
        }

        if (session.HeardAt >= report.HeardBefore)
        {
            return session.Marks(); // it spoke while it was being closed
        }

        // It was claimed for a report without our token, or read, before its own gateway named it by one with the token: two sessions, of
        // which one would be charged as the other.
        if (session.AcctSessionId is { } name && report.AcctSessionId is { } reported && name != reported)
        {
            return report.KnowsOther
                ? session.Marks() with { IsOther = true }
                : throw new InvalidOperationException($"It is the session {name} by now, not {reported}: the report is to be sent again.");
        }

        var posting = Charging.Report(Trusted(), session, isNew, report.Totals(), Now());
        await CommitAsync(posting);

        return posting.Session!.Marks();
    }

    public ValueTask<BalanceView?> ShowAsync()
    {
        if (_balance?.AsOf(Now()) is not { } balance)
        {
            return new((BalanceView?)null);
        }

        var allowances = balance.Funds.Allowances
            .Where(one => one.ExpiresAt > Now())
            .Select(one => new AllowanceView(
                one.Name, one.Kind, one.Initial, one.Remaining, one.ExpiresAt == Instant.MaxValue ? null : one.ExpiresAt));

        return new(new BalanceView(
            balance.Currency.Code,
            balance.Posted,
            balance.Held,
            balance.Unsettled,
            balance.AvailableAt(Now()),
            balance.CreditLimit,
            balance.Sessions.Count,
            [.. allowances])
        {
            IsLimited = balance.Limited is not null,
            IsOnCredit = balance.Limited is { OnCredit: true },
            LimitedPolicy = balance.Limited?.Policy,
        });
    }

    private Session? Known(Guid sessionId) =>
        Trusted().Sessions.GetValueOrDefault(sessionId) ?? _ending.GetValueOrDefault(sessionId);

    // A session that is not open here is new, or it ended earlier: then its row tells what it was already charged.
    private (Session Session, bool IsNew) Find(SessionReport report, Session? stored, Rate? rate, TariffPeriods? periods)
    {
        if (Known(report.SessionId) is { } known)
        {
            return (known, false); // a turn that ran meanwhile knows it better
        }

        if (stored is { IsOpen: true })
        {
            Doubt(new CommitRefusedException($"session {report.SessionId} of balance {stored.Terms.BalanceId} was opened elsewhere"));
        }

        if (stored is not null && stored.Terms.BalanceId == Trusted().BalanceId)
        {
            return (stored, false);
        }

        var opening = report.Opening
            ?? throw new InvalidOperationException($"no session {report.SessionId} on balance {this.GetPrimaryKeyLong()}");

        return (opening.Open(IsPriced(opening, Trusted()) ? rate : null, periods), true);
    }

    // Amounts of two currencies never add: such usage is recorded as unrated.
    private static bool IsPriced(SessionOpening opening, Balance balance) =>
        opening.Currency is null || opening.Currency == balance.Currency.Code;

    private Instant Now() => clock.Now();
}
