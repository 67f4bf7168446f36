using Billing.Grains.Payments;
using Billing.Testing;

namespace Billing.Postgres.Tests.Payments;

/// <summary>Whose invoices are to be paid by themselves: read are those that are not known to be paid.</summary>
public sealed class AutomaticDueTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task What_is_paid_is_read_once_and_again_when_money_was_given_back()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, book) = (stores.Get<IWalletStore>(), stores.Book);
        var balanceId = await book.AddBalanceAsync(0);
        await book.ExecuteAsync(
            """
            with class as (insert into customer_class (name, terms) values ('default', '{}')),
            payer as (
                insert into payer (balance_id, class, anchor, open_from, opened_through, opened_owed, credited_through, next_due_at)
                values ($1, 'default', '2026-01-01', '2026-02-01', 0, 0, 9, 'infinity')
            ), credit as (
                insert into payer_credit (balance_id, sequence, amount, remaining) values ($1, 1, 30, 10)
            ), method as (
                insert into payment_method (operation_id, balance_id, provider, token, last_four, state, by, created_at)
                values ('card', $1, 'test', 'kept', '4242', 2, 'alice', now()) returning payment_method_id
            )
            insert into auto_pay (balance_id, payment_method_id, invoices, by, changed_at) select $1, payment_method_id, 1, 'alice', now() from method
            """,
            balanceId);
        await book.ExecuteAsync("insert into invoice_series (name, last_number) values ('INV', 3)");

        Assert.Empty(await DueAsync());
        var first = await InvoiceAsync(1);
        Assert.Equal([balanceId], await DueAsync());
        Assert.Equal(first - 1, await LookedAsync());

        await SettleAsync(first, 10);
        var second = await InvoiceAsync(2);
        await SettleAsync(second, 10);
        Assert.Empty(await DueAsync());
        Assert.Equal(second, await LookedAsync());

        await SettleAsync(first, -10);
        Assert.True(await LookedAsync() < 0);
        Assert.Equal([balanceId], await DueAsync());
        Assert.Single(await store.BeginInvoicesAsync(balanceId, Contracts.Payments.InvoiceMoment.WhenIssued, Stores.Noon));
        await book.ExecuteAsync("update auto_payment set state = 3");
        Assert.Empty(await DueAsync());
        Assert.Equal(second, await LookedAsync());

        Task<IReadOnlyList<long>> DueAsync() => store.DueAsync(Stores.Noon, 9);

        Task<long> LookedAsync() => book.ReadAsync<long>("select settled_through from auto_pay where balance_id = $1", balanceId);

        Task<int> SettleAsync(long invoiceId, decimal amount) => book.ExecuteAsync(
            "insert into settlement (balance_id, sequence, invoice_id, amount, made_at) values ($1, 1, $2, $3, now())", balanceId, invoiceId, amount);

        Task<long> InvoiceAsync(int number) => book.ReadAsync<long>(
            """
            insert into invoice
                (kind, series, series_number, balance_id, period_from, period_to, issued_on, due_on, currency, net, tax, total, previous_owed, paid, amount_due,
                 owed_after, tax_to_post, rounding_to_post, after_sequence, through_sequence, carried_in, carried_on, is_posted, issued_at)
            values (1, 'INV', $2, $1, date '2026-01-01' + $2, date '2026-01-02' + $2, '2026-02-01', '2026-02-15', 'USD', 10, 0, 10, 0, 0, 10, 10, 0, 0, 0, 9, '{}', '{}', true, now())
            returning invoice_id
            """,
            balanceId,
            number);
    }
}
