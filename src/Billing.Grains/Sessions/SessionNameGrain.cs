using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Grains.Rating;

namespace Billing.Grains.Sessions;

/// <summary>Finds, for a name that a gateway gave, the session that a report belongs to, or opens one.</summary>
/// <remarks>
/// The name may stand for several sessions one after the other (incarnations), and for one of each user. A session that was authorised but came
/// back without our token is claimed from the payer's balance, so that its hold pays for this session and no other.
/// </remarks>
internal sealed class SessionNameGrain(
    ISessionStore sessions,
    IAccountQuery accounts,
    ISuspenseStore suspense,
    IPortalStore portals,
    SessionOpenings openings,
    SessionIds ids) : Grain, ISessionNameGrain
{
    // Oldest first; the start tells late reports of an earlier incarnation from those of the newest.
    private List<Named>? _named;

    public async ValueTask<ReportReply> ReportAsync(UsageReport report)
    {
        try
        {
            return await TakeAsync(report);
        }
        catch
        {
            _named = null; // what has the name now is not known: read it before the next one

            throw;
        }
    }

    public async ValueTask<RenewReply> RenewAsync(UsageReport report)
    {
        _named ??= await ReadAsync(report);

        if (Match(report, await OfUserAsync(report)) is not { } known
            || await sessions.LoadAsync(known.Token) is not { Terms.BalanceId: var balanceId })
        {
            return new(ReportReply.UnknownToken);
        }

        var border = await BorderAsync(known, report);
        var reply = await GrainFactory.GetGrain<IBalanceGrain>(balanceId).RenewAsync(known.Token, border?.Since(report) ?? report);

        return border?.Whole(reply, report) ?? reply;
    }

    // Of one that was let out of a captive portal, which its name alone does not say. A session that runs was let out, or never there.
    private async ValueTask<PortalReply?> BorderAsync(Named known, UsageReport report)
    {
        if (known.IsOfPortal is false || report.IsOfNoPortal)
        {
            return null;
        }

        var reply = await GrainFactory.GetGrain<IPortalGrain>(known.Token).HearAsync(report);
        known.IsOfPortal = reply.BalanceId is not null;

        return known.IsOfPortal is true ? reply : null;
    }

    private async Task<ReportReply> TakeAsync(UsageReport report)
    {
        _named ??= await ReadAsync(report);

        if (Match(report, await OfUserAsync(report)) is { } known)
        {
            var border = report.IsMarked ? null : await BorderAsync(known, report); // what is marked has been told from the portal's by now

            if (border?.IsBefore(report) is true)
            {
                return ReportReply.Recorded;
            }

            var reply = await Session(known.Token).ReportAsync(border?.Since(report) ?? report);

            switch (reply)
            {
                case ReportReply.Recorded or ReportReply.Exhausted:
                    return reply;

                case ReportReply.UnknownToken:
                    _named.Remove(known); // its row was never written
                    break;
            }
        }

        if (await AccountAsync(report) is not { } account)
        {
            return await SuspendAsync(report, "no account has this User-Name");
        }

        return await OpenAsync(report, account);
    }

    private async Task<ReportReply> OpenAsync(UsageReport report, AccountTerms account)
    {
        var use = await openings.UnderstandAsync(account, ServiceRequest.Of(report));
        var service = use?.Service.Service ?? report.Service ?? "";
        var others = _named!.ConvertAll(named => named.Token);

        while (true)
        {
            var search = new PortalSearch(
                report.NodeId,
                account.AccountId,
                report.AcctSessionId,
                service,
                report.CallingParty,
                report.Kind is ReportKind.Start,
                report.Marks().ImpliedStart,
                [.. others]);

            // Before anything is claimed: what was at the portal under that name, and is said again, is not the next login's.
            var isLookedFor = report is { IsMarked: false, IsOfNoPortal: false };
            var login = isLookedFor ? await portals.NamedAsync(search) : null;
            var claimed = login is null ? await ClaimAsync(report, account, service, others) : null;

            // One that got the name from a report with our token, and ended, is in the database by now if not with its payer.
            if (login is null && claimed is null && await ReadAsync(report) is var now && now.Exists(named => !others.Contains(named.Token)))
            {
                _named = now;

                return await TakeAsync(report);
            }

            if (login is null && isLookedFor)
            {
                login = claimed is { } hold ? (await portals.LoadAsync(hold))?.Id : await portals.FindAsync(search);
            }

            if (login is { } there)
            {
                if (await OfPortalAsync(there, report) is { } done)
                {
                    return done;
                }

                others.Add(there); // another one of that name

                continue;
            }

            // What the product does not have has no price: it waits for somebody to say who pays. A session that was let in is charged.
            if (claimed is null && use is null)
            {
                return await SuspendAsync(report, $"the service \"{service}\" is not part of the account's product");
            }

            var token = claimed ?? ids.New();
            var incarnation = _named.Count == 0 ? 0 : _named.Max(named => named.Incarnation) + 1; // the oldest may be removed
            var reply = await Session(token).OpenAsync(report, account, incarnation);

            if (reply is ReportReply.Recorded or ReportReply.Exhausted)
            {
                _named.Add(new(token, incarnation, report.Marks().Start, report.UserName, account.AccountId)
                {
                    CalledParty = report.CalledParty,
                    IsOfPortal = false,
                });
                _named = report.HasFailed ? null : _named; // what was a call that failed its row says

                return reply;
            }

            if (claimed is null)
            {
                throw new InvalidOperationException($"session {token} answered {reply} to its first report");
            }

            others.Add(token); // it is another one after all
        }
    }

    private ValueTask<Guid?> ClaimAsync(UsageReport report, AccountTerms account, string service, List<Guid> others) =>
        GrainFactory.GetGrain<IBalanceGrain>(account.BalanceId)
            .ClaimAsync(new(
                account.AccountId, report.NodeId, service, report.CalledParty, report.AcctSessionId, [.. others], report.NasAddress, report.NasIdentifier));

    // One that was let in to a captive portal, whose gateway returns no Class: charged since it was let out of there.
    private async Task<ReportReply?> OfPortalAsync(Guid login, UsageReport report)
    {
        var border = await GrainFactory.GetGrain<IPortalGrain>(login).HearAsync(report);

        if (border.BalanceId is null || border.IsBefore(report))
        {
            return ReportReply.Recorded;
        }

        var reply = await Session(login).ReportAsync(border.Since(report));

        if (reply is not (ReportReply.Recorded or ReportReply.Exhausted))
        {
            return null;
        }

        _named = null; // its session may have the name by now

        return reply;
    }

    private async Task<ReportReply> SuspendAsync(UsageReport report, string reason)
    {
        await suspense.RecordAsync(report, reason);
        DeactivateOnIdle();

        return ReportReply.Recorded;
    }

    private async Task<List<Named>> ReadAsync(UsageReport report) =>
        [.. (await sessions.FindByNameAsync(report.NodeId, report.AcctSessionId)).Select(session =>
            new Named(session.Terms.SessionId, session.Incarnation, session.Marks().Known().Start, session.Terms.UserName, session.Terms.AccountId)
            {
                CalledParty = session.Terms.CalledParty,
                HasFailed = session.HasFailed,
                IsOfPortal = session.Incarnation == Incarnation.OfToken ? null : false, // one by its name only was never there
            })];

    // A report without User-Name is of whoever has the session; the same account may have other names. Of two calls under one Call-ID, which
    // a caller can make up, each has its own Start.
    private async Task<List<Named>> OfUserAsync(UsageReport report)
    {
        if (report.UserName.Length == 0 || _named!.TrueForAll(named => named.UserName == report.UserName))
        {
            return _named!;
        }

        var accountId = (await AccountAsync(report))?.AccountId;

        var ofUser = _named.FindAll(named => named.UserName == report.UserName || named.AccountId == accountId);

        return ofUser.Count == 0 && report.IsOfEitherParty ? OfCalled(report, _named) : ofUser;
    }

    // Of two callers' under one Call-ID it is whose call that party was called in: ended by another's, either would be cheaper than it was.
    private static List<Named> OfCalled(UsageReport report, List<Named> named)
    {
        if (named.TrueForAll(one => one.AccountId == named[0].AccountId))
        {
            return named;
        }

        var called = named.FindAll(one => one.CalledParty is { } party && (party == report.UserName || party == report.CallingParty));

        return called.TrueForAll(one => one.AccountId == called[0].AccountId) ? called : [];
    }

    // What a clock that is ahead says late is, by ours, when a later session of that name may have begun.
    private static Named? Match(UsageReport report, List<Named> named)
    {
        named = report.HasFailed ? named : named.FindAll(one => !one.HasFailed);
        var start = report.Marks().Start;
        var byStart = report.HasEventTimestamp && named.Count > 1
            ? named.FindLast(one => one.Start?.IsSameByGateway(start) is true) ?? named.FindLast(one => one.Start?.IsSame(start) is true)
            : null;

        return byStart ?? named.LastOrDefault();
    }

    private async Task<AccountTerms?> AccountAsync(UsageReport report)
    {
        if (await accounts.FindAsync(report.UserName) is not { } accountId)
        {
            return null;
        }

        return await GrainFactory.GetGrain<IAccountGrain>(accountId).GetAsync();
    }

    private ISessionGrain Session(Guid token) => GrainFactory.GetGrain<ISessionGrain>(token);

    private sealed record Named(Guid Token, int Incarnation, SessionStart? Start, string UserName, long AccountId)
    {
        /// <summary>As it was dialled.</summary>
        public string? CalledParty { get; init; }

        public bool HasFailed { get; init; }

        /// <summary>Null: nobody has looked yet.</summary>
        public bool? IsOfPortal { get; set; }
    }
}
