using System.CommandLine;
using Billing.Contracts.Payers;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>bill-run</c>: closes billing periods of many customers, by the running cluster.</summary>
internal static partial class BillRunVerb
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    private static readonly Argument<string> Name = Typed.Text("name", "The run's name: started again, it goes on.", 100);
    private static readonly Option<bool> Json = Reading.JsonOption();

    public static Command Create() => new("bill-run", "Close billing periods of many customers; a run that was killed goes on by itself.")
    {
        Start(),
        List(),
        Drafts(),
        Hold(),
        Release(),
        Parked(),
        Ask("show", "How far a run has come, and who failed.", (run, _) => run.GetAsync()),
        Ask("retry", "Try again those that failed, alone.", (run, _) => run.RetryAsync()),
    };

    private static Command Start()
    {
        var endsOn = new Argument<string>("ends-on") { Description = "Periods that end on this day or before, such as 2026-12-01." };
        var of = new Option<string?>("--class") { Description = "Only customers of this class." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Compute invoices and their sum, issue none." };
        var command = new Command("start", "Start a run and follow it; Ctrl-C leaves it running.") { Name, endsOn, of, dryRun, Json };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed,
            async run =>
            {
                // A run of a class that is not there would bill nobody, and have taken the name.
                if (parsed.GetValue(of) is { } wanted)
                {
                    await Reading.WithAsync(services => CheckClassAsync(services, wanted, cancellation), cancellation);
                }

                var day = parsed.GetRequiredValue(endsOn);

                if (!LocalDatePattern.Iso.Parse(day).TryGetValue(default, out var ends) || ends.Year < 1)
                {
                    throw new UserException($"ends-on: expected a day such as 2026-12-01, not \"{day}\"");
                }

                var order = new BillRunOrder(parsed.GetValue(of), day, parsed.GetValue(dryRun), Reading.Who);
                var view = await run.StartAsync(order);

                if (!view.Order.IsAs(order))
                {
                    throw new UserException($"expected a name that no other run has: \"{view.Name}\" was of {view.Order.Class ?? "all classes"} until {view.Order.EndsOnDay}{(view.Order.IsDryRun ? ", computed only" : "")}");
                }

                return await ProgressBar.RunAsync<BillRunView?>(async tell =>
                {
                    while (view.EndedAt is null)
                    {
                        tell("payers", view.Done, view.Payers);
                        await Task.Delay(Glance, cancellation);
                        view = (await run.GetAsync())!;
                    }

                    return view;
                });
            },
            cancellation));

        return command;
    }

    private static async Task<int> CheckClassAsync(IServiceProvider services, string wanted, CancellationToken cancellation)
    {
        var classes = await services.GetRequiredService<IPayerQuery>().ClassHeadsAsync(cancellation);

        return classes.Any(one => one.Name == wanted)
            ? 0
            : throw new UserException($"--class: expected one of {string.Join(", ", classes.Select(one => one.Name))}, not \"{wanted}\"");
    }

    private static Command Ask(string name, string description, Func<IBillRunGrain, CancellationToken, Task<BillRunView?>> ask)
    {
        var command = new Command(name, description) { Name, Json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, run => ask(run, cancellation), cancellation));

        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, Func<IBillRunGrain, Task<BillRunView?>> ask, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            await using var cluster = await services.ClusterAsync(cancellation);
            var name = parsed.GetRequiredValue(Name);
            var view = await ask(cluster.Grains.GetGrain<IBillRunGrain>(name)) ?? throw new UserException($"no bill run is called \"{name}\"");

            if (parsed.GetValue(Json))
            {
                // By currency: amounts of several have no sum.
                var review = await services.GetRequiredService<IPayerQuery>().ReviewAsync(name, view.Order.IsDryRun, cancellation);
                var totals = review.Totals.Select(one => new { one.Currency, one.Invoices, one.Total });
                var ended = view.EndedAt is { } at ? InstantPattern.General.Format(at) : null;
                Show.Json(new { view.Name, view.Payers, view.Done, view.Invoices, Totals = totals, EndedAt = ended, view.Held, view.Failures });
            }
            else
            {
                Console.WriteLine($"{view.Done} of {Show.Count(view.Payers, "payer")}, {Show.Count(view.Invoices, "invoice")}{(view.Order.IsDryRun ? " would be issued" : "")}, {Show.Count(view.Failures.Length, "failure")}{(view.Held == 0 ? "" : $", {Text(view.Held)} held back")}");

                foreach (var failure in view.Failures)
                {
                    Console.WriteLine($"balance {failure.BalanceId}: {failure.Reason}");
                }
            }

            return view.Failures.IsEmpty ? 0 : 1;
        },
        cancellation);
}
