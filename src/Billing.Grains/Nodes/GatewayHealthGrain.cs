using System.Collections.Immutable;
using Billing.Contracts;
using Billing.Contracts.Nodes;
using NodaTime;

namespace Billing.Grains.Nodes;

/// <summary>Keeps the newest state of each silo and adds them up.</summary>
internal sealed class GatewayHealthGrain(TimeProvider clock) : Grain, IGatewayHealthGrain
{
    private static readonly Duration Forgotten = Duration.FromSeconds(15);
    private static readonly Duration Fresh = Duration.FromSeconds(1);

    private readonly Dictionary<string, (Instant HeardAt, SiloHealth Health)> _silos = [];
    private GatewaysView? _view;

    public ValueTask ReportAsync(SiloHealth silo)
    {
        _silos[silo.Silo] = (clock.Now(), silo);

        return default;
    }

    public ValueTask<GatewaysView> ShowAsync()
    {
        var now = clock.Now();

        if (_view is null || now - _view.At > Fresh || now < _view.At)
        {
            foreach (var gone in _silos.Where(silo => now - silo.Value.HeardAt > Forgotten).Select(silo => silo.Key).ToArray())
            {
                _silos.Remove(gone);
            }

            _view = Sum(now, [.. _silos.Values.Select(silo => silo.Health).OrderBy(silo => silo.Silo, StringComparer.Ordinal)]);
        }

        return new(_view);
    }

    private static GatewaysView Sum(Instant now, ImmutableArray<SiloHealth> silos)
    {
        var gateways = silos
            .SelectMany(silo => silo.Gateways)
            .GroupBy(gateway => gateway.NodeId)
            .Select(states => Sum([.. states]))
            .Where(gateway => gateway.NodeId != 0 || gateway.LastPacketAt is not null)
            .OrderBy(gateway => gateway.NodeId == 0)
            .ThenBy(gateway => gateway.Name, StringComparer.Ordinal)
            .ToImmutableArray();

        return new(
            now,
            gateways.Sum(gateway => gateway.RequestsPerSecond),
            P99([.. silos.SelectMany(silo => silo.Delays)]),
            Sum(gateways.SelectMany(gateway => gateway.Rejects)),
            gateways,
            silos);
    }

    private static GatewayHealth Sum(ImmutableArray<GatewayHealth> states)
    {
        var last = states.MaxBy(state => state.LastPacketAt ?? Instant.MinValue)!;

        return last with
        {
            RequestsPerSecond = states.Sum(state => state.RequestsPerSecond),
            ClockOffset = last.ClockOffset ?? states.FirstOrDefault(state => state.ClockOffset is not null)?.ClockOffset,
            Rejects = Sum(states.SelectMany(state => state.Rejects)),
            Packets = Sum(states.SelectMany(state => state.Packets)),
            Dropped = states.Sum(state => state.Dropped),
        };
    }

    private static ImmutableArray<ReasonCount> Sum(IEnumerable<ReasonCount> counts) =>
    [
        .. counts.GroupBy(one => one.Reason).Select(alike => new ReasonCount(alike.Key, alike.Sum(one => one.Count)))
            .OrderByDescending(one => one.Count).ThenBy(one => one.Reason, StringComparer.Ordinal),
    ];

    // The upper end of the bucket in which the ninety-ninth of a hundred is.
    private static double? P99(IReadOnlyCollection<DelayCount> delays)
    {
        var left = delays.Sum(delay => delay.Count) * 99 / 100;

        foreach (var delay in delays.GroupBy(delay => delay.UpToMicroseconds).OrderBy(bucket => bucket.Key))
        {
            left -= delay.Sum(one => one.Count);

            if (left < 0)
            {
                return delay.Key / 1_000.0;
            }
        }

        return null;
    }
}
