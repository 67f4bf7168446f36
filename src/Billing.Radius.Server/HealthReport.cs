using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Radius.Server;

/// <summary>What this process sees of the gateways, made every few seconds for the grain that adds up the processes'.</summary>
internal sealed class HealthReport(
    NodeRegistry nodes,
    RadiusListener listener,
    DelayMeter delays,
    RadiusReport report,
    ISteeringCounts steering,
    TimeProvider clock,
    IOptions<RadiusOptions> options)
{
    private static readonly Outcome[] Drops =
    [
        Outcome.UnknownClient, Outcome.Malformed, Outcome.BadAuthenticator, Outcome.BadMessageAuthenticator, Outcome.MissingMessageAuthenticator,
        Outcome.UnexpectedCode, Outcome.Overload, Outcome.Stale, Outcome.Unavailable, Outcome.Failed, Outcome.RejectDropped, Outcome.NotSecured,
    ];

    private readonly Instant _startedAt = clock.Now();
    private readonly Dictionary<int, long> _arrived = [];
    private long _madeAt = clock.GetTimestamp();

    /// <summary>The state now; rates are since the last one was made.</summary>
    public SiloHealth Make()
    {
        var now = clock.Now();
        var seconds = clock.GetElapsedTime(_madeAt).TotalSeconds;
        _madeAt = clock.GetTimestamp();

        return new(
            string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{options.Value.AuthPort}"),
            now,
            _startedAt,
            listener.Load.AtWork,
            listener.Load.Waiting,
            report.KernelDrops(),
            steering.Dropped,
            [.. nodes.Nodes.Select(node => Of(node.NodeId, node.View.Name, node.Counters, node.Memory)).Append(Of(0, "(unknown)", nodes.Strangers, null))],
            delays.Look(),
            listener.Identity?.ExpiresAt,
            listener.Identity?.Authorities ?? []);

        GatewayHealth Of(int nodeId, string name, PacketCounters counters, NodeMemory? memory)
        {
            var arrived = counters.Arrived;
            var rate = seconds > 0 ? (arrived - _arrived.GetValueOrDefault(nodeId)) / seconds : 0;
            _arrived[nodeId] = arrived;

            return new(
                nodeId,
                name,
                counters.LastArrivedAt,
                double.Round(rate, 1),
                memory?.Clock.Offset(now),
                memory?.Rejects.Since(now) ?? [],
                [.. counters.ToDictionary().Select(pair => new ReasonCount(pair.Key, pair.Value))],
                Drops.Sum(outcome => counters[outcome]));
        }
    }
}
