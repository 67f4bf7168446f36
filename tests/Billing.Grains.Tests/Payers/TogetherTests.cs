using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Payers;
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
        await Services.GetRequiredService<PlanPublisher>().PublishAsync(
            className, new ClassTerms { Invoices = new() { Series = className } }, CancellationToken.None);
        var payers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PayerAsync(className)));
        await Task.WhenAll(payers.Select((payer, i) => payer.Payer.ChargeOnceAsync($"{className}/{i}", 1 + i, "Delivery")));

        var replies = await Task.WhenAll(payers.Select(payer => payer.Payer.CloseNowAsync()));

        Assert.All(replies, reply => Assert.True(reply.IsDone, reply.Problem));
        Assert.Equal("1-20", await silos.Book.ReadAsync<string>(
            "select min(series_number) || '-' || max(series_number) from invoice where series = $1", className));
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

    private IServiceProvider Services => silos.Cluster.Silos[0].ServiceProvider;

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
