using MudBlazor;

namespace Billing.Portal.Layouts;

/// <summary>The five places of self-care.</summary>
internal static class CareTabs
{
    public static readonly CareTab[] All =
    [
        new("Home", "my", Icons.Material.Outlined.Home, "my/top-up"),
        new("Usage", "my/usage", Icons.Material.Outlined.DataUsage, "my/exports"),
        new("Bills", "my/bills", Icons.Material.Outlined.ReceiptLong),
        new("Plan", "my/plan", Icons.Material.Outlined.SimCard),
        new("Me", "my/me", Icons.Material.Outlined.Person, "my/alerts", "my/cards"),
    ];
}

/// <param name="Name">English; the key of its translation.</param>
/// <param name="Beside">Where else it leads.</param>
internal sealed record CareTab(string Name, string Href, string Icon, params string[] Beside)
{
    public bool LeadsTo(string path) => Places.Lead(path, [Href, .. Beside]);
}
