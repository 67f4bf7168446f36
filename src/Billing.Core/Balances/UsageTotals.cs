using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>What a report says of a session, after the gateway's habits were ironed out: cumulative, in our terms.</summary>
/// <param name="EventAt">When it was so, by the gateway.</param>
/// <param name="HeardAt">When we were told, by our clock.</param>
/// <param name="StartedAt">When usage began, as this report implies it; taken from the first report only.</param>
/// <param name="State">Running, or how the session ended.</param>
public sealed record UsageTotals(
    ReportedCounters Counters,
    Instant EventAt,
    Instant HeardAt,
    Instant StartedAt,
    SessionState State,
    string? AcctSessionId,
    int Incarnation,
    string? FramedAddress,
    string? TerminateCause)
{
    /// <summary>As <see cref="StartedAt"/>, by the clock of a gateway that is ahead of ours; null: it is not.</summary>
    public Instant? GatewayStartedAt { get; init; }

    /// <summary>How many events, of a service that counts them; null: one, since gateways have no counter for them; 0: it failed.</summary>
    public long? Events { get; init; }

    /// <summary>Cumulative usage in base units, where the gateway tells it as one number; null: by the counters.</summary>
    public long? UsedUnits { get; init; }

    /// <summary>What the gateway says as User-Name, and knows the session by; null: it does not say it.</summary>
    public string? GatewayUserName { get; init; }

    /// <summary>What the gateway's last report said, as it said it: kept with the record, and not read here.</summary>
    public byte[]? Attributes { get; init; }

    // Of a call that was answered only a part can fail, such as another INVITE within it: it goes on, and its end says how long it was.
    internal UsageTotals Of(Session session) =>
        session is { State: SessionState.Running, StartedAt: not null, Terms.Unit: Unit.Second } && this is { State: SessionState.Ended, Events: 0 }
            ? this with { State = SessionState.Running, Attributes = null }
            : this;
}
