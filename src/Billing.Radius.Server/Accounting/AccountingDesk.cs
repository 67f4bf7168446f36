using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Core.Sessions;
using Billing.Radius.Server.Access;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using Billing.Radius.Server.Spooling;
using NodaTime;

namespace Billing.Radius.Server.Accounting;

/// <summary>Answers Accounting-Requests after their effect is durable, and not otherwise (RFC 2866 2).</summary>
internal sealed class AccountingDesk(IGrainFactory grains, Door<IBalanceGrain> balances, Outage outage, Spool spool)
{
    // Of an Event-Timestamp: whole seconds, and the way of a packet.
    private static readonly Duration Exactness = Duration.FromSeconds(2);

    public ValueTask ServeAsync(Exchange exchange) => outage.Covers(exchange.Node) ? SpoolAsync(exchange) : RecordAsync(exchange);

    /// <summary>Charges it and answers.</summary>
    public async ValueTask RecordAsync(Exchange exchange)
    {
        var (statusType, time, report, token) = Read(exchange);
        using var span = RequestSpan.Begin(exchange, token?.SessionId, report?.AcctSessionId);

        if (report is not null && exchange.Node.IsNetwork && exchange.Socket is TlsConnection gateway)
        {
            Note(gateway.Sessions, report);
        }

        switch (statusType)
        {
            case AcctStatusType.Start or AcctStatusType.Stop or AcctStatusType.InterimUpdate or AcctStatusType.Failed:
                if (report is not null && PortalMark.Find(exchange, token) is { } portal)
                {
                    await ReportAsync(report, portal, token);
                }
                else if (report is not null)
                {
                    await ReportAsync(report, token);
                }

                break;

            case AcctStatusType.AccountingOn or AcctStatusType.AccountingOff:
                var nas = Nas.Of(exchange);
                await grains.GetGrain<INodeGrain>(exchange.Node.NodeId)
                    .EndSessionsOfAsync(time.At, OurTime(exchange, time), nas.Address, nas.Identifier);

                // Of one of several it is read where a session is found to be another one by it.
                if (nas == default)
                {
                    exchange.Node.Memory.Restarted(time.At);
                }

                break;

                // Others (tunnels, links) change nothing here; the gateway is told that we have them.
        }

        Answer(exchange, Outcome.Accounted);
    }

    // Which of the network's gateways is to be told of it.
    private static void Note(HeardSessions sessions, UsageReport report)
    {
        if (report.Kind is ReportKind.Stop)
        {
            sessions.Ended(report.AcctSessionId);
        }
        else
        {
            sessions.Heard(report.AcctSessionId);
        }
    }

    // What was heard of is known by our clock. By one that is behind, what it had in the time by which it is would seem to be of after its
    // restart; by one that is ahead, what came after a restart that is said late would seem to be of before it. One that was wrong until
    // the restart, and says our time since, was set by it.
    private static Instant OurTime(Exchange exchange, EventTime time)
    {
        var isItsOwn = (time.Ahead is not null || time.IsGateways) && !SaysOurTime(exchange, time);
        var ahead = isItsOwn ? exchange.Node.Memory.Clock.Offset(exchange.ArrivedAt) : null;
        var at = ahead is { } milliseconds ? (time.Ahead ?? time.At) - Duration.FromMilliseconds(milliseconds) : time.At;

        return Instant.Min(at + Duration.FromSeconds(1), exchange.ArrivedAt);
    }

    private static bool SaysOurTime(Exchange exchange, EventTime time) =>
        (time.Ahead ?? time.At) - exchange.ArrivedAt is var away && away <= Exactness && away >= -Exactness
        && !(exchange.Packet.TryGetUInt32(Attributes.AcctDelayTime, out var delay) && delay > 0);

    private async ValueTask SpoolAsync(Exchange exchange)
    {
        await spool.AppendAsync(exchange.Node.NodeId, exchange.ArrivedAt, exchange.Packet.Octets);
        Answer(exchange, Outcome.Spooled);
    }

