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
            new("Today", "admin", Icons.Material.Outlined.SpaceDashboard, Policies.Staff, "admin/rejects"),
            new("Reports", "admin/reports", Icons.Material.Outlined.QueryStats, Permissions.ReportsView),
            new("Live sessions", "admin/sessions", Icons.Material.Outlined.Sensors, Permissions.SessionsView),
        ]),
        new("customers", "Customers",
        [
            new("Customers", "admin/customers", Icons.Material.Outlined.Groups, Permissions.CustomersView),
            new("Accounts", "admin/accounts", Icons.Material.Outlined.SimCard, Permissions.CustomersView),
        ]),
        new("catalogue", "Catalogue",
        [
            new("Products", "admin/products", Icons.Material.Outlined.Inventory2, Permissions.ProductsView),
            new("Plans", "admin/plans", Icons.Material.Outlined.EventRepeat, Permissions.ProductsView, "admin/customer-classes"),
            new("Tariffs and rates", "admin/tariffs", Icons.Material.Outlined.PriceChange, Permissions.TariffsView),
            new("Rate periods", "admin/periods", Icons.Material.Outlined.CalendarMonth, Permissions.TariffsView),
            new("Destinations", "admin/destinations", Icons.Material.Outlined.Public, Permissions.TariffsView, "admin/destination-groups"),
            new("Test rating", "admin/test-rating", Icons.Material.Outlined.Calculate, Permissions.TariffsView),
        ]),
        new("money", "Money",
        [
            new("Invoices", "admin/invoices", Icons.Material.Outlined.ReceiptLong, Permissions.InvoicesView, "admin/bill-runs", "admin/parked"),
            new("Dunning", "admin/dunning", Icons.Material.Outlined.NotificationImportant, Permissions.InvoicesView),
            new("Payments", "admin/payments", Icons.Material.Outlined.Payments, Permissions.MoneyView),
            new("Vouchers", "admin/vouchers", Icons.Material.Outlined.ConfirmationNumber, Permissions.MoneyView),
            new("Unassigned usage", "admin/suspense", Icons.Material.Outlined.HelpOutline, Permissions.UsageView),
            new("Usage records", "admin/usage", Icons.Material.Outlined.ManageSearch, Permissions.UsageView),
        ]),
        new("system", "System",
        [
            new(
                "Gateways", "admin/gateways", Icons.Material.Outlined.Router, Permissions.NodesView,
                "admin/node-groups", "admin/emergency-numbers", "admin/pools", "admin/realms"),
            new("Jobs", "admin/jobs", Icons.Material.Outlined.PendingActions, Policies.Staff, "admin/exports"),
            new("Settings", "admin/settings", Icons.Material.Outlined.Tune, Permissions.SettingsEdit),
            new("Cluster", "admin/cluster", Icons.Material.Outlined.Hub, Permissions.ClusterView),
            new("Notifications", "admin/notifications", Icons.Material.Outlined.MarkEmailRead, Permissions.CustomersView),
            new("Users and roles", "admin/users", Icons.Material.Outlined.ManageAccounts, Permissions.UsersManage),
            new("Audit log", "admin/audit", Icons.Material.Outlined.History, Permissions.AuditView),
        ]),
    ];
}

/// <param name="Name">English; the key of its translation.</param>
internal sealed record RailGroup(string Key, string Name, RailItem[] Items);

/// <param name="Policy">Who sees it: the policy of the page.</param>
/// <param name="Beside">Where else it leads: tabs of the page and what its buttons open.</param>
internal sealed record RailItem(string Name, string Href, string Icon, string Policy, params string[] Beside)
{
    public bool LeadsTo(string path) => Places.Lead(path, [Href, .. Beside]);
}
