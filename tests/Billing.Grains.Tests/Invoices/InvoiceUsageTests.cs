using Billing.Contracts.Balances;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Sessions;
using Billing.Core.Allowances;
using Billing.Core.Payers;
using Billing.Core.Taxes;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Invoices;

/// <summary>The usage behind an invoice: what it charges, and what was included beside it.</summary>
public sealed class InvoiceUsageTests(TwoSilos silos)
{
    [Theory]
    [InlineData(true, null, 2)]
    [InlineData(false, null, 0)]
    [InlineData(false, true, 2)]
    [InlineData(true, false, 0)]
    public async Task It_is_summed_and_listed_where_the_class_or_the_customer_says_so(bool ofClass, bool? ofCustomer, int listed)
    {
        var caller = await silos.CallerAsync();
        await silos.Book.ExecuteAsync(
            "update customer c set lists_usage = $2 from balance b where b.balance_id = $1 and c.customer_id = b.customer_id", caller.BalanceId, ofCustomer);
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>()
            .PublishAsync(caller.Login, new ClassTerms { Invoices = new() { ListsUsage = ofClass } }, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        await CallAsync(caller, "paid", 90);
        await caller.Balance.GiveAsync(new("minutes/" + caller.Login, "Minutes", AllowanceKind.Units, 600, [new("voice", null, null, 1)], null, 0, null, Exhaustion.PayAsYouGo, null));
        await CallAsync(caller, "included", 30);
        Assert.True((await payer.CloseNowAsync()).IsDone);

        var services = silos.Cluster.Silos[0].ServiceProvider;
        var invoice = (await services.GetRequiredService<IInvoiceQuery>().PageAsync(new(caller.BalanceId), null, 1, CancellationToken.None))[0];
        var usage = await services.GetRequiredService<IInvoiceSheetQuery>().UsageAsync(invoice, CancellationToken.None);
        Assert.Equal(("voice", "second", 2L, 120L, 2m), Assert.Single(usage.Sums) is var sum ? (sum.Service, sum.Unit, sum.Count, sum.Units, sum.Amount) : default);
        Assert.Equal(listed, usage.Records.Count);
        Assert.False(usage.IsCut);

        if (listed > 0)
        {
            Assert.Equal([(30L, 0m), (90L, 2m)], usage.Records.Select(one => (one.Units, one.Amount)).Order());
            Assert.All(usage.Records, one => Assert.Equal((caller.Login, "1212"), (one.Line, one.Peer)));
        }
    }

    [Fact]
    public async Task What_was_corrected_is_a_line_with_the_tax_of_its_service()
    {
        var caller = await silos.CallerAsync();
        var taxes = new TaxTerms([new("Telecom", 20, ["voice"])], false);
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>()
            .PublishAsync(caller.Login, new ClassTerms { Invoices = new() { Taxes = taxes } }, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        await CallAsync(caller, "corrected", 180);
        var session = await silos.Book.ReadAsync<Guid>("select session_id from xdr where balance_id = $1", caller.BalanceId);
        Assert.Equal(2m, (await caller.Balance.CorrectAsync(new("mend/" + caller.Login, session, 1, 1, "mended", null))).Amount);

        Assert.True((await payer.CloseNowAsync()).IsDone);

        var lines = await silos.Book.ReadAsync<string[]>(
            """
            select array(select concat_ws(' ', l.text, l.tax_code, l.amount::real) from invoice i join invoice_line l using (invoice_id)
                         where i.balance_id = $1 order by l.amount desc)
            """,
            caller.BalanceId);
        Assert.Equal(["voice voice 3", "Correction of usage voice -2"], lines);
        await caller.CheckAsync(10 - 1.2m);
    }

    private static async Task CallAsync(Caller caller, string name, long seconds)
    {
        // Over by now: what ends later is of the next invoice.
        var (token, begin) = (Guid.CreateVersion7(), -seconds - 1);
        await caller.AuthorizeAsync(token, at: begin);
        await caller.ReportAsync(ReportKind.Start, 0, token, name, begin);
        await caller.ReportAsync(ReportKind.Stop, seconds, token, name, begin);
    }
}
