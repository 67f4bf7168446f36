using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Grains.Sessions;
using NodaTime;

namespace Billing.Grains.Balances;

/// <summary>Messages into the core's words, and back.</summary>
internal static class Translations
{
    public static Session Open(this SessionOpening opening, Rate? rate, TariffPeriods? periods) => new()
    {
        Terms = new()
        {
            SessionId = opening.SessionId,
            AccountId = opening.AccountId,
            BalanceId = opening.BalanceId,
            NodeId = opening.NodeId,
            NasAddress = opening.NasAddress,
            NasIdentifier = opening.NasIdentifier,
            UserName = opening.UserName,
            Service = opening.Service,
            Unit = opening.Unit,
            Rate = rate,
            TariffId = opening.TariffId,
            TariffVersion = opening.TariffVersion,
            CalledParty = opening.CalledParty,
            CallingParty = opening.CallingParty,
            AuthorizedAt = opening.At,
            Zone = DateTimeZoneProviders.Tzdb[opening.ZoneId],
            SliceUnits = opening.SliceUnits,
            LongestUnits = opening.LongestUnits,
            Periods = rate is null ? null : periods,
            CalledNumber = opening.CalledNumber,
            CallingNumber = opening.CallingNumber,
            Destination = opening.Destination ?? "",
            DestinationGroups = opening.DestinationGroups.IsDefault ? [] : opening.DestinationGroups,
            IsEmergency = opening.IsEmergency,
        },
        AcctSessionId = opening.AcctSessionId,
        AskedAs = opening.AskedAs,
        Incarnation = Incarnation.OfToken,
        ReportedAt = opening.At,
        HeardAt = opening.At,
        SettledAt = opening.At,
    };

    public static UsageTotals Totals(this SessionReport report) => new(
        new(report.DurationSeconds, report.InputOctets, report.InputGigawords, report.OutputOctets, report.OutputGigawords),
        report.EventAt,
        report.HeardAt,
        report.StartedAt,
        report.State,
        report.AcctSessionId,
        report.Incarnation,
        report.FramedAddress,
        report.TerminateCause)
    {
        Attributes = report.Attributes,
        GatewayUserName = report.GatewayUserName,
        Events = report.HasFailed ? 0 : null,
        GatewayStartedAt = report.GatewayStartedAt,
    };

    /// <summary>A gateway's report, without the detour over <see cref="SessionReport"/>.</summary>
    public static UsageTotals Totals(this UsageReport report, int incarnation) => new(
        report.Counters(),
        report.EventAt,
        report.ArrivedAt,
        report.Marks().ImpliedStart,
        report.State(),
        report.AcctSessionId,
        incarnation,
        report.FramedAddress,
        report.TerminateCause)
    {
        UsedUnits = report.UsedUnits,
        Attributes = report.Attributes,
        GatewayUserName = report.GatewayUserName,
        Events = report.HasFailed ? 0 : null,
        GatewayStartedAt = report.Marks().GatewayStart,
    };

    public static ReportReply Reply(this Session session) =>
        session.IsOpen && session.GrantedUnits <= session.UsedUnits ? ReportReply.Exhausted : ReportReply.Recorded;

    public static KnownSession Known(this Session session) => new(
        session.IsOpen,
        session.StartedAt,
        session.ReportedAt,
        session.EndedAt,
        session.Counters.DurationSeconds,
        session.Counters.InputOctets,
        session.Counters.OutputOctets)
    {
        GatewayStartedAt = session.GatewayStartedAt,
        HasFailed = session.HasFailed,
    };

    public static SessionMarks Marks(this Session session) => new(
        session.Terms.BalanceId,
        session.State,
        session.UsedUnits,
        session.GrantedUnits,
        session.Counters.DurationSeconds,
        session.Counters.InputOctets,
        session.Counters.OutputOctets,
        session.Counters.SawGigawords,
        session.StartedAt,
        session.ReportedAt,
        session.HeardAt,
        session.EndedAt,
        session.AcctSessionId,
        session.Incarnation)
    {
        GatewayStartedAt = session.GatewayStartedAt,
        HasFailed = session.HasFailed,
    };
}
