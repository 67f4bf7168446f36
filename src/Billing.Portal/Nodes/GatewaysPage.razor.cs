using System.Globalization;
using Billing.Contracts.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Billing.Portal.Nodes;

/// <summary>All gateways with what they are doing now.</summary>
public sealed partial class GatewaysPage
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<NodeRow>? _rows;
    private GatewaysView? _health;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    [Inject]
    private GatewaySnapshot Gateways { get; set; } = null!;

    private string? MostFrequent => _health is { Rejects: { IsDefaultOrEmpty: false } rejects } ? Text[rejects[0].Reason].Value : null;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _rows = await Nodes.RowsAsync(CancellationToken.None);
        _health = await Gateways.GetAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = WatchAsync();
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Look);

        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                await InvokeAsync(async () =>
                {
                    if (!await Script.InvokeAsync<bool>("portal.isHidden", _gone.Token))
                    {
                        _health = await Gateways.GetAsync();
                        StateHasChanged();
                    }
                });
            }
        }
        catch (Exception left) when (left is OperationCanceledException or JSDisconnectedException)
        {
            // nobody looks any more
        }
    }

    private GatewayHealth? HealthOf(int nodeId) => _health?.Gateways.FirstOrDefault(gateway => gateway.NodeId == nodeId);

    private static string Number(double value) => value.ToString("#,##0.#", CultureInfo.CurrentCulture);
}
