using System.Text;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Grains.Tests;

/// <summary>An account at its gateway; what it does begins now, and each second of a call is a second later.</summary>
internal sealed class Caller
{
    private readonly TwoSilos _silos;

    private Caller(TwoSilos silos, AccountTerms account, string login, int nodeId)
    {
        (_silos, Account, Login, NodeId) = (silos, account, login, nodeId);
        Start = Instant.FromUnixTimeSeconds(SystemClock.Instance.GetCurrentInstant().ToUnixTimeSeconds());
    }

    internal AccountTerms Account { get; }

    internal string Login { get; }

    internal int NodeId { get; }

    internal Instant Start { get; }

    internal long BalanceId => Account.BalanceId;

    internal IBalanceGrain Balance => _silos.Grains.GetGrain<IBalanceGrain>(BalanceId);

    internal static async Task<Caller> OfAsync(TwoSilos silos, string login, long accountId, long balanceId, int nodeId)
    {
        var account = await silos.Grains.GetGrain<IAccountGrain>(accountId).GetAsync();
        Assert.Equal(balanceId, account!.BalanceId);

        return new(silos, account, login, nodeId);
    }

    internal async Task<AccessReply> AuthorizeAsync(
        Guid token,
        string? called = "1212",
        bool comesBack = true,
        long at = 0,
        IGrainFactory? from = null,
        string service = "voice",
        string password = "secret",
        string? name = null) =>
        await (from ?? _silos.Grains).GetGrain<IAccountGrain>(Account.AccountId).AuthorizeAsync(new(
            new(Login, Encoding.UTF8.GetBytes(password), null),
            token,
            service,
            NodeId,
            called,
            null,
            comesBack ? ["voice"] : [],
            Start + Duration.FromSeconds(at))
        {
            AcctSessionId = name,
        });

    /// <summary>A report with our token, as RADIUS' Class brings it; what the token does not decide the name does.</summary>
    internal async Task<ReportReply> ReportAsync(UsageReport report, IGrainFactory? from = null, Guid? token = null)
    {
        var grains = from ?? _silos.Grains;

        if (token is { } ours)
        {
            var reply = await grains.GetGrain<IBalanceGrain>(BalanceId).TakeAsync(ours, report);

            if (reply is ReportReply.UnknownToken)
            {
                reply = await grains.GetGrain<ISessionGrain>(ours).ReportAsync(report);
            }

            if (reply is ReportReply.Recorded or ReportReply.Exhausted)
            {
                return reply;
            }
        }

        return await grains.GetGrain<ISessionNameGrain>($"{report.NodeId}/{report.AcctSessionId}").ReportAsync(report);
    }

    internal Task<ReportReply> ReportAsync(
        ReportKind kind, long seconds, Guid? token = null, string name = "s1", long begin = 0, bool timed = true, IGrainFactory? from = null) =>
        ReportAsync(Report(kind, seconds, name, begin, timed), from, token);

    /// <param name="begin">When the session began, in seconds after <see cref="Start"/>.</param>
    internal UsageReport Report(ReportKind kind, long seconds, string name = "s1", long begin = 0, bool timed = true)
    {
        var at = Start + Duration.FromSeconds(begin + seconds);

        return new()
        {
            Kind = kind,
            NodeId = NodeId,
            AcctSessionId = name,
            UserName = Login,
            Service = "voice",
            DurationSeconds = kind is ReportKind.Start ? null : seconds,
            EventAt = at,
            HasEventTimestamp = timed,
            ArrivedAt = at,
            ComesBack = true,
        };
    }

    internal SessionReport SessionReport(Guid sessionId, long seconds, SessionState state) => new()
    {
        SessionId = sessionId,
        State = state,
        EventAt = Start + Duration.FromSeconds(seconds),
        HeardAt = Start + Duration.FromSeconds(seconds),
        StartedAt = Start,
        DurationSeconds = seconds,
        AcctSessionId = "s1",
    };

    internal async Task<(decimal Posted, decimal Held, decimal Available)> FundsAsync()
    {
        var view = await Balance.ShowAsync();

        return (view!.Posted, view.Held, view.Available);
    }

    /// <summary>What the payer's sessions came to, as stored: state, seconds, price, oldest first.</summary>
    internal async Task<string[]> SessionsAsync() => await _silos.Book.ReadAsync<string[]>(
        """
        select array(select concat_ws(' ', state, used_units, charged::real) from session where balance_id = $1
                     order by authorized_at, session_id)
        """,
        BalanceId);

    /// <summary>The books are right, and these are the payer's funds in them and in the grain.</summary>
    internal async Task CheckAsync(decimal posted, decimal? available = null)
    {
        Assert.Empty((await _silos.Book.AuditAsync()).Differences);
        Assert.Equal(posted, await _silos.Book.PostedAsync(BalanceId));
        var funds = await FundsAsync();
        Assert.Equal((posted, available ?? posted), (funds.Posted, funds.Available));
    }
}
