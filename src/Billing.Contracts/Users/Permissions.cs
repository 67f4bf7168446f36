using System.Collections.Immutable;

namespace Billing.Contracts.Users;

/// <summary>What a member of the staff may be allowed to do: a closed list. Each is the name of a policy as well.</summary>
public static class Permissions
{
    public const string CustomersView = "customers.view";
    public const string CustomersEdit = "customers.edit";

    /// <summary>Open self-care as a subscriber sees it; it takes the permissions to see sessions, usage, money and invoices too, which it shows.</summary>
    public const string CustomersSignInAs = "customers.sign-in-as";

    public const string SessionsView = "sessions.view";
    public const string SessionsDisconnect = "sessions.disconnect";
    public const string UsageView = "usage.view";
    public const string UsageRerate = "usage.rerate";
    public const string MoneyView = "money.view";

    /// <summary>Credit or charge a balance by hand; credit limits; promotional money; allowances.</summary>
    public const string MoneyAdjust = "money.adjust";

    public const string MoneyRefund = "money.refund";

    /// <summary>Enter and allocate payments, make vouchers.</summary>
    public const string MoneyPay = "money.pay";

    public const string InvoicesView = "invoices.view";

    /// <summary>Bill runs, issuing, voiding, credit notes.</summary>
    public const string InvoicesIssue = "invoices.issue";

    public const string ProductsView = "products.view";
    public const string ProductsEdit = "products.edit";
    public const string TariffsView = "tariffs.view";
    public const string TariffsEdit = "tariffs.edit";
    public const string NodesView = "nodes.view";
    public const string NodesEdit = "nodes.edit";
    public const string ReportsView = "reports.view";
    public const string AuditView = "audit.view";
    public const string UsersManage = "users.manage";
    public const string SettingsEdit = "settings.edit";

    /// <summary>The cluster's processes, their grains and figures.</summary>
    public const string ClusterView = "cluster.view";

    /// <summary>All of them, in the order in which people read them.</summary>
    public static readonly ImmutableArray<string> All =
    [
        CustomersView, CustomersEdit, CustomersSignInAs,
        SessionsView, SessionsDisconnect,
        UsageView, UsageRerate,
        MoneyView, MoneyAdjust, MoneyRefund, MoneyPay,
        InvoicesView, InvoicesIssue,
        ProductsView, ProductsEdit,
        TariffsView, TariffsEdit,
        NodesView, NodesEdit,
        ReportsView, AuditView, UsersManage, SettingsEdit, ClusterView,
    ];
}
