using Billing.Contracts;
using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Usage;
using Billing.Portal.Nodes;
using NodaTime;

namespace Billing.Portal.Today;

/// <summary>The figures of today, read once for all who look: any number of open dashboards ask the database once a tick.</summary>
public sealed class DashboardSnapshot(
    IDashboardQuery query, ITariffQuery tariffs, ISessionControlQuery control, INodeQuery nodes, IGrainFactory grains, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(4);

    // Beyond that the number says only that it is many.
    private const int MostDisobeyed = 1_000;

    // How much of tomorrow is tonight: whoever comes in the morning finds the new rates in force.
    private static readonly Duration Tonight = Duration.FromHours(8);

    // Their sessions are counted for it: what the silos themselves heard since their start is newer in any case.
    private static readonly TimeSpan NodesFresh = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, (Figures Figures, long ReadAt)> _byZone = [];
    private (IReadOnlyList<NodeRow> Rows, long ReadAt)? _nodes;

    public async Task<Figures> GetAsync(DateTimeZone zone, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);

        try
        {
            if (_byZone.TryGetValue(zone.Id, out var known) && clock.GetElapsedTime(known.ReadAt) < Fresh)
            {
                return known.Figures;
            }

            if (_nodes is null || clock.GetElapsedTime(_nodes.Value.ReadAt) >= NodesFresh)
            {
                _nodes = (await nodes.RowsAsync(cancellation), clock.GetTimestamp());
            }

            var now = clock.Now();
            var figures = new Figures(
                await query.ShowAsync(zone, now, cancellation),
                await grains.GetGrain<IGatewayHealthGrain>(0).ShowAsync(),
                now)
            {
                Planned = await tariffs.PlannedAsync(now, zone.AtStartOfDay(now.InZone(zone).Date.PlusDays(1)).ToInstant() + Tonight, cancellation),
                Nodes = _nodes.Value.Rows,
                Disobeyed = (await control.DisobeyedAsync(MostDisobeyed, cancellation)).DistinctBy(order => order.SessionId).Count(),
            };
            _byZone[zone.Id] = (figures, clock.GetTimestamp());

            return figures;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}

/// <param name="Gateways">Of all silos.</param>
public sealed record Figures(Dashboard Dashboard, GatewaysView Gateways, Instant At)
{
    /// <summary>Rates that come in force until the next morning.</summary>
    public IReadOnlyList<PlannedChange> Planned { get; init; } = [];

    /// <summary>All gateways; a minute old at most.</summary>
    public IReadOnlyList<NodeRow> Nodes { get; init; } = [];

    /// <summary>Gateways that the list calls silent.</summary>
    public int Silent => Nodes.Count(row => GatewayWords.IsSilent(row, Gateways.Gateways.FirstOrDefault(gateway => gateway.NodeId == row.NodeId), At));

    /// <summary>Running sessions of which a gateway does not do what it was told; a thousand may be more.</summary>
    public int Disobeyed { get; init; }
}
