using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Notifications;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Core.Invoices;
using Billing.Core.Notifications;
using NodaTime;

namespace Billing.Host.Bench;

// Invoices, payments, vouchers, messages, audit log.
internal static partial class ReadCases
{
    private static void Books(IServiceProvider services, AccountRow some, Instant now, Action<string, Func<CancellationToken, Task<int>>> add)
    {
        var invoices = services.GetRequiredService<IInvoiceSheetQuery>();
        var payments = services.GetRequiredService<IPaymentQuery>();
        var vouchers = services.GetRequiredService<IVoucherQuery>();
        var messages = services.GetRequiredService<INotificationQuery>();
        var log = services.GetRequiredService<IAuditLogQuery>();
        var today = now.InUtc().Date;

        foreach (var (sort, filter) in new (InvoiceSort, InvoiceRowFilter)[]
        {
            (InvoiceSort.IssuedAt, new()), (InvoiceSort.Total, new()), (InvoiceSort.DueOn, new()), (InvoiceSort.Open, new()), (InvoiceSort.State, new()),
            (InvoiceSort.IssuedAt, new(State: InvoiceState.Overdue)), (InvoiceSort.IssuedAt, new(State: InvoiceState.PartiallyPaid)),
            (InvoiceSort.IssuedAt, new(State: InvoiceState.Void)), (InvoiceSort.Total, new(State: InvoiceState.Paid)), (InvoiceSort.IssuedAt, new("INV-017")),
            (InvoiceSort.DueOn, new(DueFrom: today.PlusDays(-30).ToDateOnly(), DueTo: today.ToDateOnly())), (InvoiceSort.Open, new(CustomerId: some.CustomerId)),
        })
        {
            add($"invoices by {sort} with {filter.Text} {filter.State} {filter.DueFrom} {filter.CustomerId}", async stop =>
                (await invoices.ListAsync(Scope.Everything, filter, new(sort, IsDescending: true, IsCounted: true), now, stop)).Rows.Count);
        }

        AddDeep(
            "invoices, the 20th page",
            (cursor, stop) => invoices.ListAsync(Scope.Everything, new(), new(IsDescending: true, Cursor: cursor), now, stop),
            add);

        foreach (var (sort, filter) in new (PaymentSort, PaymentFilter)[]
        {
            (PaymentSort.CreatedAt, new()), (PaymentSort.Amount, new()), (PaymentSort.State, new()), (PaymentSort.CreatedAt, new(State: PaymentState.Declined)),
            (PaymentSort.Amount, new(State: PaymentState.Declined)), (PaymentSort.CreatedAt, new(Kind: PaymentMethodKind.BankTransfer)),
            (PaymentSort.CreatedAt, new(Kind: PaymentMethodKind.Cash)), (PaymentSort.CreatedAt, new(CustomerId: some.CustomerId)),
            (PaymentSort.CreatedAt, new(some.BalanceId, Text: "cash", TextAmount: 10)), (PaymentSort.CreatedAt, new(From: now - Duration.FromDays(7), To: now)),
        })
        {
            add($"payments by {sort} with {filter.State} {filter.Kind} {filter.CustomerId} {filter.Text} {filter.From}", async stop =>
                (await payments.ListAsync(Scope.Everything, filter, new(sort, IsDescending: true, IsCounted: true), stop)).Rows.Count);
        }

        foreach (var filter in new VoucherFilter[] { new(), new(BatchId: 3), new(State: VoucherState.Used), new(State: VoucherState.Blocked) })
        {
            add($"vouchers with {filter.BatchId} {filter.State}", async stop =>
                (await vouchers.ListAsync(filter, new(IsDescending: true, IsCounted: true), stop)).Rows.Count);
        }

        add("voucher batches", async stop => (await vouchers.BatchesAsync(null, new(IsDescending: true, IsCounted: true), stop)).Rows.Count);

        foreach (var filter in new NotificationFilter[]
        {
            new(), new(CustomerId: some.CustomerId), new(State: DeliveryState.Failed), new(State: DeliveryState.Waiting), new(Channel: NotificationChannel.Webhook),
            new(Event: NotificationEvent.LowBalance),
        })
        {
            add($"messages with {filter.CustomerId} {filter.State} {filter.Channel} {filter.Event}", async stop =>
                (await messages.ListAsync(Scope.Everything, filter, new(IsDescending: true, IsCounted: true), stop)).Rows.Count);
        }

        foreach (var filter in new AuditFilter[]
        {
            new(), new(By: "anna"), new(By: "nobody"), new(EntityKind: "account"), new(EntityKind: "account", EntityId: $"{some.AccountId}"), new(EntityKind: "tariff"),
            new(From: now - Duration.FromDays(400), To: now - Duration.FromDays(300)), new(Whose: Scope.OfCustomer(some.CustomerId), WithMoney: true),
        })
        {
            add($"audit log with {filter.By} {filter.EntityKind} {filter.EntityId} {filter.From} {filter.Whose?.CustomerId}", async stop => (await log.PageAsync(filter, null, 50, stop)).Count);
        }

        foreach (var (order, filter) in new (AuditOrder, AuditFilter)[]
        {
            (new(AuditSort.At, IsDescending: false), new()),
            (new(AuditSort.Kind, IsDescending: false), new()), (new(AuditSort.Kind, IsDescending: true), new()),
            (new(AuditSort.At, IsDescending: false), new(By: "anna")), (new(AuditSort.Kind, IsDescending: true), new(By: "anna")),
            (new(AuditSort.Kind, IsDescending: false), new(From: now - Duration.FromDays(400), To: now - Duration.FromDays(300))),
        })
        {
            add($"audit log by {order.Sort} {(order.IsDescending ? "falling" : "rising")} with {filter.By} {filter.EntityKind} {filter.From}", async stop =>
                (await log.PageAsync(filter, order, null, 50, stop)).Count);
        }
    }
}
