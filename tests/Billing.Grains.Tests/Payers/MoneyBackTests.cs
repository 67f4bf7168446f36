using Billing.Contracts.Balances;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>Money that is given back several times before a payer looks, and orders that come again: as they were, or as others.</summary>
public sealed class MoneyBackTests(TwoSilos silos)
{
    private readonly string _name = Office.Unique("back");

    private int _back = 4;

    [Fact]
    public async Task What_is_given_back_twice_of_the_same_money_settles_nothing_any_more()
    {
        var (balanceId, payer) = await PayerAsync();
        await PayAsync(balanceId, payer, 100);
        await GiveBackAsync(balanceId, 10, 10);
        await payer.WakeAsync();

        Assert.Equal("80/80", await CreditsAsync(balanceId));
        await silos.Cluster.DeactivateAsync(payer);
        var invoice = await InvoiceAsync(balanceId, payer, 100);
        Assert.Equal(20, await OpenOfAsync(invoice));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Two_payments_that_had_settled_invoices_are_given_back_in_one_look()
    {
        var (balanceId, payer) = await PayerAsync();
        var (first, second) = (await InvoiceAsync(balanceId, payer, 50), await InvoiceAsync(balanceId, payer, 50));
        await PayAsync(balanceId, payer, 50);
        await PayAsync(balanceId, payer, 50);
        Assert.Equal((0m, 0m), (await OpenOfAsync(first), await OpenOfAsync(second)));

        await GiveBackAsync(balanceId, 50, 30);
        await payer.WakeAsync();

        Assert.Equal((30m, 50m), (await OpenOfAsync(first), await OpenOfAsync(second)));
        Assert.Equal("20/0 0/0", await CreditsAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_payment_that_is_given_back_opens_what_it_had_settled_and_nobody_elses_invoice()
    {
        var (balanceId, payer) = await PayerAsync();
        var (first, second) = (await InvoiceAsync(balanceId, payer, 100), await InvoiceAsync(balanceId, payer, 100));
        var operation = await PayAsync(balanceId, payer, 100);
        await PayAsync(balanceId, payer, 100);
        var back = await silos.From(1).GetGrain<IPaymentGrain>(operation).RefundAsync(new(Office.Unique("refund"), 60, null, Office.Anna));
        Assert.Equal(PaymentResult.Done, back.Result);
        await payer.WakeAsync();

        Assert.Equal((60m, 0m), (await OpenOfAsync(first), await OpenOfAsync(second)));
        Assert.Equal("40/0 100/0", await CreditsAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // 20 were owed before billing began: of the 50 of the first payment 30 were the first invoice's, and 20 for that.
    [Fact]
    public async Task A_payment_that_was_for_what_no_invoice_has_opens_nobody_elses_invoice_when_it_is_given_back()
    {
        var balanceId = await silos.Book.AddBalanceAsync(-20);
        var payer = await OpenAsync(balanceId);
        var first = await InvoiceAsync(balanceId, payer, 30);
        var operation = await PayAsync(balanceId, payer, 50);
        Assert.Equal(0, await UncoveredAsync(balanceId));
        var second = await InvoiceAsync(balanceId, payer, 30);
        await PayAsync(balanceId, payer, 30);

        var back = await silos.From(1).GetGrain<IPaymentGrain>(operation).RefundAsync(new(Office.Unique("refund"), 50, null, Office.Anna));
        Assert.Equal(PaymentResult.Done, back.Result);
        await payer.WakeAsync();

        Assert.Equal((30m, 0m, 20m), (await OpenOfAsync(first), await OpenOfAsync(second), await UncoveredAsync(balanceId)));
        Assert.Equal(-50, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // 100 and 10 were there when billing began, as one credit: the invoice of 100 is open by what the 10 do not pay.
    [Fact]
    public async Task A_payment_from_before_billing_that_is_given_back_opens_what_was_paid_with_all_that_was_there()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var operation = Office.Unique("pay");
        Assert.Equal(PaymentResult.Done, (await silos.Grains.GetGrain<IPaymentGrain>(operation)
            .TopUpAsync(new(balanceId, 100, new(PaymentMethodKind.Cash), null, Office.Anna))).Result);
        Assert.Equal(PaymentResult.Done, (await silos.Grains.GetGrain<IPaymentGrain>(Office.Unique("pay"))
            .TopUpAsync(new(balanceId, 10, new(PaymentMethodKind.Cash), null, Office.Anna))).Result);
        var payer = await OpenAsync(balanceId);
        var invoice = await InvoiceAsync(balanceId, payer, 100);
        Assert.Equal(0, await OpenOfAsync(invoice));

        Assert.Equal(PaymentResult.Done, (await silos.From(1).GetGrain<IPaymentGrain>(operation).RefundAsync(new(Office.Unique("refund"), 100, null, Office.Anna))).Result);
        await payer.WakeAsync();

        Assert.Equal((90m, 0m), (await OpenOfAsync(invoice), await UncoveredAsync(balanceId)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // 30 came and 100 went: of the next 100 the first 70 are for that, and 30 are left for an invoice.
    [Fact]
    public async Task What_was_given_back_without_money_for_it_is_paid_before_an_invoice_is()
    {
        var (balanceId, payer) = await PayerAsync();
        await PayAsync(balanceId, payer, 30);
        await GiveBackAsync(balanceId, 100);
        await payer.WakeAsync();
        Assert.Equal("0/0", await CreditsAsync(balanceId));
        await silos.Cluster.DeactivateAsync(payer);
        await PayAsync(balanceId, payer, 100);
        Assert.Equal("0/0 30/30", await CreditsAsync(balanceId));

        var invoice = await InvoiceAsync(balanceId, payer, 100);
        Assert.Equal((70m, -70m), (await OpenOfAsync(invoice), await silos.Book.PostedAsync(balanceId)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_credit_note_of_another_amount_invoice_or_line_needs_a_key_of_its_own()
    {
        var (balanceId, payer) = await PayerAsync();
        var (first, second) = (await InvoiceAsync(balanceId, payer, 50), await InvoiceAsync(balanceId, payer, 50));
        var order = new CreditNoteOrder(_name, first, 10, "kindness", Office.Anna);
        var made = await payer.CreditNoteAsync(order);
        Assert.Null(made.Problem);

        Assert.Equal(made.Id, (await payer.CreditNoteAsync(order with { Amount = 10.00m })).Id);
        IsOther(await payer.CreditNoteAsync(order with { Amount = 20 }));
        IsOther(await payer.CreditNoteAsync(order with { InvoiceId = second }));
        IsOther(await payer.CreditNoteAsync(order with { Line = 1 }));
        Assert.Equal(90, await silos.Book.ReadAsync<decimal>("select sum(total) from invoice where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_subscription_to_another_plan_of_other_pieces_or_account_needs_a_key_of_its_own()
    {
        var caller = await silos.CallerAsync();
        var payer = await OpenAsync(caller.BalanceId);
        var (plan, other) = (await PlanAsync(1), await PlanAsync(2));
        var order = new SubscribeOrder(_name, plan, caller.Account.AccountId, Quantity: 2);
        var made = await payer.SubscribeAsync(order);
        Assert.Null(made.Problem);

        // Whatever became of it since.
        Assert.Null((await payer.ChangeAsync(new(made.Id, SubscriptionVerb.ChangePlan, other, Quantity: 3))).Problem);
        Assert.Equal(made.Id, (await payer.SubscribeAsync(order)).Id);
        Assert.Null((await payer.ChangeAsync(new(made.Id, SubscriptionVerb.Cancel))).Problem);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Equal(made.Id, (await payer.SubscribeAsync(order)).Id);
        IsOther(await payer.SubscribeAsync(order with { PlanId = other }));
        IsOther(await payer.SubscribeAsync(order with { Quantity = 3 }));
        IsOther(await payer.SubscribeAsync(order with { AccountId = null }));
        Assert.Equal(1, await silos.Book.ReadAsync<long>("select count(*) from subscription where balance_id = $1", caller.BalanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_one_off_charge_is_told_once_in_the_audit_log_though_only_its_entry_was_made_at_first()
    {
        var (balanceId, payer) = await PayerAsync();
        var order = new OneOffOrder(_name, 5, "Router", By: Office.Anna);

        // As it is when the process dies between the two.
        var posted = await silos.Grains.GetGrain<IBalanceGrain>(balanceId).PostAsync(new(_name, PostKind.OneOff, -5, "Router"));
        Assert.Equal(OperationResult.Done, posted.Result);

        Assert.True((await payer.ChargeOnceAsync(order)).IsDone);
        Assert.True((await payer.ChargeOnceAsync(order)).IsDone);
        Assert.Equal(1, await silos.Book.ReadAsync<long>(
            "select count(*) from audit_log where entity_kind = 'balance' and entity_id = $1::text and action = 'charge-once'", balanceId));
        Assert.Equal(-5, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    private static void IsOther(PayerReply reply) => Assert.StartsWith("operation: expected another key", reply.Problem, StringComparison.Ordinal);

    private Task<string> CreditsAsync(long balanceId) => silos.Book.ReadAsync<string>(
        "select string_agg(round(amount) || '/' || round(remaining), ' ' order by sequence) from payer_credit where balance_id = $1", balanceId);

    private Task<decimal> OpenOfAsync(long invoiceId) => silos.Book.ReadAsync<decimal>(
        "select total - coalesce((select sum(amount) from settlement where invoice_id = $1), 0) from invoice where invoice_id = $1", invoiceId);

    private Task<decimal> UncoveredAsync(long balanceId) => silos.Book.ReadAsync<decimal>("select uncovered from payer where balance_id = $1", balanceId);

    // As the balance writes it, but before anybody tells the payer.
    private async Task GiveBackAsync(long balanceId, params decimal[] amounts)
    {
        foreach (var amount in amounts)
        {
            await silos.Book.ExecuteAsync(
                """
                with moved as (
                    update balance set posted = posted - $2, last_sequence = last_sequence + 1, version = version + 1 where balance_id = $1
                    returning last_sequence, posted
                )
                insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, recorded_at)
                select $1, last_sequence, -$2::numeric, posted, 8, now() from moved
                """,
                balanceId,
                amount);
        }

        await silos.Cluster.DeactivateAsync(silos.Grains.GetGrain<IBalanceGrain>(balanceId));
    }

    private async Task<string> PayAsync(long balanceId, IPayerGrain payer, decimal amount)
    {
        var operation = Office.Unique("pay");
        var reply = await silos.Grains.GetGrain<IPaymentGrain>(operation)
            .TopUpAsync(new(balanceId, amount, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal(PaymentResult.Done, reply.Result);
        await payer.WakeAsync();

        return operation;
    }

    private async Task<long> InvoiceAsync(long balanceId, IPayerGrain payer, decimal amount)
    {
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("router"), amount, "Router")).IsDone);

        // As it is another day.
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - $2 where balance_id = $1", balanceId, _back--);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Null((await payer.CloseNowAsync()).Problem);

        return (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>()
            .PageAsync(new(balanceId), null, 1, TestContext.Current.CancellationToken))[0].InvoiceId;
    }

    private Task<long> PlanAsync(decimal fee) => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
        new SubscriptionTerms { Name = $"{_name}-{fee}", Fee = fee, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);

    private async Task<(long BalanceId, IPayerGrain Payer)> PayerAsync()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);

        return (balanceId, await OpenAsync(balanceId));
    }

    private async Task<IPayerGrain> OpenAsync(long balanceId)
    {
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            _name, new ClassTerms { IsClosedByRuns = true }, TestContext.Current.CancellationToken);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(_name, false, null))).IsDone);

        return payer;
    }
}
