using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Taxes;
using Billing.Grains.Tests.Payments.Stripe;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payments;

/// <summary>Each rule about money outside of the ledger finds what it is for: differences are planted in books that were right, a database of its own.</summary>
public sealed class MoneyAuditTests(StripeSilos silos) : IClassFixture<StripeSilos>
{
    private const string Payments = "a payment is credited once, less its taxes, and no other is";
    private const string Refunds = "a refund is taken from the balance once, and once given to it again if it did not arrive";
    private const string Refunded = "what is refunded of a payment is its refunds that are neither declined nor returned";
    private const string Vouchers = "a voucher is credited once, less its taxes, to who redeemed it";
    private const string Credits = "money that settles invoices is what the ledger says that came in, less what was given back";
    private const string Taxes = "taxes and roundings in the ledger are those of the invoices";
    private const string Coupons = "a coupon takes off no more than it may, and what the lines say";
    private const string Notes = "credit notes in the ledger are those that were issued";

    private readonly string _class = Office.Unique("audit");

    private readonly List<(string Rule, string What)> _planted = [];

    [Fact]
    public async Task Planted_differences_are_found_and_steps_of_today_are_none()
    {
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            _class,
            new ClassTerms { IsClosedByRuns = true, Invoices = new InvoiceTerms { Taxes = new TaxTerms([new("VAT", 20, [])], IsInclusive: false) } },
            TestContext.Current.CancellationToken);
        var payments = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PaidAsync()));
        var vouchers = (await silos.Grains.GetGrain<IVoucherStockGrain>(0).GenerateAsync(
            new(Office.Unique("batch"), 12, "USD", 5, null, true, null, Office.Anna))).Vouchers;
        var holder = await silos.Book.AddBalanceAsync(0);

        foreach (var voucher in vouchers.Take(3))
        {
            Assert.Equal(VoucherResult.Redeemed, (await silos.Grains.GetGrain<IVoucherGrain>(holder).RedeemAsync(voucher.Code, "alice")).Result);
        }

        var payers = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => BilledAsync()));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        // What a killed step leaves for a while is none.
        await DoAsync("update payment set state = 3 where payment_id = $1", payments[0].PaymentId);
        await DoAsync("update payment_refund set is_posted = false where payment_id = $1", payments[1].PaymentId);
        await DoAsync("update voucher set credited_at = null where serial = $1", vouchers[0].Serial);
        await DoAsync("update invoice set is_posted = false, tax_to_post = tax_to_post + 1 where invoice_id = $1", payers[0].InvoiceId);
        await silos.Book.ExecuteAsync(StartedSql, "today-" + _class, holder, TimeSpan.Zero);
        await DoAsync("update voucher set balance_id = $2, redeemed_by = 'bert', redeemed_at = now() where serial = $1", vouchers[4].Serial, holder);
        Assert.DoesNotContain((await silos.Book.AuditAsync()).Differences, one => one.Rule is Payments or Refunds or Vouchers or Taxes);

        await PlantAsync(Payments, $"payment {payments[0].PaymentId}", "update operation set recorded_at = now() - interval '2 days' where operation_id = 'payment-' || $1", payments[0].Operation);
        await PlantAsync(Refunds, $"refund {payments[1].Refund}", "update operation set recorded_at = now() - interval '2 days' where operation_id = 'payment-refund-' || $1", payments[1].Refund);
        await PlantAsync(Payments, $"payment {payments[2].PaymentId}", "update payment set amount = amount + 1 where payment_id = $1", payments[2].PaymentId);
        await PlantAsync(Payments, $"payment {payments[3].PaymentId}", "update payment set state = 5 where payment_id = $1", payments[3].PaymentId);
        await PlantAsync(Refunds, $"refund {payments[4].Refund}", "update payment_refund set amount = amount + 1 where payment_id = $1", payments[4].PaymentId);
        await PlantAsync(Refunds, $"refund {payments[5].Refund}", "update payment_refund set decline = 'no', is_posted = false where payment_id = $1", payments[5].PaymentId);
        await PlantAsync(Refunds, $"refund {payments[6].Refund}", "update payment_refund set is_returned = true where payment_id = $1", payments[6].PaymentId);
        await PlantAsync(Refunded, $"payment {payments[7].PaymentId}", "update payment set refunded = refunded + 1 where payment_id = $1", payments[7].PaymentId);

        await PlantAsync(Vouchers, $"voucher {vouchers[0].Serial}", "update operation set recorded_at = now() - interval '2 days' where operation_id = 'voucher-' || $1::bigint", vouchers[0].Serial);
        await PlantAsync(Vouchers, $"voucher {vouchers[1].Serial}", "update voucher set taxes = '[{\"amount\": 1}]' where serial = $1", vouchers[1].Serial);
        await PlantAsync(Vouchers, $"voucher {vouchers[2].Serial}", "update voucher set balance_id = (select max(balance_id) from balance) where serial = $1", vouchers[2].Serial);
        await PlantAsync(
            Vouchers, $"voucher {vouchers[3].Serial}", "update voucher set balance_id = $2, redeemed_by = 'bert', redeemed_at = now(), credited_at = now() where serial = $1",
            vouchers[3].Serial, holder);

        // The money was taken, or given back, and never came.
        await PlantAsync(Vouchers, $"voucher {vouchers[4].Serial}", "update voucher set redeemed_at = now() - interval '2 days' where serial = $1", vouchers[4].Serial);
        await silos.Book.ExecuteAsync(StartedSql, "ago-" + _class, holder, TimeSpan.FromDays(2));
        var lost = await silos.Book.ReadAsync<long>("select payment_id from payment where operation_id = $1", "ago-" + _class);
        _planted.AddRange([(Payments, $"payment {lost}"), (Refunds, "refund ago-" + _class)]);

        await PlantAsync(Taxes, $"balance {payers[0].BalanceId}", "update invoice set issued_at = issued_at - interval '2 days' where invoice_id = $1", payers[0].InvoiceId);
        await PlantAsync(Notes, $"balance {payers[1].BalanceId}", "update invoice set total = total - 1, net = net - 1 where corrects = $1", payers[1].InvoiceId);
        await PlantAsync(Notes, $"balance {payers[2].BalanceId}", "update invoice set is_posted = false, total = total - 1, net = net - 1, issued_at = issued_at - interval '2 days' where corrects = $1", payers[2].InvoiceId);
        await PlantAsync(Credits, $"balance {payers[3].BalanceId}", "update payer_credit set amount = amount + 1, remaining = remaining + 1 where balance_id = $1", payers[3].BalanceId);
        await PlantAsync(Credits, $"balance {payers[4].BalanceId}", "update payer_credit set amount = amount - 1, remaining = remaining - 1 where balance_id = $1 and remaining > 0", payers[4].BalanceId);

        var coupon = await silos.Book.ReadAsync<long>(UsedSql, payers[4].InvoiceId);
        _planted.AddRange([(Coupons, $"coupon {coupon}"), (Coupons, $"invoice {payers[4].InvoiceId}")]);

        await silos.Book.ExecuteAsync(OfPlanSql, payers[5].InvoiceId);
        _planted.Add((Coupons, $"invoice {payers[5].InvoiceId}"));
        await PlantAsync(Coupons, $"invoice {payers[6].InvoiceId}", "update invoice_line set taken_off = 1 where invoice_id = $1", payers[6].InvoiceId);

        var found = (await silos.Book.AuditAsync()).Differences.Select(one => (one.Rule, one.What)).ToHashSet();
        Assert.Subset(found, _planted.ToHashSet());
    }

    // A payment that was taken and a refund that was made, of neither of which the balance has heard.
    private const string StartedSql = """
        with made as (
            insert into payment (operation_id, balance_id, amount, currency, kind, method, state, provider, provider_reference, by, created_at, refunded)
            values ($1, $2, 7, 'USD', 1, 'Visa ending in 4242', 3, 'stripe', 'pi_' || $1, 'bert', now() - $3::interval, 2)
            returning payment_id, created_at
        )
        insert into payment_refund (operation_id, payment_id, amount, by, created_at, provider_reference)
        select $1, payment_id, 2, 'bert', created_at, 're_' || $1 from made
        """;

    // Five of a coupon of one, off an invoice that has no line of it.
    private const string UsedSql = """
        with given as (
            insert into coupon (operation_id, balance_id, name, percent, amount, carries_on, given_at, given_by)
            select 'planted', balance_id, 'Planted', 0, 1, true, now(), 'anna' from invoice where invoice_id = $1
            returning coupon_id
        ), used as (
            insert into coupon_use (invoice_id, coupon_id, amount) select $1, coupon_id, 5 from given
        )
        select coupon_id from given
        """;

    // One off an invoice by a coupon of a plan, of which there is no line.
    private const string OfPlanSql = """
        with given as (
            insert into coupon (operation_id, balance_id, name, percent, amount, carries_on, given_at, given_by, plans)
            select 'planted of a plan', balance_id, 'Of a plan', 0, 1, true, now(), 'anna', array['Basic'] from invoice where invoice_id = $1
            returning coupon_id
        ), used as (
            insert into coupon_use (invoice_id, coupon_id, amount) select $1, coupon_id, 1 from given
        )
        insert into invoice_line (invoice_id, position, section, text, count, units, amount) values ($1, 9, 3, 'Of a plan', 1, 0, -1)
        """;

    private async Task PlantAsync(string rule, string what, string sql, params object[] values)
    {
        await DoAsync(sql, values);
        _planted.Add((rule, what));
    }

    // The database keeps what was issued, and what is in the ledger: its triggers look away for this.
    private async Task DoAsync(string sql, params object[] values)
    {
        var (head, tail) = (sql[..sql.IndexOf(" set ", StringComparison.Ordinal)], sql[sql.IndexOf(" set ", StringComparison.Ordinal)..]);
        var where = tail.LastIndexOf(" where ", StringComparison.Ordinal);
        Assert.True(await silos.Book.ExecuteAsync(
            $"with past as materialized (select set_config('session_replication_role', 'replica', true)) {head}{tail[..where]} from past{tail[where..]}", values) > 0, sql);
    }

    // 20 were paid, and 5 given back.
    private async Task<(long PaymentId, string Operation, string Refund)> PaidAsync()
    {
        var (operation, back) = (Office.Unique("pay"), Office.Unique("back"));
        var payment = silos.Grains.GetGrain<IPaymentGrain>(operation);
        var paid = await payment.TopUpAsync(new(await silos.Book.AddBalanceAsync(0), 20, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal(PaymentResult.Done, paid.Result);
        Assert.Equal(PaymentResult.Done, (await payment.RefundAsync(new(back, 5, null, Office.Anna))).Result);

        return (paid.PaymentId, operation, back);
    }

    // An invoice of 12 with its tax, of which 6 were credited, and 20 were paid.
    private async Task<(long BalanceId, long InvoiceId)> BilledAsync()
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(_class, false, null))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("router"), 10, "Router")).IsDone);
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 2 where balance_id = $1", balanceId); // as it is another day
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Null((await payer.CloseNowAsync()).Problem);
        var invoice = (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>()
            .PageAsync(new(balanceId), null, 1, TestContext.Current.CancellationToken))[0];
        Assert.Null((await payer.CreditNoteAsync(new(Office.Unique("note"), invoice.InvoiceId, 6, "kindness", Office.Anna))).Problem);
        var paid = await silos.Grains.GetGrain<IPaymentGrain>(Office.Unique("pay"))
            .TopUpAsync(new(balanceId, 20, new(PaymentMethodKind.Cash), null, Office.Anna));
        Assert.Equal(PaymentResult.Done, paid.Result);
        await payer.WakeAsync();
        await payer.AdvanceAsync();

        return (balanceId, invoice.InvoiceId);
    }
}
