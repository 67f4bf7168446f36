using System.CommandLine;
using System.Net;
using Billing.Host.Bench;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Radius.Server;

namespace Billing.Host.Verbs;

/// <summary><c>bench radius</c>: gateways against a running server. <c>bench peer</c>: us and FreeRADIUS, one after the other.</summary>
internal static partial class BenchVerb
{
    public static Command Create() => new("bench", "Load generators.") { Radius(), Peer(), Scale(), Reads(), BillRunVerb() };

    private static Command Radius()
    {
        var load = new LoadOptions();
        var check = new Option<bool>("--check")
        {
            Description = "Compare what was acknowledged with the transaction records, and audit.",
            DefaultValueFactory = _ => true,
        };
        var json = Reading.JsonOption();
        var command = new Command("radius", "Play gateways against a running server; accounts come from ./billing demo --accounts N.") { check, json };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var configuration = Settings.Load();
            var radius = configuration.Read<RadiusOptions>("Billing:Radius");
            var options = load.Read(parsed, new(IPAddress.Loopback, radius.AuthPort, radius.AcctPort, "testing123") { InFlight = 512 });
            var startedAt = DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1);
            var result = await LoadRun.PlayAsync(options, cancellation);
            var problems = parsed.GetValue(check) ? await CompareAsync(result, startedAt, cancellation) : [];

            Show.Either(parsed.GetValue(json), new { result = LoadReport.Json(result), problems }, () =>
            {
                LoadReport.Print($"{options.Mode} at {options.Host}", result);
                PrintProblems(problems, parsed.GetValue(check));
            });

