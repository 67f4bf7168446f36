using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Exports;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;

namespace Billing.Grains.Exports;

/// <summary>The lists that are long enough to be exported as a job, and what their columns hold.</summary>
internal sealed class ExportLists(
    IXdrQuery records,
    IAccountQuery accounts,
    ICustomerQuery customers,
    IPaymentQuery payments,
    IInvoiceSheetQuery invoices,
    TimeProvider clock) : IDisposable
{
    private static readonly Dictionary<string, Func<XdrRow, object?>> OfRecords = new()
    {
        ["Charged at"] = row => row.RecordedAt,
        ["Service"] = row => row.Service,
        ["Account"] = row => row.Login,
        ["Line"] = row => row.Login,
        ["What"] = row => row.Peer ?? row.Service,
        ["Peer"] = row => row.Peer,
        ["Calling number"] = row => row.CallingParty,
        ["To whom"] = row => row.Peer,
        ["Destination"] = row => row.Destination,
        ["Gateway"] = row => row.Node,
        ["Began"] = row => row.StartedAt,
        ["Started"] = row => row.StartedAt,
        ["Recorded"] = row => row.RecordedAt,
        ["Used"] = row => row.UsedUnits,
        ["Charged as"] = row => row.ChargedUnits,
        ["Cost"] = row => row.Cost,
        ["Charged at first"] = row => row.Amount,
        ["Currency"] = row => row.Currency,
    };

    private static readonly Dictionary<string, Func<AccountRow, object?>> OfAccounts = new()
    {
        ["Login"] = row => row.Login,
        ["Customer"] = row => row.CustomerNumber,
        ["Product"] = row => row.Product,
        ["Services"] = row => string.Join(' ', row.Services),
        ["Status"] = row => row.Status,
        ["Balance"] = row => row.Balance,
        ["In session"] = row => row.OpenSessions,
        ["Last used"] = row => row.LastUsedAt,
        ["Currency"] = row => row.Currency,
    };

    private static readonly Dictionary<string, Func<CustomerRow, object?>> OfCustomers = new()
    {
        ["Number"] = row => row.Number,
        ["Name"] = row => row.Name,
        ["E-mail"] = row => row.Email,
        ["Class"] = row => row.Class,
        ["Product"] = row => row.Product,
        ["Lines"] = row => row.Accounts,
        ["Status"] = row => row.Status,
        ["Balance"] = row => row.Balance,
        ["Customer since"] = row => row.CreatedAt,
        ["Currency"] = row => row.Currency,
    };

    private static readonly Dictionary<string, Func<PaymentRow, object?>> OfPayments = new()
    {
        ["Payment"] = row => row.PaymentId,
        ["Time"] = row => row.CreatedAt,
        ["Customer"] = row => row.CustomerNumber,
        ["Way"] = row => row.Method,
        ["State"] = row => row.State,
        ["Amount"] = row => row.Amount,
        ["Refunded"] = row => row.Refunded,
        ["By"] = row => row.By,
        ["Currency"] = row => row.Currency,
    };

    private static readonly Dictionary<string, Func<InvoiceRow, object?>> OfInvoices = new()
    {
        ["Number"] = row => row.Number,
        ["Customer"] = row => row.CustomerNumber,
        ["Period"] = row => string.Create(CultureInfo.InvariantCulture, $"{row.PeriodFrom:uuuu-MM-dd}/{row.PeriodTo:uuuu-MM-dd}"),
        ["Total"] = row => row.Total,
        ["Open amount"] = row => row.Open,
        ["State"] = row => row.State,
        ["Pay by"] = row => string.Create(CultureInfo.InvariantCulture, $"{row.DueOn:uuuu-MM-dd}"),
        ["Currency"] = row => row.Currency,
    };

    // However many are begun, they leave room for people who look at pages.
    private readonly SemaphoreSlim _room = new(2);

    public void Dispose() => _room.Dispose();

    /// <exception cref="ArgumentException">The list has no such column, or the filter is none of it.</exception>
    public IExportedList Open(ExportOrder order)
    {
        var scope = order switch
        {
            { AccountId: { } account } => Scope.OfAccount(account),
            { CustomerId: { } customer } => Scope.OfCustomer(customer),
            _ => Scope.Everything,
        };

        return order.List switch
        {
            ExportList.UsageRecords when ExportFilter.Read<XdrFilter>(order.Filter) is var filter => new ExportedList<XdrRow, XdrSort>(
                WithCurrency(order), order.IsDescending, OfRecords, page => InTurnAsync(() => records.ListAsync(scope, filter, page, CancellationToken.None))),
            ExportList.Accounts when ExportFilter.Read<AccountFilter>(order.Filter) is var filter => new ExportedList<AccountRow, AccountSort>(
                WithCurrency(order), order.IsDescending, OfAccounts, page => InTurnAsync(() => accounts.ListAsync(scope, filter, page, CancellationToken.None))),
            ExportList.Payments when ExportFilter.Read<PaymentFilter>(order.Filter) is var filter => new ExportedList<PaymentRow, PaymentSort>(
                WithCurrency(order), order.IsDescending, OfPayments, page => InTurnAsync(() => payments.ListAsync(scope, filter, page, CancellationToken.None))),
            ExportList.Invoices when ExportFilter.Read<InvoiceRowFilter>(order.Filter) is var filter => new ExportedList<InvoiceRow, InvoiceSort>(
                WithCurrency(order), order.IsDescending, OfInvoices, page => InTurnAsync(() => invoices.ListAsync(scope, filter, page, clock.Now(), CancellationToken.None))),

            // No subscriber has a list of customers.
            ExportList.Customers when scope == Scope.Everything && ExportFilter.Read<CustomerFilter>(order.Filter) is var filter =>
                new ExportedList<CustomerRow, CustomerSort>(
                    WithCurrency(order), order.IsDescending, OfCustomers, page => InTurnAsync(() => customers.ListAsync(filter, page, CancellationToken.None))),
            _ => throw new ArgumentException($"list: {order.List} is none that is exported", nameof(order)),
        };
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> read)
    {
        await _room.WaitAsync();

        try
        {
            return await read();
        }
        finally
        {
            _room.Release();
        }
    }

    private static ImmutableArray<ExportColumn> WithCurrency(ExportOrder order) => order.Columns.Any(column => column.Name == "Currency")
        ? order.Columns
        : order.Columns.Add(new("Currency", "Currency"));
}
