using Billing.Radius.Server.Nodes;
using NodaTime;

namespace Billing.Radius.Server.Accounting;

/// <summary>When it happened: Event-Timestamp (RFC 2869 5.3), else arrival minus Acct-Delay-Time (RFC 2866 5.2).</summary>
/// <param name="At">Never later than the arrival.</param>
/// <param name="IsGateways">Whether the gateway itself said when, and is believed.</param>
/// <param name="Ahead">Event-Timestamp as it came, where that is later than <paramref name="At"/>: the gateway's clock is ahead.</param>
internal readonly record struct EventTime(Instant At, bool IsGateways, Instant? Ahead)
{
    // A gateway's clock may run ahead a little, and its queue may be days old; beyond that its clock is wrong.
    private static readonly Duration Believed = Duration.FromMinutes(5);
    private static readonly Duration Behind = Duration.FromDays(31);

    public static EventTime Of(in RadiusPacket packet, Instant arrivedAt, Node node)
    {
        Instant? ahead = null;
        var isLate = packet.TryGetUInt32(Attributes.AcctDelayTime, out var delay) && delay > 0;

        if (packet.TryGetUInt32(Attributes.EventTimestamp, out var seconds))
        {
            var at = Instant.FromUnixTimeSeconds(seconds);

            if (!isLate && !IsOfRestart(packet))
            {
                node.Memory.Clock.Saw(at, arrivedAt);
            }

            ahead = at > arrivedAt && at <= arrivedAt + Behind ? at : null;

            if (at <= arrivedAt + Believed && at >= arrivedAt - Behind)
            {
                return new(Instant.Min(at, arrivedAt), true, ahead);
            }

            node.Counters.Count(Outcome.ClockSkew);
        }

        return new(isLate && Duration.FromSeconds(delay) <= Behind ? arrivedAt - Duration.FromSeconds(delay) : arrivedAt, false, ahead);
    }

    // Said again it is late without saying so, and after a restart it may be all that is heard: its lateness would be taken for the clock's.
    private static bool IsOfRestart(in RadiusPacket packet) =>
        packet.TryGetUInt32(Attributes.AcctStatusType, out var status)
        && (AcctStatusType)status is AcctStatusType.AccountingOn or AcctStatusType.AccountingOff;
}
