using System.Globalization;
using Billing.Contracts.Nodes;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Nodes;

/// <summary>All gateways with what they are doing now.</summary>
public sealed partial class GatewaysPage
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    private IReadOnlyList<NodeRow>? _rows;
    private GatewaysView? _health;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    [Inject]
    private GatewaySnapshot Gateways { get; set; } = null!;

    private string? MostFrequent => _health is { Rejects: { IsDefaultOrEmpty: false } rejects } ? Text[rejects[0].Reason].Value : null;

    protected override async Task OnInitializedAsync()
    {
        _rows = await Nodes.RowsAsync(CancellationToken.None);
        await LookAsync();
    }

    private async Task LookAsync() => _health = await Gateways.GetAsync();

    private GatewayHealth? HealthOf(int nodeId) => _health?.Gateways.FirstOrDefault(gateway => gateway.NodeId == nodeId);

    private static string Number(double value) => value.ToString("#,##0.#", CultureInfo.CurrentCulture);
}
