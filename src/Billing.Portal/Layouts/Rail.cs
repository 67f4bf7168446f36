using Billing.Contracts.Users;
using MudBlazor;

namespace Billing.Portal.Layouts;

/// <summary>The way to every list of the desk.</summary>
internal static class Rail
{
    public static readonly RailGroup[] Groups =
    [
        new("overview", "Overview",
        [
            new("Today", "admin", Icons.Material.Outlined.SpaceDashboard, Policies.Staff),
        ]),
        new("system", "System",
        [
            new("Users and roles", "admin/users", Icons.Material.Outlined.ManageAccounts, Permissions.UsersManage),
        ]),
    ];
}

/// <param name="Name">English; the key of its translation.</param>
internal sealed record RailGroup(string Key, string Name, RailItem[] Items);

/// <param name="Policy">Who sees it: the policy of the page.</param>
internal sealed record RailItem(string Name, string Href, string Icon, string Policy);
