using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Balances;
using Billing.Grains.Tariffs;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>One session: pins its terms, and tells new reports from repeated ones before the payer's balance is asked.</summary>
/// <remarks>
/// It remembers only what the balance has made durable. The balance is the judge of money: a second activation of this
/// grain elsewhere, or one with old marks, can waste a commit but never charge twice.
/// </remarks>
internal sealed class SessionGrain(ISessionStore store, TariffCatalog tariffs, RateBook rates) : Grain, ISessionGrain
{
    private SessionMarks? _marks;
    private bool _isRead;

    private Guid Token => this.GetPrimaryKey();

    public async ValueTask<AuthorizeReply> AuthorizeAsync(AuthorizeRequest request)
    {
        var (terms, match) = await PinAsync(request.Account, request.Service, request.CalledParty, request.At);

        if (terms is null || match is null || match.IsForbidden)
        {
            DeactivateOnIdle();

            return new(
                terms is null ? AuthorizeResult.NoService : match is null ? AuthorizeResult.NoRate : AuthorizeResult.Forbidden,
                GrantedUnits: 0, Spendable: 0, Currency: "");
        }

        var opening = Opening(request.Account, terms, match, request.At) with
        {
            NodeId = request.NodeId,
            UserName = request.UserName,
            CalledParty = request.CalledParty,
            CallingParty = request.CallingParty,
            AcctSessionId = request.AcctSessionId,
            SliceUnits = request.ComesBack ? terms.SliceUnits : null,
        };
        var reply = await Payer(opening.BalanceId).AuthorizeAsync(opening);

        if (reply.Result is not AuthorizeResult.Granted)
        {
            DeactivateOnIdle();

            return reply;
        }

        _isRead = true;
        _marks = opening.Open(null).Marks() with { GrantedUnits = reply.GrantedUnits };

        return reply;
    }

    public ValueTask<ReportReply> ReportAsync(UsageReport report) => TakeAsync(report, account: null, Incarnation.OfToken);

    public ValueTask<ReportReply> OpenAsync(UsageReport report, AccountTerms account, int incarnation) =>
        TakeAsync(report, account, incarnation);

    public async ValueTask<bool> CloseAsync(SessionClosing closing)
    {
        var marks = await MarksAsync();

        if (marks is null || !marks.State.IsOpen() || marks.HeardAt >= closing.HeardBefore)
        {
            return false;
        }

        await SendAsync(marks.BalanceId, new()
        {
            SessionId = Token,
            State = marks.State is SessionState.Authorized ? SessionState.Released : SessionState.Lost,
            EventAt = Instant.Max(closing.At, marks.ReportedAt),
            HeardAt = marks.HeardAt,
            StartedAt = marks.StartedAt ?? marks.ReportedAt,
            TerminateCause = closing.Reason is ClosingReason.NodeRestart ? "NAS-Reboot" : "Lost-Carrier",
        });
        DeactivateOnIdle();

        return true;
    }

    private async ValueTask<ReportReply> TakeAsync(UsageReport report, AccountTerms? account, int incarnation)
    {
        var marks = await MarksAsync();

        if (marks is null && account is null)
        {
            DeactivateOnIdle();

            return ReportReply.UnknownToken;
        }

        if (marks is not null)
        {
            if (marks.AcctSessionId is { } name && name != report.AcctSessionId)
            {
                return ReportReply.OtherSession;
            }

            if (marks.AcctSessionId is not null && Incarnation.IsNew(marks.Known(), report.Marks(), report.NodeRestartedAt))
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

        if (!after.State.IsOpen())
        {
            DeactivateOnIdle();
        }

        return after.State.IsOpen() && after.GrantedUnits <= after.UsedUnits ? ReportReply.Exhausted : ReportReply.Recorded;
    }

    // What is repeated is already durable, so it may be answered at once. A running session's report is news even when
    // its counters stand still: it is not silent. One from before the end of a lost session does not bring it back.
    private static bool SaysNothingNew(SessionMarks marks, UsageReport report)
    {
        var counters = new UsageCounters(marks.DurationSeconds, marks.InputOctets, marks.OutputOctets, marks.SawGigawords);

        if (counters.Advance(report.Counters()) != counters)
        {
            return false;
        }

        return marks.State is SessionState.Ended
            || (marks.State is SessionState.Running or SessionState.Lost && report.Kind is not ReportKind.Stop
                && report.EventAt <= marks.ReportedAt);
    }

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
        var service = report.Service is { } named && account.For(named) is not null ? named : account.Services[0].Service;
        var at = report.Marks().ImpliedStart;
        var (terms, match) = await PinAsync(account, service, report.CalledParty, at);

        return Opening(account, terms!, match is { IsForbidden: true } ? null : match, at) with
        {
            NodeId = report.NodeId,
            UserName = report.UserName,
            CalledParty = report.CalledParty,
            CallingParty = report.CallingParty,
            SliceUnits = report.ComesBack ? terms!.SliceUnits : null,
        };
    }

    private async ValueTask<(ServiceTerms?, RatePin?)> PinAsync(AccountTerms account, string service, string? calledParty, Instant at)
    {
        if (account.For(service) is not { } terms || await tariffs.GetAsync(terms.TariffId) is not { } tariff)
        {
            return (null, null);
        }

        if (tariff.Find(calledParty ?? "", at) is not { } match)
        {
            return (terms, null);
        }

        rates.Add(match.Rate);

        return (terms, new(match.Rate, tariff.Currency, tariff.Version));
    }

    private SessionOpening Opening(AccountTerms account, ServiceTerms terms, RatePin? pin, Instant at) => new()
    {
        SessionId = Token,
        AccountId = account.AccountId,
        BalanceId = account.BalanceId,
        NodeId = 0,
        UserName = "",
        Service = terms.Service,
        Unit = terms.Unit,
        RateId = pin?.Rate.RateId,
        Currency = pin?.Currency.Code,
        TariffId = terms.TariffId,
        TariffVersion = pin?.TariffVersion ?? 0,
        At = at,
        ZoneId = account.ZoneId,
        SliceUnits = terms.SliceUnits,
        LongestUnits = terms.LongestUnits,
        MaxSessions = terms.MaxSessions,
    };

    private IBalanceGrain Payer(long balanceId) => GrainFactory.GetGrain<IBalanceGrain>(balanceId);
}
