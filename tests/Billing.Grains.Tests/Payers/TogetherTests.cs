using Billing.Contracts.Balances;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Taxes;
using Billing.Grains.Balances;
using Billing.Grains.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Payers;

/// <summary>Decisions about payers that arrive together, and documents of what was issued.</summary>
public sealed class TogetherTests(TwoSilos silos)
{
    [Fact]
    public async Task A_decision_that_is_refused_takes_no_other_with_it()
    {
        var store = Services.GetRequiredService<IPayerStore>();
        var books = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => (await store.LoadAsync((await PayerAsync()).BalanceId))!));
        var stale = books[7] with { Version = books[7].Version + 5 };
        var now = SystemClock.Instance.GetCurrentInstant();

        var outcomes = await Task.WhenAll(books.Select(async one =>
        {
            try
            {
                var before = one == books[7] ? stale : one;
                await store.CommitAsync(new(before, before, now) { NextAt = now });

                return "";
            }
            catch (CommitRefusedException refused)
            {
                return refused.Message;
            }
        }));

        Assert.Contains($"payer {stale.Payer.BalanceId}", outcomes[7], StringComparison.Ordinal);
        Assert.Equal(11, outcomes.Count(outcome => outcome.Length == 0));
        var again = await Task.WhenAll(books.Select(async one => (await store.LoadAsync(one.Payer.BalanceId))!.Version));
        Assert.Equal(books.Select((one, i) => one.Version + (i == 7 ? 0 : 1)), again);
    }

    [Fact]
    public async Task Invoices_that_are_issued_together_have_numbers_without_gaps_and_their_documents_are_made_once()
    {
        var className = $"together-{Guid.NewGuid():N}";
        var other = className + "-other";
        await ClassAsync(className);
        await ClassAsync(other);
        var payers = await Task.WhenAll(Enumerable.Range(0, 26).Select(i => PayerAsync(i < 20 ? className : other)));
        await Task.WhenAll(payers.Select(async (payer, i) =>
        {
            for (var line = 0; line <= i % 3; line++)
            {
                await payer.Payer.ChargeOnceAsync($"{className}/{i}/{line}", 1 + i, $"Delivery {i}.{line}");
            }
        }));

        var replies = await Task.WhenAll(payers.Select(payer => payer.Payer.CloseNowAsync()));

        Assert.All(replies, reply => Assert.True(reply.IsDone, reply.Problem));
        Assert.Equal("1-20", await silos.Book.ReadAsync<string>(
            "select min(series_number) || '-' || max(series_number) from invoice where series = $1", className));
        Assert.Equal("1-6", await silos.Book.ReadAsync<string>(
            "select min(series_number) || '-' || max(series_number) from invoice where series = $1", other));

        // Each has its own lines and nobody else's.
        for (var i = 0; i < payers.Length; i++)
        {
            Assert.Equal(
                string.Join(", ", Enumerable.Range(0, (i % 3) + 1).Select(line => $"Delivery {i}.{line}={1 + i}")),
                await silos.Book.ReadAsync<string>(
                    "select string_agg(text || '=' || amount::int, ', ' order by text) from invoice_line l join invoice i using (invoice_id) where balance_id = $1",
                    payers[i].BalanceId));
        }

        var sweep = silos.Grains.GetGrain<IInvoiceDocumentSweepGrain>(0);

        while (await sweep.SweepAsync() > 0)
        {
        }

        Assert.Equal(20L, await silos.Book.ReadAsync<long>(
            "select count(*) from invoice_document d join invoice i using (invoice_id) where i.series = $1 and starts_with(encode(d.pdf, 'escape'), '%PDF')",
            className));
        Assert.Equal(0, await sweep.SweepAsync());
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Invoices_of_one_transaction_have_their_own_lines_taxes_and_numbers()
    {
        var store = Services.GetRequiredService<IPayerStore>();
        var series = $"one-{Guid.NewGuid():N}";
        var books = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => (await store.LoadAsync((await PayerAsync()).BalanceId))!));
        var now = SystemClock.Instance.GetCurrentInstant();

        var numbers = await Task.WhenAll(books.Select((one, i) => store.CommitAsync(new(one, one, now)
        {
            NextAt = now,
            Invoice = new(Draft(i), one.Covered with { CarriedOn = [.. Enumerable.Range(1, i).Select(sequence => (long)sequence)] }, series, null),
        })));

        Assert.InRange(await silos.Book.ReadAsync<long>("select count(distinct xmin::text) from invoice where series = $1", series), 1, 11);
        Assert.Equal(
            Enumerable.Range(1, 12).Select(number => $"{series}-{number:000000}"), numbers.Select(one => one.InvoiceNumber).Order(StringComparer.Ordinal));

        for (var i = 0; i < books.Length; i++)
        {
            Assert.Equal(
                $"{books[i].Payer.BalanceId} {i} {string.Join(' ', Draft(i).Lines.Select(line => line.Text))} {Draft(i).Taxes.Tax}.00000",
                await silos.Book.ReadAsync<string>(
                    """
                    select balance_id || ' ' || cardinality(carried_on) || ' '
                        || (select string_agg(text, ' ' order by position) from invoice_line l where l.invoice_id = i.invoice_id)
                        || ' ' || (select amount from invoice_tax t where t.invoice_id = i.invoice_id)
                    from invoice i
                    where invoice_id = $1 and series || '-' || lpad(series_number::text, 6, '0') = $2
                    """,
                    numbers[i].InvoiceId,
                    numbers[i].InvoiceNumber));
        }

        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Who_was_billed_by_a_run_leaves_the_memory_and_nothing_is_left_to_note()
    {
        var name = $"rest-{Guid.NewGuid():N}";
        await ClassAsync(name, new TaxTerms([new TaxRate("VAT", 20, [])], IsInclusive: false));
        var (balanceId, payer) = await PayerAsync(name);
        Assert.True((await payer.ChargeOnceAsync(name, 10, "Delivery")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);

        await Office.UntilAsync(
            async () =>
            {
                // A sweep of other tests may have found this payer due before it was billed and wake it after: the run goes over it again.
                await payer.BillAsync(name, "2999-01-01", isDryRun: false);

                for (var looks = 0; looks < 50; looks++)
                {
                    if (!await silos.IsActiveAsync(payer) && !await silos.IsActiveAsync(silos.Grains.GetGrain<IBalanceGrain>(balanceId)))
                    {
                        return true;
                    }

                    await Task.Delay(20);
                }

                return false;
            },
            "payer and balance to have left");
        Assert.True(await silos.Book.ReadAsync<bool>("select is_posted from invoice where balance_id = $1", balanceId));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(24 * 90, false)]
    public async Task A_run_closes_no_period_before_its_delay_is_over(int hours, bool isClosed)
    {
        var name = $"delay-{Guid.NewGuid():N}";
        await Services.GetRequiredService<PlanPublisher>().PublishAsync(
            name, new ClassTerms { ClosingDelay = Duration.FromHours(hours), IsClosedByRuns = true }, CancellationToken.None);
        var (balanceId, payer) = await PayerAsync(name);
        await silos.Book.ExecuteAsync("update payer set open_from = date_trunc('month', now()) - interval '2 months' where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);

        await payer.BillAsync(name, "2999-01-01", isDryRun: false);

        Assert.Equal(isClosed, await silos.Book.ReadAsync<bool>("select open_from = date_trunc('month', now()) from payer where balance_id = $1", balanceId));
    }

    private IServiceProvider Services => silos.Cluster.Silos[0].ServiceProvider;

    // With all that an audit asks of an invoice: others look while it is there.
    private static InvoiceDraft Draft(int i)
    {
        var day = new LocalDate(2026, 11, 1);
        var lines = Enumerable.Range(0, (i % 3) + 1).Select(line => new InvoiceLine(InvoiceSection.OneOff, $"{i}.{line}", null, null, 1, 0, null, 11 * i)).ToList();
        var (net, tax) = (10 * i * lines.Count, i * lines.Count);

        return new(new(day, day.PlusDays(1)), day, day, [.. lines], new(net, tax, net + tax, [new TaxLine("VAT", 10, net, tax)]), net + tax, 0, 0, 0, 0, 0);
    }

    private async Task ClassAsync(string name, TaxTerms? taxes = null) => await Services.GetRequiredService<PlanPublisher>().PublishAsync(
        name, new ClassTerms { Invoices = new() { Series = name, Taxes = taxes ?? TaxTerms.None } }, CancellationToken.None);

    private async Task<(long BalanceId, IPayerGrain Payer)> PayerAsync(string? className = null)
    {
        var caller = await silos.CallerAsync();

        if (className is null)
        {
            await Services.GetRequiredService<PlanPublisher>().PublishAsync(className = caller.Login, new ClassTerms(), CancellationToken.None);
        }

        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(className, false, null))).IsDone);

        return (caller.BalanceId, payer);
    }
}
