using System.Collections.Immutable;
using NodaTime;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>How the gateways are, over all silos. One in the cluster (key 0).</summary>
/// <remarks>
/// Every silo tells its state every 3 s; the grain keeps the newest of each and forgets a silo that was silent for 15 s. Ask
/// once for all viewers of a process, not once a viewer.
/// </remarks>
[Alias("billing.gateway-health")]
public interface IGatewayHealthGrain : IGrainWithIntegerKey
{
    [Alias("report"), AlwaysInterleave]
    ValueTask ReportAsync(SiloHealth silo);

    /// <summary>The sum of the silos, at most a second old.</summary>
    [Alias("show"), AlwaysInterleave]
    ValueTask<GatewaysView> ShowAsync();
}

/// <param name="RequestsPerSecond">In the last seconds, of all silos.</param>
/// <param name="ChargingDelayP99">
/// From the arrival of a request that was charged or granted to its answer, in milliseconds, over the last minute, to an eighth; null: there was none.
/// </param>
/// <param name="Rejects">In the last hour, by the reason that the gateway was told, most frequent first.</param>
/// <param name="Gateways">By name; those that are configured, and source 0 for packets of nobody.</param>
[GenerateSerializer, Immutable, Alias("billing.gateways-view")]
public sealed record GatewaysView(
    [property: Id(0)] Instant At,
    [property: Id(1)] double RequestsPerSecond,
    [property: Id(2)] double? ChargingDelayP99,
    [property: Id(3)] ImmutableArray<ReasonCount> Rejects,
    [property: Id(4)] ImmutableArray<GatewayHealth> Gateways,
    [property: Id(5)] ImmutableArray<SiloHealth> Silos);

/// <param name="NodeId">The gateway; 0: sources that are none of them.</param>
/// <param name="LastPacketAt">Null: none since the silos started.</param>
/// <param name="ClockOffset">Its clock less ours, in milliseconds, to a second; null: it sent no Event-Timestamp lately.</param>
/// <param name="Rejects">In the last hour, by reason.</param>
/// <param name="Packets">Since the silos started, by what became of them.</param>
/// <param name="Dropped">Packets since the silos started that got no answer: shed under load, failed, or not to be let in.</param>
[GenerateSerializer, Immutable, Alias("billing.gateway-state")]
public sealed record GatewayHealth(
    [property: Id(0)] int NodeId,
    [property: Id(1)] string Name,
    [property: Id(2)] Instant? LastPacketAt,
    [property: Id(3)] double RequestsPerSecond,
    [property: Id(4)] long? ClockOffset,
    [property: Id(5)] ImmutableArray<ReasonCount> Rejects,
    [property: Id(6)] ImmutableArray<ReasonCount> Packets,
    [property: Id(7)] long Dropped);

/// <param name="Silo">Its name in the cluster.</param>
/// <param name="InFlight">Requests at work now.</param>
/// <param name="WaitingRejects">Rejects that wait until they may leave.</param>
/// <param name="KernelDrops">Datagrams since its start that the kernel dropped because they were not read in time.</param>
/// <param name="SteeringDrops">Automatic orders to gateways since its start that its queue had no room for: tried again at the session's next report.</param>
/// <param name="Delays">Charging delays of the last minute.</param>
/// <param name="CertificateExpiresAt">When the certificate that it shows to gateways that connect by TLS ends; null: it shows none.</param>
/// <param name="Authorities">Those that sign the certificates of gateways that connect by TLS; null: of a silo of a version before.</param>
[GenerateSerializer, Immutable, Alias("billing.silo-health")]
public sealed record SiloHealth(
    [property: Id(0)] string Silo,
    [property: Id(1)] Instant At,
    [property: Id(2)] Instant StartedAt,
    [property: Id(3)] int InFlight,
    [property: Id(4)] int WaitingRejects,
    [property: Id(5)] long KernelDrops,
    [property: Id(6)] long SteeringDrops,
    [property: Id(7)] ImmutableArray<GatewayHealth> Gateways,
    [property: Id(8)] ImmutableArray<DelayCount> Delays,
    [property: Id(9)] Instant? CertificateExpiresAt = null,
    [property: Id(10)] ImmutableArray<AuthorityHealth>? Authorities = null);

/// <param name="Subject">Who it is, as its certificate says it.</param>
/// <param name="ExpiresAt">When its certificate ends, and nobody whom it signed is believed any more.</param>
[GenerateSerializer, Immutable, Alias("billing.authority-health")]
public sealed record AuthorityHealth([property: Id(0)] string Subject, [property: Id(1)] Instant ExpiresAt);

/// <param name="Reason">In words, such as <c>not enough funds</c>.</param>
[GenerateSerializer, Immutable, Alias("billing.reason-count")]
public sealed record ReasonCount([property: Id(0)] string Reason, [property: Id(1)] long Count);

/// <param name="UpToMicroseconds">The upper end of a bucket.</param>
[GenerateSerializer, Immutable, Alias("billing.delay-count")]
public sealed record DelayCount([property: Id(0)] long UpToMicroseconds, [property: Id(1)] long Count);
