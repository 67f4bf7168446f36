using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>Invoices that money with parts of a cent has settled, as an older program took it.</summary>
public sealed class MinorUnitTests(TwoSilos silos)
{
    private readonly string _name = Office.Unique("minor");

    [Theory]
    //          had        rounding                    printed
    [InlineData("4.98766", Rounding.HalfAwayFromZero, "5.01")]
    [InlineData("4.98345", Rounding.HalfAwayFromZero, "5.02")]
    [InlineData("4.98345", Rounding.Up, "5.01")]
    [InlineData("0.00400", Rounding.HalfEven, "10.00")]
    public async Task It_is_open_by_what_it_prints(string had, Rounding rounding, string printed)
    {
        var (balanceId, payer) = await PayerAsync(D(had), rounding);
        await AsBeforeAsync(balanceId, D(had));
        await InvoiceAsync(balanceId, payer);
        await payer.AdvanceAsync();
        Assert.Equal(D(printed), await OpenAsync(balanceId));

        await PayAsync(balanceId, payer, D(printed));
        Assert.Equal(0, await OpenAsync(balanceId));
        Assert.Equal(0, await silos.Book.ReadAsync<decimal>("select sum(remaining) from payer_credit where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Paid_as_it_is_printed_nobody_is_dunned_for_the_rest()
    {
        var (balanceId, payer) = await PayerAsync(4.98766m, Rounding.HalfAwayFromZero);
        await InvoiceAsync(balanceId, payer);
        await PayAsync(balanceId, payer, 5.01m);

        // As it was left before.
        await silos.Book.ExecuteAsync("update settlement set amount = 4.98766 where balance_id = $1 and amount = 4.99", balanceId);
        await AsBeforeAsync(balanceId, 4.98766m);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Equal(0.00234m, await OpenAsync(balanceId));
        await silos.Book.AgeInvoicesAsync(balanceId, 30);
        await payer.AdvanceAsync();

        Assert.Equal(0, await OpenAsync(balanceId));
        Assert.Equal(0, await silos.Book.ReadAsync<long>("select count(*) from dunning_action where balance_id = $1", balanceId));
        await silos.Cluster.DeactivateAsync(payer);
        await payer.AdvanceAsync(); // what is stored is as what is remembered
        Assert.Equal("0.00234 4.98766 5.01", await silos.Book.ReadAsync<string>(
            "select string_agg(trim_scale(amount)::text, ' ' order by amount) from settlement where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    private static decimal D(string amount) => decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

    private Task<int> AsBeforeAsync(long balanceId, decimal credit) => silos.Book.ExecuteAsync(
        """
        with less as (
            update payer_credit set amount = $2, remaining = case when remaining > 0 then $2 else 0 end where balance_id = $1 and sequence = 1 returning 1
        )
        insert into payer_credit (balance_id, sequence, amount, remaining) select $1, 1, $2, $2 where not exists (select from less)
        """,
        balanceId,
        credit);

    private Task<decimal> OpenAsync(long balanceId) => silos.Book.ReadAsync<decimal>(
        "select i.total - coalesce((select sum(amount) from settlement s where s.invoice_id = i.invoice_id), 0) from invoice i where i.balance_id = $1", balanceId);

    private async Task PayAsync(long balanceId, IPayerGrain payer, decimal amount)
    {
        var reply = await silos.Grains.GetGrain<IPaymentGrain>(Office.Unique("pay"))
            .TopUpAsync(new(balanceId, amount, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal(PaymentResult.Done, reply.Result);
        await payer.WakeAsync();
    }

    private async Task InvoiceAsync(long balanceId, IPayerGrain payer)
    {
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("router"), 10, "Router")).IsDone);
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 1 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Null((await payer.CloseNowAsync()).Problem);
    }

    private async Task<(long BalanceId, IPayerGrain Payer)> PayerAsync(decimal funds, Rounding rounding)
    {
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            _name,
            new ClassTerms { IsClosedByRuns = true, Dunning = new([new(1, DunningAction.Suspend)], 0), Invoices = new() { Rounding = rounding } },
            TestContext.Current.CancellationToken);
        var balanceId = await silos.Book.AddBalanceAsync(funds);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(_name, false, null))).IsDone);

        return (balanceId, payer);
    }
}
