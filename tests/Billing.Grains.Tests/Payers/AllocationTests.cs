using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>Which invoices a payment settles, by somebody's order: once, and taken back once. The ledger has no part in it.</summary>
public sealed class AllocationTests(TwoSilos silos)
{
    private readonly string _name = Office.Unique("allocate");

    private int _back = 4;

    [Fact]
    public async Task A_payment_is_put_on_chosen_invoices_and_goes_by_the_rule_again_when_that_is_undone()
    {
        var (balanceId, payer) = await PayerAsync();
        var (first, second) = (await InvoiceAsync(balanceId, payer, 30), await InvoiceAsync(balanceId, payer, 20));
        var sequence = await PayAsync(balanceId, payer, 25);
        Assert.Equal((5m, 20m), (await OpenAsync(first), await OpenAsync(second)));

        var order = new AllocationOrder(_name, sequence, [new(second, 20)], Office.Anna);
        Assert.Null((await payer.AllocateAsync(order)).Problem);
        Assert.Equal((25m, 0m), (await OpenAsync(first), await OpenAsync(second)));
        var rows = await RowsAsync(balanceId);

        // However often it is asked for, and by whichever activation.
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Null((await payer.AllocateAsync(order)).Problem);
        Assert.StartsWith("operation: expected another key", (await payer.AllocateAsync(order with { Parts = [new(second, 19)] })).Problem, StringComparison.Ordinal);
        Assert.Equal(rows, await RowsAsync(balanceId));

        Assert.Null((await payer.TakeBackAllocationAsync(new(_name, Office.Anna))).Problem);
        Assert.Equal((5m, 20m), (await OpenAsync(first), await OpenAsync(second)));
        rows = await RowsAsync(balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Null((await payer.TakeBackAllocationAsync(new(_name, Office.Anna))).Problem);
        Assert.Equal(rows, await RowsAsync(balanceId));

        Assert.Equal(-25, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(3, await silos.Book.ReadAsync<long>("select count(*) from ledger_entry where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Several_invoices_get_what_they_are_to_have_from_where_the_payment_is_not_wanted()
    {
        var (balanceId, payer) = await PayerAsync();
        var sequence = await PayAsync(balanceId, payer, 50);
        var first = await InvoiceAsync(balanceId, payer, 30); // 20 are left
        var (second, third) = (await InvoiceAsync(balanceId, payer, 40), await InvoiceAsync(balanceId, payer, 15));
        Assert.Equal((0m, 20m, 15m), (await OpenAsync(first), await OpenAsync(second), await OpenAsync(third)));

        Assert.Null((await payer.AllocateAsync(new(_name, sequence, [new(second, 5), new(third, 15)], Office.Anna))).Problem);

        // Of the first one, for what is on the second is where it is wanted.
        Assert.Equal((20m, 15m, 0m), (await OpenAsync(first), await OpenAsync(second), await OpenAsync(third)));
        Assert.Equal(0, await silos.Book.ReadAsync<decimal>("select sum(remaining) from payer_credit where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task An_order_that_cannot_be_done_says_why_and_changes_nothing()
    {
        var (balanceId, payer) = await PayerAsync();
        var (first, second) = (await InvoiceAsync(balanceId, payer, 30), await InvoiceAsync(balanceId, payer, 20));
        var sequence = await PayAsync(balanceId, payer, 10);
        var rows = await RowsAsync(balanceId);

        await RefusedAsync("amount: expected more than zero and no more than 20.00", sequence, new AllocationPart(second, 20.01m));
        await RefusedAsync("amount:", sequence, new AllocationPart(second, 0));
        await RefusedAsync("amount:", sequence, new AllocationPart(second, 1.005m));
        await RefusedAsync("payment: expected one of which 11.00 does not settle these invoices yet; of this one 10.00", sequence, new AllocationPart(second, 11));
        await RefusedAsync("payment:", sequence, new AllocationPart(first, 5)); // all of it is on the first one
        await RefusedAsync("payment:", sequence + 100, new AllocationPart(second, 1));
        await RefusedAsync("invoice:", sequence, new AllocationPart(-1, 1));
        await RefusedAsync("invoices:", sequence);
        await RefusedAsync("invoices:", sequence, new AllocationPart(second, 1), new AllocationPart(second, 1));
        Assert.StartsWith("operation:", (await payer.TakeBackAllocationAsync(new(_name, Office.Anna))).Problem, StringComparison.Ordinal);
        Assert.Equal(rows, await RowsAsync(balanceId));

        async Task RefusedAsync(string problem, long of, params AllocationPart[] parts) =>
            Assert.StartsWith(problem, (await payer.AllocateAsync(new(_name, of, [.. parts], Office.Anna))).Problem, StringComparison.Ordinal);
    }

    private Task<decimal> OpenAsync(long invoiceId) => silos.Book.ReadAsync<decimal>(
        "select total - coalesce((select sum(amount) from settlement where invoice_id = $1), 0) from invoice where invoice_id = $1", invoiceId);

    private Task<long> RowsAsync(long balanceId) => silos.Book.ReadAsync<long>("select count(*) from settlement where balance_id = $1", balanceId);

    private async Task<long> InvoiceAsync(long balanceId, IPayerGrain payer, decimal amount)
    {
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("router"), amount, "Router")).IsDone);

        // As it is another day.
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - $2 where balance_id = $1", balanceId, _back--);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.True((await payer.CloseNowAsync()).IsDone);

        return (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>()
            .PageAsync(new(balanceId), null, 1, TestContext.Current.CancellationToken))[0].InvoiceId;
    }

    private async Task<long> PayAsync(long balanceId, IPayerGrain payer, decimal amount)
    {
        var reply = await silos.Grains.GetGrain<IPaymentGrain>(Office.Unique("pay"))
            .TopUpAsync(new(balanceId, amount, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal(PaymentResult.Done, reply.Result);
        await payer.WakeAsync();

        return reply.Sequence!.Value;
    }

    private async Task<(long BalanceId, IPayerGrain Payer)> PayerAsync()
    {
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            _name, new ClassTerms { IsClosedByRuns = true }, TestContext.Current.CancellationToken);
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(_name, false, null))).IsDone);

        return (balanceId, payer);
    }
}
