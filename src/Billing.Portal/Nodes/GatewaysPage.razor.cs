using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Nodes;

/// <summary>All gateways with what they are doing now.</summary>
public sealed partial class GatewaysPage
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    private static readonly Duration Soon = Duration.FromDays(14);

    private IReadOnlyList<NodeRow>? _rows;
    private GatewaysView? _health;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    [Inject]
    private GatewaySnapshot Gateways { get; set; } = null!;

    private string? MostFrequent => _health is { Rejects: { IsDefaultOrEmpty: false } rejects } ? Text[rejects[0].Reason].Value : null;

    private IEnumerable<(string Silo, Instant ExpiresAt)> Ending =>
        from silo in _health?.Silos ?? []
        where silo.CertificateExpiresAt - Now < Soon
        select (silo.Silo, silo.CertificateExpiresAt!.Value);

    protected override async Task OnInitializedAsync()
    {
        _rows = await Nodes.RowsAsync(CancellationToken.None);
        await LookAsync();
    }

    private async Task LookAsync() => _health = await Gateways.GetAsync();

    private IEnumerable<(string, string)> States => [("ok", Text["Heard from"]), ("silent", Text["Silent"]), ("none", Text["Not heard from yet"]), ("retired", Text["Retired"])];

    private IEnumerable<NodeRow>? Shown => _rows?.Where(row =>
        Address.Fits("q", row.Name, GatewayWords.Address(row.Address), row.Profile)
        && (Address["state"] is not { } state || state == (GatewayWords.Tone(row, HealthOf(row), Now) switch
        {
            StatusTone.Ok => "ok",
            StatusTone.Warn => "silent",
            _ => row.IsRetired ? "retired" : "none",
        })));

    private GatewayHealth? HealthOf(NodeRow row) => _health?.Gateways.FirstOrDefault(gateway => gateway.NodeId == row.NodeId);

    private static string Number(double value) => value.ToString("#,##0.#", CultureInfo.CurrentCulture);
}
