using System.Text.Json;
using Billing.Contracts.Changes;

namespace Billing.Portal.Audit;

/// <summary>What the log speaks of, and where its page is.</summary>
internal static class AuditWords
{
    public static readonly string[] Kinds =
    [
        EntityKinds.Customer, EntityKinds.Account, EntityKinds.Balance, EntityKinds.Payment, EntityKinds.Invoice, EntityKinds.BillRun,
        EntityKinds.Voucher, EntityKinds.Product,
        EntityKinds.Plan, EntityKinds.CustomerClass,
        EntityKinds.Tariff, EntityKinds.PeriodSet, EntityKinds.Destination, EntityKinds.DestinationGroup, EntityKinds.Node,
        EntityKinds.NodeGroup, EntityKinds.Numbering, EntityKinds.AddressPool, EntityKinds.Realm, EntityKinds.Session, EntityKinds.Sessions, EntityKinds.Rerating, EntityKinds.Notification, EntityKinds.NotificationTemplate, EntityKinds.Logo, "user", "role",
    ];

    /// <summary>English; the key of its translation.</summary>
    public static string Name(string kind) => kind switch
    {
        EntityKinds.Account => "Account",
        EntityKinds.AddressPool => "Address pool",
        EntityKinds.Balance => "Balance",
        EntityKinds.BillRun => "Bill run",
        EntityKinds.Customer => "Customer",
        EntityKinds.Destination => "Destination",
        EntityKinds.DestinationGroup => "Destination group",
        EntityKinds.Invoice => "Invoice",
        EntityKinds.Node => "Gateway",
        EntityKinds.NodeGroup => "Gateway group",
        EntityKinds.Notification => "Notification",
        EntityKinds.NotificationTemplate => "Notification text",
        EntityKinds.Logo => "Logo on invoices",
        EntityKinds.Numbering => "Numbering",
        EntityKinds.Payment => "Payment",
        EntityKinds.PeriodSet => "Rate periods",
        EntityKinds.Product => "Product",
        EntityKinds.Plan => "Plan",
        EntityKinds.CustomerClass => "Customer class",
        EntityKinds.Realm => "Realm",
        EntityKinds.Rerating => "Re-rating",
        EntityKinds.Session => "Session",
        EntityKinds.Sessions => "Sessions",
        EntityKinds.Tariff => "Tariff",
        EntityKinds.Voucher => "Voucher",
        "user" => "User",
        "role" => "Role",
        _ => kind,
    };

    /// <summary>The page of a change that can be taken back there; null: it has none.</summary>
    public static string? ChangePage(AuditRecord record)
    {
        if (record is not { EntityKind: EntityKinds.Tariff, Action: "rates", NewJson: { } json })
        {
            return null;
        }

        using var became = JsonDocument.Parse(json);

        return became.RootElement.TryGetProperty("version", out var version) ? $"admin/tariffs/{record.EntityId}/changes/{version}" : null;
    }

    /// <summary>Null: it has no page of its own.</summary>
    public static string? Page(AuditRecord record) => record.EntityKind switch
    {
        EntityKinds.Account => $"admin/accounts/{record.EntityId}",
        EntityKinds.BillRun => $"admin/bill-runs/{Uri.EscapeDataString(record.EntityId)}",
        EntityKinds.Customer => $"admin/customers/{record.EntityId}",
        EntityKinds.Invoice => $"admin/invoices/{record.EntityId}",
        EntityKinds.Product => $"admin/products/{record.EntityId}",
        EntityKinds.Session => $"admin/sessions/{record.EntityId}",
        EntityKinds.Plan => $"admin/plans/{record.EntityId}",
        EntityKinds.CustomerClass => $"admin/customer-classes/{record.EntityId}",
        EntityKinds.Tariff => $"admin/tariffs/{record.EntityId}",
        EntityKinds.Payment => $"admin/payments/{record.EntityId}",
        EntityKinds.Voucher => "admin/vouchers",
        EntityKinds.AddressPool => $"admin/pools/{Uri.EscapeDataString(record.EntityId)}",
        EntityKinds.Realm => "admin/realms",
        EntityKinds.Rerating => $"admin/usage/rerating/{record.EntityId}",
        EntityKinds.Sessions => $"admin/sessions/disconnect/{record.EntityId}",
        EntityKinds.Logo => "admin/settings",
        EntityKinds.NotificationTemplate => $"admin/notifications/templates/{record.EntityId}",
        _ => null,
    };
}
