using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>Keeps one login at a captive portal until it ends, or a session of it begins.</summary>
internal sealed class PortalGrain(
    IPortalStore store, ISessionStore sessions, SessionSteering steering, Door<IBalanceGrain> balances, TimeProvider clock) : Grain, IPortalGrain
{
    /// <summary>What the order to let it out is given for; once, as a session that ran is let out once for each time it was sent there.</summary>
    public const string Cause = "portal";

    // Of one that was let out: nothing of it changes any more.
    private PortalReply? _lifted;

    private Guid Id => this.GetPrimaryKey();

    public Task BeginAsync(PortalLogin login) => store.BeginAsync(Id, login);

    public async ValueTask<PortalReply> HearAsync(UsageReport report)
    {
        if (_lifted is { } known)
        {
            return known;
        }

        while (await store.LoadAsync(Id) is { } login)
        {
            if (login.IsLifted)
            {
                return _lifted = new(login.BalanceId, login.Used);
            }

            // Written by nobody else in between: this grain may live twice for a moment, and the other have let it out.
            if (await (report.Kind is ReportKind.Stop ? store.EndAsync(Id) : store.HeardAsync(Id, report, UsedBy(report))))
            {
                break;
            }
        }

        return new();
    }

    public async Task LookAsync(long balanceVersion)
    {
        if (await store.LoadAsync(Id) is not { IsLifted: false } login)
        {
            return;
        }

        if (login.IsAcknowledged)
        {
            await BeginSessionAsync(login);

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
        if (await store.LoadAsync(Id) is { IsLifted: false } login)
        {
            await BeginSessionAsync(login);
        }
    }

    // Its process may have been lost after any of these steps: each looks whether it was done.
    private async Task BeginSessionAsync(StoredPortalLogin login)
    {
        var now = clock.Now();

        if (await sessions.LoadAsync(Id) is null && await LetInAsync(login, now) is not AccessResult.Granted)
        {
            steering.TryLeave(new(Id, Cause + "-", ControlKind.Disconnect, null, Rules.Funds, "funds are gone again"));

            return;
        }

        // Its time went on since the gateway last counted it.
        var used = login.Used with
        {
            DurationSeconds = login.Used.DurationSeconds + (long)(now - (login.HeardAt ?? now)).TotalSeconds,
        };
        await balances.To(login.BalanceId).TakeAsync(Id, new()
        {
            Kind = ReportKind.Start,
            NodeId = login.NodeId,
            AcctSessionId = login.AcctSessionId ?? "",
            UserName = login.UserName,
            Service = login.Service,
            CallingParty = login.CallingParty,
            FramedAddress = login.FramedAddress,
            GatewayUserName = login.GatewayUserName,
            EventAt = now,
            HasEventTimestamp = false,
            ArrivedAt = now,
            ComesBack = true,
        });
        await store.LiftedAsync(Id, used, now);
    }

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
            now));

        return reply.Result;
    }

    private static PortalUsage UsedBy(UsageReport report) => new(
        report.DurationSeconds ?? 0,
        Octets(report.InputOctets, report.InputGigawords),
        Octets(report.OutputOctets, report.OutputGigawords));

    private static long Octets(uint? low, uint? high) => ((long)(high ?? 0) << 32) | (low ?? 0);
}
