using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;

namespace Billing.Portal.Layouts;

/// <summary>The five places of self-care.</summary>
internal static class CareTabs
{
    public static readonly CareTab[] All =
    [
        new("Home", "my", Icons.Material.Outlined.Home, NavLinkMatch.All),
        new("Usage", "my/usage", Icons.Material.Outlined.DataUsage, NavLinkMatch.Prefix),
        new("Bills", "my/bills", Icons.Material.Outlined.ReceiptLong, NavLinkMatch.Prefix),
        new("Plan", "my/plan", Icons.Material.Outlined.SimCard, NavLinkMatch.Prefix),
        new("Me", "my/me", Icons.Material.Outlined.Person, NavLinkMatch.Prefix),
    ];
}

/// <param name="Name">English; the key of its translation.</param>
internal sealed record CareTab(string Name, string Href, string Icon, NavLinkMatch Match);
