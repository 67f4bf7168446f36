using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Accounts;
using Billing.Grains.Balances;
using Billing.Grains.Rating;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>One session that its payer's balance does not have open: it reads the row, tells new reports from repeated ones,
/// and opens on the terms of the day what was never authorised.</summary>
/// <remarks>
/// It remembers only what the balance has made durable. The balance is the judge of money: a second activation of this
/// grain elsewhere, or one with old marks, can waste a commit but never charge twice.
/// </remarks>
internal sealed class SessionGrain(ISessionStore store, SessionOpenings openings, TermsVersion terms) : Grain, ISessionGrain
{
    // How far a gateway's clock is ahead is known to whole seconds, and to the ways of two packets.
    private static readonly Duration Exactness = Duration.FromSeconds(2);

    private SessionMarks? _marks;
    private bool _isRead;

    // Whose reports come with this login's token, and under which name.
    private (string Name, Guid Token)? _earlier;

    private Guid Token => this.GetPrimaryKey();

    public ValueTask<ReportReply> ReportAsync(UsageReport report) => TakeAsync(report, account: null, Incarnation.OfToken);

    public ValueTask<ReportReply> OpenAsync(UsageReport report, AccountTerms account, int incarnation) =>
        TakeAsync(report, account, incarnation);

    public async ValueTask<bool> CloseAsync(SessionClosing closing)
    {
        _isRead = false; // the balance took reports of it that this grain did not see

        if (await MarksAsync() is not { } marks || !marks.State.IsOpen())
        {
            return false;
        }

        var after = await SendAsync(marks.BalanceId, new()
        {
            SessionId = Token,
            State = marks.State is SessionState.Authorized ? SessionState.Released : SessionState.Lost,
            EventAt = Instant.Max(closing.At, marks.ReportedAt),
            HeardAt = marks.HeardAt,
            StartedAt = marks.StartedAt ?? marks.ReportedAt,
            TerminateCause = closing.Reason is ClosingReason.NodeRestart ? "NAS-Reboot" : "Lost-Carrier",
            HeardBefore = closing.HeardBefore,
        });
        (_marks, _isRead) = (null, false); // that it spoke meanwhile may not be durable yet
        DeactivateOnIdle();

        return !after.State.IsOpen();
    }

    private async ValueTask<ReportReply> TakeAsync(UsageReport report, AccountTerms? account, int incarnation)
    {
        using var span = SessionTrace.Continue("session report");
        var marks = await MarksAsync();

        if (marks is null && account is null)
        {
            DeactivateOnIdle();

            return ReportReply.UnknownToken;
        }

        if (account is null && marks is { AcctSessionId: null } && report.IsOfMidSession() && await OfEarlierLoginAsync(report) is { } reply)
        {
            return reply;
        }

        if (marks is not null)
        {
            if (marks.AcctSessionId is { } name && name != report.AcctSessionId)
            {
                return ReportReply.OtherSession;
            }

            if (marks.AcctSessionId is not null && await IsNewAsync(marks.Known(), report))
            {
                return ReportReply.NewIncarnation;
            }

            if (SaysNothingNew(marks, report))
            {
                return ReportReply.Recorded;
            }
        }

        var opening = marks is null ? await OpeningAsync(account!, report) : null;
        var after = await SendAsync(marks?.BalanceId ?? account!.BalanceId, report.Of(Token, opening, incarnation));

        // The balance has it under another name since. Told by the balance, not by the name: an earlier program's takes such a report.
        if (after.IsOther)
        {
            (_marks, _isRead) = (null, false); // nor need that name be durable yet

            return ReportReply.OtherSession;
        }

        if (!after.State.IsOpen())
        {
            DeactivateOnIdle();
        }

        return after.State.IsOpen() && after.GrantedUnits <= after.UsedUnits ? ReportReply.Exhausted : ReportReply.Recorded;
    }