    // Of a login that was let in to a captive portal: charged since it was let out of there.
    private async ValueTask ReportAsync(UsageReport report, Guid portal, Token? token)
    {
        var reply = await grains.GetGrain<IPortalGrain>(portal).HearAsync(report);

        if (reply.BalanceId is { } balanceId)
        {
            if (!reply.IsBefore(report))
            {
                await ReportAsync(reply.Since(report), token ?? new Token(portal, balanceId));
            }
        }
        else if (token is not null)
        {
            await ReportAsync(report, token); // it is a session, and that it was at a portal is forgotten
        }
    }

    private async ValueTask ReportAsync(UsageReport report, Token? token)
    {
        if (token is { } ours)
        {
            var reply = await balances.To(ours.BalanceId).TakeAsync(ours.SessionId, report);

            // Not open there: ended, lost, or of a time before a restart. Its own grain reads what it was.
            if (reply is ReportReply.UnknownToken)
            {
                reply = await grains.GetGrain<ISessionGrain>(ours.SessionId).ReportAsync(report);
            }

            if (reply is ReportReply.Recorded or ReportReply.Exhausted)
            {
                return;
            }
        }

        // No token, or one that the gateway gives to several sessions: its own name for the session decides.
        await grains.GetGrain<ISessionNameGrain>($"{report.NodeId}/{report.AcctSessionId}").ReportAsync(
            token is null ? report : report with { IsMarked = true });
    }

    private static (AcctStatusType StatusType, EventTime Time, UsageReport? Report, Token? Token) Read(Exchange exchange)
    {
        var packet = exchange.Packet;
        packet.TryGetUInt32(Attributes.AcctStatusType, out var value);
        var statusType = (AcctStatusType)value;
        var time = EventTime.Of(packet, exchange.ArrivedAt, exchange.Node);
        var kind = statusType switch
        {
            AcctStatusType.Start => ReportKind.Start,
            AcctStatusType.InterimUpdate => ReportKind.Interim,
            AcctStatusType.Stop or AcctStatusType.Failed => ReportKind.Stop,
            _ => default,
        };

        if (kind is default(ReportKind))
        {
            return (statusType, time, null, null);
        }

        var token = Token.Find(packet);

        // Also where the profile has no portal any more: who is there was let in to it when it had.
        if (token is null && Accept.IsHotlined(packet) && PortalMark.Find(packet) is null)
        {
            return (statusType, time, null, null);
        }

        if (Subject.IsPart(packet, exchange.Node.Profile, out var isOwnService))
        {
            if (!isOwnService)
            {
                return (statusType, time, null, null); // the session that it is part of counts it
            }

            token = null; // a part repeats the Class of the whole
        }

        // Only what may open a session: a login said it of what has our token.
        var nas = token is null || kind is ReportKind.Start ? Nas.Of(exchange) : default;
        var report = Reports.Read(packet, exchange.Node, kind, exchange.ArrivedAt, time, nas);

        // A call that nobody answered lasted no time, a message that did not arrive is none: what was held is given back. It is theirs who
        // asked for it: anybody may ask under the Call-ID of another's call.
        return (statusType, time, statusType is AcctStatusType.Failed ? Failed(report) : report, token);
    }

    private static UsageReport Failed(UsageReport report) => report with
    {
        DurationSeconds = 0,
        HasFailed = true,
        IsOfEitherParty = false,
        TerminateCause = Session.FailedCause,
    };

    internal static void Answer(Exchange exchange, Outcome outcome)
    {
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        var packet = exchange.Packet;
        var writer = new RadiusPacketWriter(buffer, RadiusCode.AccountingResponse, packet.Identifier);
        writer.TryAddAll(Attributes.ProxyState, packet);
        exchange.Answer(buffer[..writer.CompleteResponse(packet.Authenticator, exchange.Node.Secret)], outcome);
    }
}

/// <summary>RFC 2866 5.1, RFC 2869 2.1; others are not named here because nothing depends on them.</summary>
internal enum AcctStatusType : uint
{
    Start = 1,
    Stop = 2,
    InterimUpdate = 3,
    AccountingOn = 7,
    AccountingOff = 8,
    Failed = 15,
}
