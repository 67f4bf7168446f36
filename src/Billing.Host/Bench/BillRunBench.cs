using System.Collections.Immutable;
using System.Diagnostics;
using Billing.Contracts.Balances;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Subscriptions;
using Billing.Core.Tariffs;
using Billing.Core.Taxes;
using Billing.Host.Scenarios;
using Billing.Postgres.Demo;
using Billing.Postgres.Migrations;
using Billing.Postgres.Payers;
using Billing.Postgres.Server;
using Billing.Postgres.Usage;
using NodaTime;

namespace Billing.Host.Bench;

/// <summary>
/// A month of many customers, each with three subscriptions and some calls, closed by a bill run in a silo on a scratch
/// database; then documents of the first invoices.
/// </summary>
internal sealed class BillRunBench(IServiceProvider services, ScenarioClock clock)
{
    private const string Class = "bench";
    private const string Run = "bench-march";

    private static readonly Instant Begin = Instant.FromUtc(2026, 3, 1, 0, 0);

    /// <summary>All of it, with a PostgreSQL of its own, and the audit after it.</summary>
    public static async Task<(BillRunResult Result, IReadOnlyList<string> Problems)> OnScratchAsync(
        string folder, int customers, int records, int documents, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var server = new PrivateServer(new() { Folder = folder });

        try
        {
            await server.StartAsync(CancellationToken.None);

            return await OnAsync(server.ConnectionString("postgres"), customers, records, documents, progress, cancellation);
        }
        finally
        {
            await server.KillAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>On a database that is empty, or where this was begun before: then it goes on.</summary>
    public static async Task<(BillRunResult Result, IReadOnlyList<string> Problems)> OnAsync(
        string connectionString, int customers, int records, int documents, Action<string, long, long> progress, CancellationToken cancellation)
    {
        await Migrator.MigrateAsync(connectionString, Begin.ToDateTimeOffset(), cancellation);
        await Migrator.ForgetSilosAsync(connectionString, cancellation);
        var clock = new ScenarioClock(Begin);
        using var silo = await ScenarioSilo.StartAsync(connectionString, clock, cancellation);
        var result = await new BillRunBench(silo.Services, clock).RunAsync(customers, records, documents, progress, cancellation);
        await silo.StopAsync(CancellationToken.None);
        progress("audit", 0, 1);

        return (result, await LoadRun.AuditAsync(connectionString, cancellation));
    }

    /// <param name="records">Transaction records of each customer.</param>
    /// <param name="documents">Of how many invoices the PDF is made.</param>
    private async Task<BillRunResult> RunAsync(
        int customers, int records, int documents, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var run = services.GetRequiredService<IGrainFactory>().GetGrain<IBillRunGrain>(Run);

        if (await run.GetAsync() is null)
        {
            progress("customers", 0, 1);
            await FillAsync(customers, records, cancellation);
        }

        clock.Now = Instant.FromUtc(2026, 4, 1, 7, 0);
        var (began, most) = (Stopwatch.GetTimestamp(), 0L);
        var view = await run.StartAsync(new(Class, "2026-04-01", IsDryRun: false));

        while (view.EndedAt is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation); // each look counts what was issued
            await run.ResumeAsync(); // an attempt that failed is followed by another, as in the live program
            view = (await run.GetAsync())!;
            most = long.Max(most, Environment.WorkingSet);
            progress("bill run", view.Done, view.Payers);
        }

        var took = Stopwatch.GetElapsedTime(began);
        progress("what follows from invoices", 0, 1);
        began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, IPayerSweepGrain.Shards).Select(SweepAsync));
        var followed = Stopwatch.GetElapsedTime(began);
        var (made, documentsTook) = await DocumentsAsync(documents, progress, cancellation);

        return new(view, took, followed, most, made, documentsTook);
    }

    // As the live program does all the time: it notes that taxes are posted, and posts those of a run that was killed.
    private async Task SweepAsync(int shard)
    {
        while (true)
        {
            try
            {
                if (await services.GetRequiredService<IGrainFactory>().GetGrain<IPayerSweepGrain>(shard).SweepAsync() == 0)
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                // it goes on: who asks again waits for the same sweep
            }
        }
    }

    private async Task FillAsync(int customers, int records, CancellationToken cancellation)
    {
        var (book, publisher) = (services.GetRequiredService<ScratchBook>(), services.GetRequiredService<PlanPublisher>());
        var taxes = new TaxTerms([new TaxRate("VAT", 20, [])], IsInclusive: false);
        await publisher.PublishAsync(Class, new() { IsClosedByRuns = true, Invoices = new InvoiceTerms { Taxes = taxes, Series = "B" } }, cancellation);
        var productId = await book.AddProductAsync("bench", cancellation);
        await book.AddServiceAsync(productId, "voice", "USD", Unit.Second, 60, 60, 0.05m, cancellation);
        var (balanceId, accountId) = await book.AddCustomerAsync(
            "Customer", "UTC", "USD", 1_000_000, 0, Begin.ToDateTimeOffset(), productId, cancellation);
        var payer = services.GetRequiredService<IGrainFactory>().GetGrain<IPayerGrain>(balanceId);
        Check(await payer.OpenAsync(new(Class, IsTaxExempt: false, AnchorDay: null)));
        ImmutableArray<(string Name, decimal Fee, ChargeModel Model)> plans =
            [("Line", 19.90m, ChargeModel.InAdvance), ("Data", 12.50m, ChargeModel.InArrears), ("Television", 9m, ChargeModel.InArrears)];

        foreach (var (name, fee, model) in plans)
        {
            var terms = new SubscriptionTerms { Name = name, Fee = fee, Model = model, Cycle = new(PeriodKind.Monthly) };
            var planId = await publisher.PublishAsync(terms, Currency.Parse("USD"), productId, cancellation);
            Check(await payer.SubscribeAsync(new(name, planId, accountId)));
        }

        var many = services.GetRequiredService<BilledBook>();
        await many.CopyAsync(balanceId, customers - 1, cancellation);
        await many.UseAsync(balanceId, records, Begin, cancellation);
        await services.GetRequiredService<IGrainFactory>().GetGrain<IBalanceGrain>(balanceId).ReloadAsync(); // its entries did not come by it
        await services.GetRequiredService<UsageFold>().RebuildAsync(cancellation); // they are older than what was folded
    }

    private async Task<(int Made, TimeSpan Took)> DocumentsAsync(int documents, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var (began, made) = (Stopwatch.GetTimestamp(), 0);
        var grains = services.GetRequiredService<IGrainFactory>();
        await Parallel.ForAsync(1, documents + 1, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = 4 }, async (number, _) =>
        {
            if (await grains.GetGrain<IInvoiceDocumentGrain>(FormattableString.Invariant($"B-{number:000000}")).MakeAsync())
            {
                progress("documents", Interlocked.Increment(ref made), documents);
            }
        });

        return (made, Stopwatch.GetElapsedTime(began));
    }

    private static void Check(PayerReply reply)
    {
        if (reply.Problem is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
    }
}

/// <param name="Followed">How long what the sweepers do after it took.</param>
/// <param name="Memory">The most that the process had in memory while it ran, octets.</param>
internal sealed record BillRunResult(BillRunView Run, TimeSpan Took, TimeSpan Followed, long Memory, int Documents, TimeSpan DocumentsTook)
{
    public double CustomersPerSecond => Run.Done / Took.TotalSeconds;

    public double DocumentsPerSecond => Documents / double.Max(DocumentsTook.TotalSeconds, 0.001);
}
