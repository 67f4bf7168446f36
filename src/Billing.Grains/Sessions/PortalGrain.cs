using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Rating;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Keeps one login at a captive portal until it ends, or a session of it begins.</summary>
internal sealed class PortalGrain(
    IPortalStore store,
    ISessionStore sessions,
    SessionOpenings openings,
    SessionSteering steering,
    Door<IBalanceGrain> balances,
    TimeProvider clock) : Grain, IPortalGrain
{
    /// <summary>What the order to let it out is given for; once, as a session that ran is let out once for each time it was sent there.</summary>
    public const string Cause = "portal";

    // A report of before it was let out may come so much later than that; the next one is due by then.
    private static readonly Duration Late = Duration.FromMinutes(1);

    // Of one that was let out: only what is known of its time at the portal changes any more.
    private StoredPortalLogin? _lifted;

    private Guid Id => this.GetPrimaryKey();

    public Task BeginAsync(PortalLogin login) => store.BeginAsync(Id, login);

    public async ValueTask<PortalReply> HearAsync(UsageReport report)
    {
        while (_lifted is null && await store.LoadAsync(Id) is { } login)
        {
            if (login.LiftedAt is { } liftedAt)
            {
                if (await sessions.LoadAsync(Id) is null)
                {
                    await StartAsync(login, liftedAt); // it was not let in, and the process was lost that was to open it
                }

                _lifted = login;
            }
            else if (login.EarlierIds.Contains(report.AcctSessionId))
            {
                return new(); // late, of an accounting session that was at the portal
            }
            else if (login.EndedAt is not null)
            {
                if (!IsBegunAnew(login, report))
                {
                    return new();
                }

                await store.HeardAsync(Id, report, default); // from zero; what this report counts is heard next
            }
            else if (login.AcknowledgedAt is { } at)
            {
                // It was let out, and the process was lost that was to begin the session: what is reported is the session's.
                await BeginSessionAsync(login, at);
            }
            else if (await (report.Kind is ReportKind.Stop ? store.EndAsync(Id, report.AcctSessionId) : store.HeardAsync(Id, report, UsedUntilNow(report))))
            {
                return new(); // Written by nobody else in between: this grain may live twice for a moment, and the other have let it out.
            }
        }

        if (_lifted is not { } session || session.EarlierIds.Contains(report.AcctSessionId))
        {
            return new();
        }

        if (IsOfPortal(session, report))
        {
            var (before, now) = (session.Used, UsedBy(report));
            var used = before with
            {
                InputOctets = long.Max(before.InputOctets, now.InputOctets),
                OutputOctets = long.Max(before.OutputOctets, now.OutputOctets),
            };

            if (used != before)
            {
                await store.UsedAsync(Id, used);
                _lifted = session = session with { Used = used };
            }
        }

        return new(session.BalanceId, session.Used, session.AcctSessionId);
    }

    public async Task LookAsync(long balanceVersion)
    {
        if (await store.LoadAsync(Id) is not { LiftedAt: null, EndedAt: null } login)
        {
            return;
        }

        if (login.AcknowledgedAt is { } at)
        {
            await BeginSessionAsync(login, at);

            return;
        }

        var reply = await GrainFactory.GetGrain<IAccountGrain>(login.AccountId).TestAsync(
            new(login.UserName, null, login.Service, null, clock.Now(), login.NodeId));

        if (reply.Result is AccessResult.Granted)
        {
            steering.TryLeave(new(Id, Cause, ControlKind.ChangePolicy, reply.Policy, Rules.Funds, "there are funds again"));
        }
        else
        {
            await store.CheckedAsync(Id, balanceVersion);
        }
    }

    public async Task LiftedAsync()
    {
        if (await store.LoadAsync(Id) is { LiftedAt: null, EndedAt: null } login)
        {
            await BeginSessionAsync(login, login.AcknowledgedAt ?? clock.Now());
        }
    }

    // Its process may be lost after any of these steps: the first looks whether it was done, and once the second is done the session
    // begins with any report. What ended at the portal meanwhile is not begun: what was let in for it is given back as of any session
    // that does not start. Who would not be let in any more is out all the same, and is charged for what that takes.
    private async Task BeginSessionAsync(StoredPortalLogin login, Instant at)
    {
        var result = await sessions.LoadAsync(Id) is null ? await LetInAsync(login, clock.Now()) : AccessResult.Granted;

        // Its time went on since the gateway last counted it.
        var used = login.Used with
        {
            DurationSeconds = login.Used.DurationSeconds + long.Max(0, (long)(at - (login.HeardAt ?? at)).TotalSeconds),
        };

        if (await store.LiftedAsync(Id, used, at))
        {
            await StartAsync(login, at);

            // Whose funds are gone is steered by the balance, as any session that has nothing left.
            if (result is not (AccessResult.Granted or AccessResult.InsufficientFunds or AccessResult.AllowanceUsedUp
                or AccessResult.SpendingLimitReached))
            {
                steering.TryLeave(new(Id, Cause + "-", ControlKind.Disconnect, null, Rules.Status, $"it would not be let in: {result.Reason()}"));
            }
        }
    }

    private async Task StartAsync(StoredPortalLogin login, Instant at)
    {
        var start = new UsageReport
        {
            Kind = ReportKind.Start,
            NodeId = login.NodeId,
            AcctSessionId = login.AcctSessionId ?? "",
            UserName = login.UserName,
            Service = login.Service,
            CallingParty = login.CallingParty,
            FramedAddress = login.FramedAddress,
            GatewayUserName = login.GatewayUserName,
            EventAt = at,
            HasEventTimestamp = false,
            ArrivedAt = clock.Now(),
            ComesBack = true,
            NasAddress = login.NasAddress,
            NasIdentifier = login.NasIdentifier,
        };

        // Not open there any more: it was let in by a process that was lost long ago. Or it was not let in, and nothing is held for it.
        if (await balances.To(login.BalanceId).TakeAsync(Id, start) is ReportReply.UnknownToken
            && await GrainFactory.GetGrain<ISessionGrain>(Id).ReportAsync(start) is ReportReply.UnknownToken)
        {
            await OpenAsync(login, start);
        }
    }

    // What nothing prices is kept in suspense with its next report, as of any session without a service.
    private async Task OpenAsync(StoredPortalLogin login, UsageReport start)
    {
        if (await GrainFactory.GetGrain<IAccountGrain>(login.AccountId).GetAsync() is { } account
            && await openings.UnderstandAsync(account, ServiceRequest.Of(start)) is not null)
        {
            await GrainFactory.GetGrain<ISessionGrain>(Id).OpenAsync(start, account, Incarnation.OfToken);
        }
    }

    // A gateway that obeys by ending its accounting session and beginning another may have that heard before its acknowledgement is
    // written down. A Stop alone begins nothing, unless it is known that it was let out.
    private static bool IsBegunAnew(StoredPortalLogin ended, UsageReport report) =>
        ended.AcctSessionId is { } name && report.AcctSessionId.Length > 0 && report.AcctSessionId != name
        && (report.Kind is not ReportKind.Stop || ended.AcknowledgedAt is not null);

    // By the gateway's own count of seconds, which needs no clock of ours: one that reports when it lets out says what the portal had to
    // the second. Only for so long, or a gateway that counts no seconds would be charged for nothing.
    private static bool IsOfPortal(StoredPortalLogin session, UsageReport report) =>
        report.AcctSessionId == (session.AcctSessionId ?? "")
        && report.DurationSeconds is { } seconds && seconds <= session.Used.DurationSeconds + 1
        && report.ArrivedAt <= session.LiftedAt + Late;

    // It proved itself when it logged in.
    private async Task<AccessResult> LetInAsync(StoredPortalLogin login, Instant now)
    {
        var reply = await GrainFactory.GetGrain<IAccountGrain>(login.AccountId).AuthorizeAsync(new(
            new(login.UserName, null, null, IsTrusted: true),
            Id,
            login.Service,
            login.NodeId,
            null,
            login.CallingParty,
            login.Service is { } service ? [service] : [],
            now,
            NasAddress: login.NasAddress,
            NasIdentifier: login.NasIdentifier));

        return reply.Result;
    }

    private static PortalUsage UsedBy(UsageReport report) => new(
        report.DurationSeconds ?? 0,
        UsageCounters.Octets(report.InputOctets, report.InputGigawords),
        UsageCounters.Octets(report.OutputOctets, report.OutputGigawords));

    // A report that came late counts until its event. By the gateway's clock, which may be wrong: so much at most.
    private static PortalUsage UsedUntilNow(UsageReport report)
    {
        var late = Duration.Min(Duration.Max(report.ArrivedAt - report.EventAt, Duration.Zero), Late);
        var used = UsedBy(report);

        return used with { DurationSeconds = used.DurationSeconds + (long)late.TotalSeconds };
    }
}
