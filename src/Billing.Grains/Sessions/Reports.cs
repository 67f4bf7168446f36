using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Grains.Balances;

namespace Billing.Grains.Sessions;

/// <summary>A gateway's report in the words of the core and of the payer's balance.</summary>
internal static class Reports
{
    public static ReportedCounters Counters(this UsageReport report) =>
        new(report.DurationSeconds, report.InputOctets, report.InputGigawords, report.OutputOctets, report.OutputGigawords);

    public static ReportMarks Marks(this UsageReport report) =>
        new(report.Kind is ReportKind.Start, report.EventAt, report.HasEventTimestamp, report.Counters())
        {
            GatewayAt = report.GatewayAt,
        };

    /// <summary>Whether it is of a session that has run for a while: not the first that is heard of one, unless its Start was lost.</summary>
    public static bool IsOfMidSession(this UsageReport report) =>
        report is { Kind: not ReportKind.Start, DurationSeconds: > 0, AcctSessionId.Length: > 0 };
            HasFailed = report.HasFailed,

    /// <summary>Finds the session that a report of mid-session is of, though it has the token of a login since then; null: it is of that login.</summary>
    /// <remarks>
    /// Who proves themselves again in mid-session (802.1X) is given another Class, which the gateway returns from then on in reports of the
    /// same name, that count on from the session's start: charged as of the newer login they would be charged again. Its hold is given back
    /// as of any login that does not start.
    /// </remarks>
    /// <param name="login">Nothing was reported of it yet.</param>
    public static async ValueTask<Session?> BeforeAsync(this ISessionStore store, Session login, UsageReport report)
    {
        var start = report.Marks().Start;

        return (await store.FindByNameAsync(report.NodeId, report.AcctSessionId)).LastOrDefault(session =>
            session.Terms.SessionId != login.Terms.SessionId
            && session.Terms.AccountId == login.Terms.AccountId
            && session.Known().Start?.IsSame(start) is true);
    }

    public static SessionState State(this UsageReport report) =>
        report.Kind is ReportKind.Stop ? SessionState.Ended : SessionState.Running;

    public static KnownSession Known(this SessionMarks marks) => new(
        marks.State.IsOpen(),
        marks.StartedAt ?? (marks.State is SessionState.Ended ? marks.EndedAt : null), // of an end that did not say how long it was
        marks.ReportedAt,
        marks.EndedAt,
        marks.DurationSeconds,
        marks.InputOctets,
        marks.OutputOctets)
    {
        GatewayStartedAt = marks.GatewayStartedAt,
    };

    public static SessionReport Of(this UsageReport report, Guid token, SessionOpening? opening, int incarnation) => new()
    {
        SessionId = token,
        Opening = opening,
        State = report.State(),
        EventAt = report.EventAt,
        HeardAt = report.ArrivedAt,
        StartedAt = report.Marks().ImpliedStart,
        DurationSeconds = report.DurationSeconds,
        InputOctets = report.InputOctets,
        InputGigawords = report.InputGigawords,
        OutputOctets = report.OutputOctets,
        OutputGigawords = report.OutputGigawords,
        AcctSessionId = report.AcctSessionId,
        Incarnation = incarnation,
        FramedAddress = report.FramedAddress,
        TerminateCause = report.TerminateCause,
        Attributes = report.Attributes,
        GatewayUserName = report.GatewayUserName,
        HasFailed = report.HasFailed,
        GatewayStartedAt = report.Marks().GatewayStart,
        KnowsOther = true,
        HasFailed = marks.HasFailed,
    };
}
