using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Balances;
using NodaTime;

namespace Billing.Grains.Sessions;

/// <summary>A gateway's report in the words of the core and of the payer's balance.</summary>
internal static class Reports
{
    // A gateway repeats what is not answered within that time; a Start that comes later may have been overtaken by what followed it.
    private static readonly Duration Repeating = Duration.FromSeconds(60);

    public static ReportedCounters Counters(this UsageReport report) =>
        new(report.DurationSeconds, report.InputOctets, report.InputGigawords, report.OutputOctets, report.OutputGigawords);

    public static ReportMarks Marks(this UsageReport report) =>
        new(report.Kind is ReportKind.Start, report.EventAt, report.HasEventTimestamp, report.Counters())
        {
            GatewayAt = report.GatewayAt,
            HasFailed = report.HasFailed,
        };

    /// <summary>Whether it may be of a session that has run for a while: not the first that is heard of one, unless its Start was lost or is late.</summary>
    public static bool IsOfMidSession(this UsageReport report) =>
        report is { HasFailed: false, AcctSessionId.Length: > 0 }
        && (report.Kind is not ReportKind.Start || report.ArrivedAt - report.EventAt > Repeating);

    /// <summary>Finds the session that a report of mid-session is of, though it has the token of a login since then; null: it is of that login.</summary>
    /// <remarks>
    /// Who proves themselves again in mid-session (802.1X) is given another Class, which the gateway returns from then on in reports of the
    /// same name, that count on from the session's start: charged as of the newer login they would be charged again. Its hold is given back
    /// as of any login that does not start. Not of a call, for which nobody logs in again, nor of who is known to be elsewhere: another device of the
    /// account, or another gateway behind the one that is configured, may be given the same name in the same minute.
    /// </remarks>
    /// <param name="login">Nothing was reported of it yet.</param>
    public static async ValueTask<Session?> BeforeAsync(this ISessionStore store, Session login, UsageReport report) => login.Terms.Unit is not Unit.Byte
        ? null
        : (await store.FindByNameAsync(report.NodeId, report.AcctSessionId)).LastOrDefault(session =>
            session.Terms.SessionId != login.Terms.SessionId
            && session.Terms.AccountId == login.Terms.AccountId
            && MayBe(session.Terms.CallingParty, login.Terms.CallingParty)
            && MayBe(session.Terms.NasAddress, login.Terms.NasAddress)
            && MayBe(session.Terms.NasIdentifier, login.Terms.NasIdentifier)
            && IsOf(session.Known(), report, login.Terms.AuthorizedAt));

    // The start that a report implies moves where the gateway's clock is set, and is not known where it counts no seconds. What began before the
    // login is not the login's, though; and what ended says nothing after its end.
    private static bool IsOf(in KnownSession known, UsageReport report, Instant letInAt)
    {
        var marks = report.Marks();

        return known.Start is { } start
            && (start.IsSame(marks.Start)
                || (report.Kind is not ReportKind.Start
                    && (known.IsOpen || (report.GatewayAt - known.Ahead ?? report.EventAt) <= known.EndedAt + Repeating)
                    && (report.DurationSeconds is null || (marks.ImpliedStart < letInAt && !marks.Start.IsSame(new(letInAt, letInAt))))
                    && !Incarnation.IsNew(known, marks, nodeRestartedAt: null)));
    }

    /// <summary>Whether what is said of two sessions may be of one: null is no difference.</summary>
    public static bool MayBe(string? one, string? other) => one is null || other is null || one == other;

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
        HasFailed = marks.HasFailed,
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
    };
}