    // Null: it is of this one. What was of an earlier one is so until that says otherwise.
    private async ValueTask<ReportReply?> OfEarlierLoginAsync(UsageReport report)
    {
        var found = _earlier is { } known && known.Name == report.AcctSessionId ? known.Token : await EarlierAsync(report);
        _earlier = null; // until it has answered

        if (found is not { } earlier)
        {
            return null;
        }

        var reply = await GrainFactory.GetGrain<ISessionGrain>(earlier).ReportAsync(report);

        if (reply is not (ReportReply.Recorded or ReportReply.Exhausted))
        {
            return null;
        }

        _earlier = (report.AcctSessionId, earlier);

        return reply;
    }

    private async ValueTask<Guid?> EarlierAsync(UsageReport report) =>
        await store.LoadAsync(Token) is { } login ? (await store.BeforeAsync(login, report))?.Terms.SessionId : null;

    // The silo that the gateway speaks to may not have been told yet that another one heard of its restart: that is durable, and read
    // where it counts. Only what has ended can be another session by it, so reports of running ones never ask.
    private async ValueTask<bool> IsNewAsync(KnownSession known, UsageReport report) =>
        Incarnation.IsNew(known, report.Marks(), report.NodeRestartedAt)
        || (!known.IsOpen && Incarnation.IsNew(known, report.Marks(), await store.RestartedAtAsync(report.NodeId, report.NasAddress, report.NasIdentifier)));

    // What is repeated is already durable, so it may be answered at once. A running session's report is news even when
    // its counters stand still: it is not silent. One from before the end of a lost session does not bring it back. One from before the
    // end of a session that nobody has said the start of says it, unless it says that something failed.
    private static bool SaysNothingNew(SessionMarks marks, UsageReport report)
    {
        if (marks is { State: SessionState.Ended, StartedAt: null } && !report.HasFailed && report.Marks().Start.Gateways < (marks.GatewayStartedAt ?? marks.EndedAt))
        {
            return false;
        }

        var counters = new UsageCounters(marks.DurationSeconds, marks.InputOctets, marks.OutputOctets, marks.SawGigawords);

        if (counters.Advance(report.Counters()) != counters)
        {
            return false;
        }

        return marks.State is SessionState.Ended
            || (marks.State is SessionState.Running or SessionState.Lost && report.Kind is not ReportKind.Stop
                && (report.EventAt <= marks.ReportedAt || (marks.State is SessionState.Lost && IsSaidAgain(marks.Known(), report))));
    }

    // Said late by a clock that is ahead, what was taken back to its arrival at first is taken back by less.
    private static bool IsSaidAgain(in KnownSession known, UsageReport report) =>
        known.Ahead > Duration.Zero && (report.GatewayAt ?? report.EventAt) <= known.ReportedAt + known.Ahead + Exactness;

    private async Task<SessionMarks> SendAsync(long balanceId, SessionReport report)
    {
        try
        {
            _marks = await Payer(balanceId).ReportAsync(report);
        }
        catch
        {
            (_marks, _isRead) = (null, false); // whether it is durable is not known: read it before the next one

            throw;
        }

        return _marks;
    }

    private async ValueTask<SessionMarks?> MarksAsync()
    {
        if (!_isRead)
        {
            _marks = (await store.LoadAsync(Token))?.Marks();
            _isRead = true;
        }

        return _marks;
    }

    private async Task<SessionOpening> OpeningAsync(AccountTerms account, UsageReport report)
    {
        var use = await openings.UnderstandAsync(account, ServiceRequest.Of(report))
            ?? throw new InvalidOperationException($"account {account.AccountId} has no service");
        var choice = await openings.PinAsync(account, use);
        await Payer(account.BalanceId).FollowProductsAsync(terms.Benefits); // as a login has it do

        // What was refused, or would have been, and was used all the same is recorded as unrated.
        return SessionOpenings.Opening(Token, account, choice.IsForbidden ? choice with { Rate = null } : choice, report.ComesBack, use.At) with
        {
            NodeId = report.NodeId,
            UserName = report.UserName,
            CalledParty = report.CalledParty,
            CallingParty = report.CallingParty,
            NasAddress = report.NasAddress,
            NasIdentifier = report.NasIdentifier,
        };
    }

    private IBalanceGrain Payer(long balanceId) => GrainFactory.GetGrain<IBalanceGrain>(balanceId);
}
