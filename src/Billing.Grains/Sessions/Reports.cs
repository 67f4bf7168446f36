using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;

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
    };
}
