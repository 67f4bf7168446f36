using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Invoices;

/// <summary>One bill of a family: whose each fee is, and for how many pieces.</summary>
public sealed class InvoiceLineTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_fee_names_the_line_that_it_is_of_and_its_pieces_as_they_were_when_it_was_issued()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        var (customerId, productId, name) = (await _office.CustomerAsync(), await _office.ProductAsync(0.10m), Office.Unique("class"));
        var (first, hers, _) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        var (second, his, _) = await _office.AccountAsync(customerId, productId, BalanceChoice.Shared);
        var balanceId = await silos.Book.ReadAsync<long>("select balance_id from account where account_id = $1", first);
        await publisher.PublishAsync(name, new ClassTerms(), cancellation);
        var planId = await publisher.PublishAsync(
            new SubscriptionTerms { Name = "Mobile", Fee = 10, ActivationFee = 5, Cycle = new(PeriodKind.Monthly), ProratesFirst = false }, Currency.Usd, null, cancellation);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);
        Assert.True((await payer.SubscribeAsync(new($"{name}/1", planId, first))).IsDone);
        Assert.True((await payer.SubscribeAsync(new($"{name}/2", planId, second, Quantity: 3))).IsDone);
        Assert.True((await payer.SubscribeAsync(new($"{name}/3", planId, null))).IsDone); // of the customer as a whole
        Assert.True((await payer.ChargeOnceAsync(name, 7, "Router")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);

        string[] expected =
        [
            $"Mobile: activation · {hers} 5", $"Mobile · {hers} 10", $"Mobile: activation · {his} 5", $"3 × Mobile · {his} 30", "Mobile: activation 5", "Mobile 10", "Router 7",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await LinesAsync()).Order(StringComparer.Ordinal));

        // Another name and other pieces are of what comes.
        Assert.True((await payer.ChangeAsync(new(await IdAsync($"{name}/2"), SubscriptionVerb.ChangePlan, Quantity: 5))).IsDone);
        await silos.Book.ExecuteAsync("update account set login = login || '-2' where account_id = $1", second);
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await LinesAsync()).Order(StringComparer.Ordinal));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        async Task<IEnumerable<string>> LinesAsync()
        {
            var invoices = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>();
            var invoice = (await invoices.PageAsync(new(balanceId), null, 1, cancellation))[0];

            return (await invoices.FindAsync(invoice.Number, cancellation))!.Lines.Select(line => FormattableString.Invariant($"{InvoiceLineText.Of(line, CultureInfo.InvariantCulture)} {line.Amount:0}"));
        }
    }

    [Fact]
    public async Task The_document_has_its_customers_tax_number_note_and_country()
    {
        var (caller, services) = (await silos.CallerAsync(), silos.Cluster.Silos[0].ServiceProvider);
        await silos.Book.ExecuteAsync(
            "update customer c set tax_number = 'ESB1', invoice_note = 'Order 7', country = 'DE', culture = 'es-ES', company = 'Ada GmbH', street = null, region = null, city = 'Bonn', postal_code = '53111' from balance b where b.balance_id = $1 and c.customer_id = b.customer_id", caller.BalanceId);
        await services.GetRequiredService<PlanPublisher>().PublishAsync(caller.Login, new ClassTerms(), TestContext.Current.CancellationToken);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(caller.Login, 7, "Router")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);
        var invoice = (await services.GetRequiredService<IInvoiceQuery>().PageAsync(new(caller.BalanceId), null, 1, TestContext.Current.CancellationToken))[0];

        var sheet = await services.GetRequiredService<IInvoiceSheetQuery>().FindAsync(Scope.Everything, invoice.Number, Instant.MinValue, TestContext.Current.CancellationToken);

        Assert.Equal(("ESB1", "Order 7", "Ada GmbH"), (sheet!.TaxNumber, sheet.Note, sheet.Addressee));
        Assert.Equal([sheet.Invoice.Customer, "53111 Bonn", "Alemania"], sheet.Address);
    }

    [Fact]
    public async Task The_document_names_the_card_until_that_has_ended_without_paying_it()
    {
        var (caller, services) = (await silos.CallerAsync(0), silos.Cluster.Silos[0].ServiceProvider);
        await services.GetRequiredService<PlanPublisher>().PublishAsync(caller.Login, new ClassTerms(), TestContext.Current.CancellationToken);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(caller.Login, 7, "Router")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);
        var invoice = (await services.GetRequiredService<IInvoiceQuery>().PageAsync(new(caller.BalanceId), null, 1, TestContext.Current.CancellationToken))[0];
        await silos.Book.ExecuteAsync(
            """
            with card as (
                insert into payment_method (operation_id, balance_id, provider, token, last_four, state, by, created_at)
                values ($2, $1, 'elsewhere', $2, '4242', 2, 'test', now()) returning payment_method_id
            )
            insert into auto_pay (balance_id, payment_method_id, invoices, by, changed_at) select $1, payment_method_id, 2, 'test', now() from card
            """,
            caller.BalanceId,
            caller.Login);
        Assert.Equal("4242", await PaidFromAsync());
        await silos.Book.ExecuteAsync(
            "insert into auto_payment (balance_id, invoice_id, state, next_at, begun_at) select balance_id, invoice_id, 1, 'infinity', now() from invoice where balance_id = $1", caller.BalanceId);
        Assert.Equal("4242", await PaidFromAsync());
        await silos.Book.ExecuteAsync("update auto_payment set state = 3 where balance_id = $1", caller.BalanceId);
        Assert.Null(await PaidFromAsync());

        async Task<string?> PaidFromAsync() => (await services.GetRequiredService<IInvoiceSheetQuery>()
            .FindAsync(Scope.Everything, invoice.Number, Instant.MinValue, TestContext.Current.CancellationToken))!.PaidFrom;
    }

    [Theory]
    [InlineData("PT", "en-GB", "Portugal")]
    [InlineData("DE", "en-US", "Germany")]
    [InlineData("GB", "es-MX", "Reino Unido")]
    [InlineData("QQ", "en-GB", "QQ")]
    public void A_country_is_called_by_its_name(string code, string culture, string name) => Assert.Equal(name, PostalAddress.CountryName(code, culture));

    private Task<long> IdAsync(string operationId) => silos.Book.ReadAsync<long>("select subscription_id from subscription where operation_id = $1", operationId);
}
