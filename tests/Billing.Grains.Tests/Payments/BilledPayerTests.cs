using Billing.Contracts;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payments;

/// <summary>Invoices that pay themselves, payments that are given back, and taxes of what is paid in advance.</summary>
public sealed class BilledPayerTests(TwoSilos silos)
{
    private static readonly SubscriptionTerms Plan = new() { Name = "Line", Fee = 30, Cycle = new(PeriodKind.Monthly), ProratesFirst = false };

    private readonly Office _office = new(silos);

    [Theory]
    [InlineData(InvoiceMoment.WhenIssued, 15, 20)]
    [InlineData(InvoiceMoment.WhenDue, 15, null)]
    [InlineData(InvoiceMoment.WhenDue, 0, 20)]
    public async Task What_is_open_of_an_invoice_is_paid_once_when_it_is_time(InvoiceMoment moment, int days, int? paid)
    {
        var (balanceId, payer, wallet) = await PayerAsync(new() { PaymentTermDays = days });
        await AutomaticAsync(wallet, "4242424242424242", moment);
        Assert.True((await payer.CloseNowAsync()).IsDone); // 30, of which the opening balance settles 10

        await Task.WhenAll(SweepAsync(), SweepAsync(1), wallet.WorkAsync());
        await SweepAsync();
        Assert.Equal(paid is null ? -20 : 0, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(paid is null ? 0 : 1, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1 and amount = 20", balanceId));
        Assert.Equal(paid is null ? 10 : 30, await silos.Book.ReadAsync<decimal>("select sum(amount) from settlement where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_is_refused_as_it_is_asked_for_is_given_up_and_told()
    {
        var (balanceId, payer, wallet) = await PayerAsync(new());
        await AutomaticAsync(wallet, "4242424242424242", InvoiceMoment.WhenIssued);
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("once"), 1_000_000_000_000, "Router")).IsDone); // more than any payment is
        Assert.True((await payer.CloseNowAsync()).IsDone);

        await SweepAsync();

        var occasion = Assert.Single((await wallet.GetAsync()).Occasions);
        Assert.Equal(AutoPaymentState.GivenUp, occasion.State);
        Assert.Equal(1, await silos.Book.ReadAsync<long>(
            "select count(*) from notification where balance_id = $1 and key like 'payment-failed/%'", balanceId));
        Assert.False(Assert.Single((await wallet.GetAsync()).Methods).IsFrozen);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_somebody_paid_meanwhile_is_not_paid_again()
    {
        var (balanceId, payer, wallet) = await PayerAsync(new());
        await AutomaticAsync(wallet, "4000000000000341", InvoiceMoment.WhenIssued);
        Assert.True((await payer.CloseNowAsync()).IsDone);
        await SweepAsync();
        Assert.Equal(2, Assert.Single((await wallet.GetAsync()).Occasions).Attempt); // declined, and tried again tomorrow

        var reply = await Payment().TopUpAsync(new(balanceId, 20, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal(PaymentResult.Done, reply.Result);
        await silos.Book.ExecuteAsync("update auto_payment set next_at = now() where balance_id = $1", balanceId);
        await SweepAsync();
        Assert.Equal(AutoPaymentState.NotNeeded, Assert.Single((await wallet.GetAsync()).Occasions).State);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    public async Task An_invoice_whose_payment_nobody_knows_of_is_not_paid_by_another_one_when_it_is_switched_on_again(int state, int payments)
    {
        var (balanceId, payer, wallet) = await PayerAsync(new());
        await AutomaticAsync(wallet, "4242424242424242", InvoiceMoment.WhenIssued);
        var methodId = (await wallet.GetAsync()).Methods[0].MethodId;
        Assert.True((await payer.CloseNowAsync()).IsDone);
        await silos.Book.ExecuteAsync(
            """
            with occasion as (
                insert into auto_payment (balance_id, invoice_id, state, next_at, begun_at)
                select balance_id, invoice_id, 1, now(), now() from invoice where balance_id = $1 returning auto_payment_id, invoice_id
            )
            insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, by, created_at, payment_method_id, auto_payment_id)
            select 'auto/invoice/' || invoice_id || '/1', $1, 20, 'USD', 1, 'Visa ending in 4242', $2, 'test', '(automatic)', now() - interval '1 hour', $3, auto_payment_id
            from occasion
            """,
            balanceId,
            state,
            methodId);

        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(null, "alice")).Result);
        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(new(methodId, InvoiceMoment.WhenIssued, null), "alice")).Result);
        await SweepAsync();
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Equal(payments, await silos.Book.ReadAsync<long>("select count(*) from payment where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_payment_that_is_given_back_opens_again_what_it_had_settled()
    {
        var (balanceId, payer, _) = await PayerAsync(new());
        Assert.True((await payer.CloseNowAsync()).IsDone);
        var payment = Payment();
        var paid = await payment.TopUpAsync(new(balanceId, 50, new(PaymentMethodKind.Cash), null, Office.Anna));
        await payer.WakeAsync();
        var details = await DetailsAsync(paid.PaymentId);
        Assert.Equal((20m, 30m), (Assert.Single(details.Allocations).Amount, details.Unallocated));
        Assert.Equal(details.Allocations[0].Invoice, details.Row.Invoices);

        Assert.Equal(PaymentResult.Done, (await payment.RefundAsync(new(Office.Unique("back"), 35, "by mistake", Office.Anna))).Result);
        await payer.WakeAsync();
        details = await DetailsAsync(paid.PaymentId);
        Assert.Equal((15m, 0m, 35m), (Assert.Single(details.Allocations).Amount, details.Unallocated, details.Row.Refunded));
        Assert.Equal((35m, true, Office.Anna), (Assert.Single(details.Refunds).Amount, details.Refunds[0].IsPosted, details.Refunds[0].By));
        Assert.Equal(-5, await silos.Book.PostedAsync(balanceId));

        // It is no charge of the next invoice.
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
        Assert.Equal(0, (await payer.DraftAsync())!.Total);
        Assert.Equal(5, (await payer.DraftAsync())!.AmountDue);
    }

    [Fact]
    public async Task Taxes_that_are_due_at_payment_are_split_from_it_and_go_back_with_it()
    {
        var taxes = new TaxTerms([new("VAT 20 %", 20, [])], IsInclusive: false) { IsAtPayment = true };
        var (balanceId, payer, wallet) = await PayerAsync(new() { Taxes = taxes });
        Assert.Equal(("VAT 20 %", 10m, 2m), Assert.Single(await wallet.QuoteAsync(12)) is var tax ? (tax.Name, tax.Net, tax.Amount) : default);

        var payment = Payment();
        var paid = await payment.TopUpAsync(new(balanceId, 12, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal((PaymentResult.Done, 10m, 2m), (paid.Result, paid.Amount, paid.Tax));
        Assert.Equal((2m, "VAT 20 %"), (await DetailsAsync(paid.PaymentId) is var details ? (details.Tax, details.Taxes[0].Name) : default));

        // An invoice adds none to it: the fee of 30 is what the balance is charged.
        Assert.True((await payer.CloseNowAsync()).IsDone);
        Assert.Equal(-10, await silos.Book.PostedAsync(balanceId));

        foreach (var (amount, back) in new (decimal?, decimal)[] { (1, -0.83m), (4, -3.33m), (null, -5.84m) })
        {
            Assert.Equal(back, (await payment.RefundAsync(new(Office.Unique("back"), amount, null, Office.Anna))).Amount);
        }

        Assert.Equal((12m, 2m), ((await payment.GetAsync())!.Refunded, (await payment.GetAsync())!.RefundedTax));
        Assert.Equal(-20, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        // Who is exempt pays none.
        Assert.True((await payer.OpenAsync(new((await silos.Book.ReadAsync<string>("select class from payer where balance_id = $1", balanceId)), true, null))).IsDone);
        Assert.Empty(await wallet.QuoteAsync(12));
    }

    [Fact]
    public async Task A_voucher_brings_the_net_where_taxes_are_due_at_payment_however_often_it_is_credited()
    {
        var taxes = new TaxTerms([new("VAT 20 %", 20, [])], IsInclusive: false) { IsAtPayment = true };
        var (balanceId, payer, _) = await PayerAsync(new() { Taxes = taxes });
        var stock = _office.Grains.GetGrain<IVoucherStockGrain>(0);
        var voucher = (await stock.GenerateAsync(new(Office.Unique("batch"), 12, "USD", 1, null, true, null, Office.Anna))).Vouchers[0];
        var grain = _office.Grains.GetGrain<IVoucherGrain>(balanceId);

        var reply = await grain.RedeemAsync(voucher.Code, "alice");
        Assert.Equal((VoucherResult.Redeemed, 10m, 2m), (reply.Result, reply.Amount, reply.Tax));

        // No tax since: what was claimed keeps what it was claimed with.
        var className = await silos.Book.ReadAsync<string>("select class from payer where balance_id = $1", balanceId);
        Assert.True((await payer.OpenAsync(new(className, true, null))).IsDone);
        Assert.Equal((VoucherResult.Redeemed, 10m, 2m), await grain.RedeemAsync(voucher.Code, "alice") is var again ? (again.Result, again.Amount, again.Tax) : default);
        Assert.Equal("VAT 20 %", await silos.Book.ReadAsync<string>("select taxes -> 0 ->> 'name' from voucher where serial = $1", voucher.Serial));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    private async Task<(long BalanceId, IPayerGrain Payer, IWalletGrain Wallet)> PayerAsync(InvoiceTerms invoices)
    {
        var balanceId = await silos.Book.AddBalanceAsync(10);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        var name = Office.Unique("class");
        await publisher.PublishAsync(name, new ClassTerms { Invoices = invoices }, CancellationToken.None);
        var planId = await publisher.PublishAsync(Plan, Currency.Usd, null, CancellationToken.None);
        var payer = _office.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);
        Assert.True((await payer.SubscribeAsync(new(Office.Unique("subscribe"), planId, null))).IsDone);

        return (balanceId, payer, _office.Grains.GetGrain<IWalletGrain>(balanceId));
    }

    private static async Task AutomaticAsync(IWalletGrain wallet, string card, InvoiceMoment moment)
    {
        var saved = await wallet.SaveAsync(new(Office.Unique("card"), new(card, 12, 2099, "123"), null, "alice"));
        Assert.Equal(PaymentResult.Done, (await wallet.SetAutomaticAsync(new(saved.MethodId, moment, null), "alice")).Result);
    }

    private async Task<PaymentDetails> DetailsAsync(long paymentId) =>
        (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IPaymentQuery>().FindAsync(Scope.Everything, paymentId, CancellationToken.None))!;

    private Task<int> SweepAsync(int silo = 0) => silos.From(silo).GetGrain<IWalletSweepGrain>(0).SweepAsync();

    private IPaymentGrain Payment() => _office.Grains.GetGrain<IPaymentGrain>(Office.Unique("op"));
}
