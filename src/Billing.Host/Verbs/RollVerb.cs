using System.CommandLine;
using Billing.Host.Bench;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>roll</c>: an update without downtime, rehearsed on this machine.</summary>
internal static class RollVerb
{
    public static Command Create()
    {
        var old = new Option<string?>("--old") { Description = "The build that runs first: a built checkout, or its Billing.Host.dll; this one by default." };
        var @new = new Option<string?>("--new") { Description = "The build that replaces it; this one by default." };
        var silos = new Option<int>("--silos") { Description = "How many.", DefaultValueFactory = _ => 3 };
        var between = new Option<double>("--between") { Description = "Seconds that a new silo serves before the next one goes.", DefaultValueFactory = _ => 3 };
        var rate = new Option<double>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 500 };
        var accounts = new Option<int>("--accounts") { Description = "Accounts that take part.", DefaultValueFactory = _ => 1_000 };
        var retransmit = new Option<double>("--retransmit") { Description = "Seconds before a gateway repeats; it asks a silo twice, then the next.", DefaultValueFactory = _ => 2 };
        var json = Reading.JsonOption();
        var command = new Command("roll", "Replace the silos of a local cluster one by one under load, and prove that no request was lost.")
        {
            old, @new, silos, between, rate, accounts, retransmit, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (count, pause) = (parsed.GetValue(silos), parsed.GetValue(between));

            if (count is < 2 or > 16 || pause < 0 || parsed.GetValue(accounts) < 1 || parsed.GetValue(rate) <= 0 || parsed.GetValue(retransmit) <= 0)
            {
                throw new UserException("--silos: expected 2 to 16; --between: zero or more; --accounts, --rate, --retransmit: more than zero");
            }

            var (first, next) = (RollingUpdate.Find(parsed.GetValue(old)), RollingUpdate.Find(parsed.GetValue(@new)));
            var folder = Path.Combine(Path.GetTempPath(), $"billing-roll-{Environment.ProcessId}");
            await using var cluster = await LocalCluster.StartAsync(
                folder, first, parsed.GetValue(accounts), _ => Enumerable.Repeat(SiloPlace.Here, count), cancellation);
            var load = cluster.Load with
            {
                Accounts = parsed.GetValue(accounts),
                Rate = parsed.GetValue(rate),
                InFlight = 700,
                RetransmitAfter = TimeSpan.FromSeconds(parsed.GetValue(retransmit)),
                MaxTries = 2 * count + 2,
            };
            var (result, replaced, problems) = await ProgressBar.RunAsync(progress => RollingUpdate.UnderLoadAsync(
                cluster, load, () => RollingUpdate.RunAsync(cluster.Silos, next, TimeSpan.FromSeconds(pause), progress, cancellation), all: null, cancellation));
            var isGood = result.Losses == 0 && problems.Count == 0 && replaced.All(one => one.ExitCode == 0);

            if (parsed.GetValue(json))
            {
                Show.Json(new
                {
                    replaced = replaced.Select(one => new { one.Silo, one.ExitCode, drainedSeconds = one.Drained.TotalSeconds, awaySeconds = one.Away.TotalSeconds }),
                    result = LoadReport.Json(result),
                    problems,
                });

                return isGood ? 0 : 1;
            }

            Show.Table(replaced, "nothing was replaced", ["silo", ">drained s", ">away s", ">exit code"], one =>
            [
                one.Silo, FormattableString.Invariant($"{one.Drained.TotalSeconds:0.0}"), FormattableString.Invariant($"{one.Away.TotalSeconds:0.0}"),
                FormattableString.Invariant($"{one.ExitCode}"),
            ]);
            LoadReport.Print("gateways meanwhile", result);

            foreach (var problem in problems.Take(20))
            {
                Console.WriteLine($"  {problem}");
            }

            Console.WriteLine(isGood
                ? "no request was lost; every acknowledged session is charged once; audit clean"
                : FormattableString.Invariant($"{result.Losses} requests lost, {problems.Count} differences"));

            return isGood ? 0 : 1;
        });

        return command;
    }
}