            return problems.Count == 0 && result.WrongAuthenticators == 0 ? 0 : 1;
        });

        return command;
    }

    private static Command BillRunVerb()
    {
        var customers = new Option<int>("--customers") { Description = "How many are billed.", DefaultValueFactory = _ => 100_000 };
        var records = new Option<int>("--records") { Description = "Transaction records of each.", DefaultValueFactory = _ => 20 };
        var documents = new Option<int>("--documents") { Description = "Of how many invoices the PDF is made.", DefaultValueFactory = _ => 500 };
        var json = Reading.JsonOption();
        var database = new Option<string?>("--database")
        {
            Description = "A connection string: an empty database that nobody else uses, or one where this was interrupted and goes on. By default a scratch server.",
        };
        var command = new Command("bill-run", "Bill customers with three subscriptions and some calls each, on a scratch database.")
        {
            customers, records, documents, database, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (count, each, papers) = (parsed.GetValue(customers), parsed.GetValue(records), parsed.GetValue(documents));

            if (count < 1 || each < 0 || papers < 0)
            {
                throw new UserException("--customers: expected 1 or more; --records and --documents: zero or more");
            }

            var (result, problems) = await ProgressBar.RunAsync(progress => parsed.GetValue(database) is { } given
                ? BillRunBench.OnAsync(given, count, each, papers, progress, cancellation)
                : BillRunBench.OnScratchAsync(Scratch("bill-run"), count, each, papers, progress, cancellation));

            Show.Either(
                parsed.GetValue(json),
                new
                {
                    customers = result.Run.Done,
                    invoices = result.Run.Invoices,
                    failures = result.Run.Failures.Length,
                    seconds = result.Took.TotalSeconds,
                    customersPerSecond = result.CustomersPerSecond,
                    followedSeconds = result.Followed.TotalSeconds,
                    memoryMegabytes = result.Memory / 1_000_000,
                    documents = result.Documents,
                    documentsPerSecond = result.DocumentsPerSecond,
                    problems,
                },
                () =>
                {
                    Console.WriteLine(FormattableString.Invariant(
                        $"{result.Run.Done} customers, {result.Run.Invoices} invoices, {result.Run.Failures.Length} failures in {result.Took.TotalSeconds:0.0} s: {result.CustomersPerSecond:0} customers/s"));
                    Console.WriteLine(FormattableString.Invariant(
                        $"noting what was posted took {result.Followed.TotalSeconds:0.0} s more; memory at most {result.Memory / 1_000_000} MB"));
                    Console.WriteLine(FormattableString.Invariant(
                        $"{result.Documents} PDFs in {result.DocumentsTook.TotalSeconds:0.0} s: {result.DocumentsPerSecond:0} a second"));
                    PrintProblems(problems, isChecked: false);
                    Console.WriteLine(problems.Count == 0 ? "audit clean" : $"{problems.Count} differences");
                });

            return problems.Count == 0 && result.Run.Failures.IsEmpty ? 0 : 1;
        });

        return command;
    }

    private static Command Scale()
    {
        var silos = new Option<int>("--silos") { Description = "Up to how many.", DefaultValueFactory = _ => 3 };
        var rate = new Option<double>("--rate") { Description = "Requests a second, the same at each step.", DefaultValueFactory = _ => 4_000 };
        var seconds = new Option<double>("--seconds") { Description = "How long each step is measured, after 60 s of warm-up.", DefaultValueFactory = _ => 20 };
        var accounts = new Option<int>("--accounts") { Description = "Accounts that take part.", DefaultValueFactory = _ => 10_000 };
        var json = Reading.JsonOption();
        var command = new Command("scale", "Measure what a request costs at 1, 2, 3 … silos on this machine, PostgreSQL apart.") { silos, rate, seconds, accounts, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (most, duration) = (parsed.GetValue(silos), TimeSpan.FromSeconds(parsed.GetValue(seconds)));

            if (most is < 1 or > 16 || duration < TimeSpan.FromSeconds(1) || parsed.GetValue(rate) <= 0 || parsed.GetValue(accounts) < 1)
            {
                throw new UserException("--silos: expected 1 to 16; --seconds: 1 or more; --rate and --accounts: more than zero");
            }

            var steps = await ProgressBar.RunAsync(async progress =>
            {
                var measured = new List<ScaleStep>();

                for (var count = 1; count <= most; count++)
                {
                    progress("silos measured", measured.Count, most);
                    measured.Add(await ScaleBench.MeasureAsync(count, parsed.GetValue(rate), duration, parsed.GetValue(accounts), cancellation));
                }

                return measured;
            });

            Show.Either(
                parsed.GetValue(json),
                steps.Select(one => new
                {
                    one.Silos,
                    one.RequestsPerSecond,
                    one.SiloMicroseconds,
                    one.DatabaseMicroseconds,
                    p99Milliseconds = one.P99.TotalMilliseconds,
                    one.Problems,
                }),
                () =>
                {
                    Show.Table(steps, "nothing was measured", [">silos", ">requests/s", ">silos µs", ">PostgreSQL µs", ">p99 ms"], one =>
                    [
                        FormattableString.Invariant($"{one.Silos}"), FormattableString.Invariant($"{one.RequestsPerSecond:0}"),
                        FormattableString.Invariant($"{one.SiloMicroseconds:0.0}"), FormattableString.Invariant($"{one.DatabaseMicroseconds:0.0}"),
                        FormattableString.Invariant($"{one.P99.TotalMilliseconds:0.0}"),
                    ]);
                    PrintProblems([.. steps.SelectMany(one => one.Problems)], isChecked: true);
                });

            return steps.All(one => one.Problems.Count == 0) ? 0 : 1;
        });

        return command;
    }

    private static Command Reads()
    {
        var times = new Option<int>("--times") { Description = "How often each is asked.", DefaultValueFactory = _ => 20 };
        var json = Reading.JsonOption();
        var command = new Command("reads", "Ask for every list and search of the portal; the data comes from ./billing demo --size large.") { times, json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var results = await ProgressBar.RunAsync(
                    progress => new ReadBench(services).RunAsync(Math.Max(1, parsed.GetValue(times)), progress, cancellation));

                Show.Rows(
                    parsed.GetValue(json), results, "nothing was asked", ["what", ">rows", ">p50 ms", ">max ms"],
                    one =>
                    [
                        one.What, $"{one.Rows}", FormattableString.Invariant($"{one.Median.TotalMilliseconds:0.0}"),
                        FormattableString.Invariant($"{one.Longest.TotalMilliseconds:0.0}"),
                    ],
                    one => new { one.What, one.Rows, p50 = one.Median.TotalMilliseconds, max = one.Longest.TotalMilliseconds });

                return results.All(one => one.Longest < TimeSpan.FromMilliseconds(300)) ? 0 : 1;
            },
            cancellation));

        return command;
    }

    private static async Task<IReadOnlyList<string>> CompareAsync(
        RadiusLoadResult result, DateTimeOffset startedAt, CancellationToken cancellation) =>
        await LoadRun.CompareAsync(await Settings.Load().ConnectionStringAsync(cancellation), result, startedAt, cancellation);

    private static void PrintProblems(IReadOnlyList<string> problems, bool isChecked)
    {
        foreach (var problem in problems.Take(20))
        {
            Console.WriteLine($"  {problem}");
        }

        if (isChecked)
        {
            Console.WriteLine(problems.Count == 0
                ? "  every acknowledged session is charged once, to the cent; audit clean"
                : $"  {problems.Count} differences");
        }
    }

    private static string Scratch(string name) => Path.Combine(Path.GetTempPath(), $"billing-bench-{Environment.ProcessId}-{name}");
}
