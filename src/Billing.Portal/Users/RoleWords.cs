using Billing.Contracts.Users;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>Roles and permissions as people call them.</summary>
internal static class RoleWords
{
    /// <summary>The program's own roles are translated; those of the operator are called as they were named.</summary>
    public static string Role(this IStringLocalizer<Words> text, string name) => name switch
    {
        PortalRole.Administrator => text["Administrator"],
        PortalRole.Finance => text["Finance"],
        PortalRole.Support => text["Support"],
        PortalRole.ReadOnly => text["Read only"],
        _ => name,
    };

    public static string Permission(this IStringLocalizer<Words> text, string permission) => permission switch
    {
        Permissions.CustomersView => text["See customers and accounts"],
        Permissions.CustomersEdit => text["Change customers and accounts"],
        Permissions.CustomersSignInAs => text["Open self-care as a subscriber (who may see sessions, usage, balances and invoices)"],
        Permissions.SessionsView => text["See sessions"],
        Permissions.SessionsDisconnect => text["Disconnect sessions"],
        Permissions.UsageView => text["See usage records"],
        Permissions.UsageRerate => text["Rate usage again"],
        Permissions.MoneyView => text["See balances and the ledger"],
        Permissions.MoneyAdjust => text["Credit and charge balances"],
        Permissions.MoneyRefund => text["Refund charges"],
        Permissions.MoneyPay => text["Enter payments, make vouchers"],
        Permissions.InvoicesView => text["See invoices"],
        Permissions.InvoicesIssue => text["Issue and void invoices"],
        Permissions.ProductsView => text["See products"],
        Permissions.ProductsEdit => text["Change products"],
        Permissions.TariffsView => text["See tariffs and rates"],
        Permissions.TariffsEdit => text["Change tariffs and rates"],
        Permissions.NodesView => text["See gateways"],
        Permissions.NodesEdit => text["Change gateways"],
        Permissions.ReportsView => text["See reports"],
        Permissions.AuditView => text["Read the audit log"],
        Permissions.UsersManage => text["Manage users and roles"],
        Permissions.SettingsEdit => text["Change settings"],
        Permissions.ClusterView => text["See the cluster"],
        _ => permission,
    };
}
