using System.CommandLine;
using Billing.Host.Bench;
using Billing.Host.Chaos;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>chaos</c>: disasters by a seed, on a cluster of its own on this machine.</summary>
internal static class ChaosVerb
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Decides what happens, when and to whom.", DefaultValueFactory = _ => 1 };
        var minutes = new Option<double>("--minutes") { Description = "How long disasters happen.", DefaultValueFactory = _ => 5 };
        var silos = new Option<int>("--silos") { Description = "How many.", DefaultValueFactory = _ => 3 };
        var plan = new Option<bool>("--plan") { Description = "Only show what would happen." };
        var logs = new Option<string?>("--logs") { Description = "A folder for what each silo said." };
        var json = Reading.JsonOption();
        var command = new Command("chaos", "Kill, freeze and fill up a local cluster under good and bad gateways, and check its books throughout.")
        {
            seed, minutes, silos, plan, logs, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (number, length, count) = (parsed.GetValue(seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(silos));

            if (length <= TimeSpan.Zero || length > TimeSpan.FromDays(7) || count is < 3 or > 16)
            {
                throw new UserException("--minutes: expected more than 0, up to a week; --silos: 3 to 16");
            }

            if (parsed.GetValue(plan))
            {
                Show.Table(
                    ChaosSchedule.Of(number, length, count), "nothing happens in so short a time", [">at s", "what", ">silo", ">for s"],
                    one =>
                    [
                        FormattableString.Invariant($"{one.At.TotalSeconds:0.0}"), one.Kind.ToString(), FormattableString.Invariant($"{one.Silo + 1}"),
                        FormattableString.Invariant($"{one.Lasting.TotalSeconds:0.0}"),
                    ]);

                return 0;
            }

            var isJson = parsed.GetValue(json);
            var result = await new ChaosRun(number, length, count, line => (isJson ? Console.Error : Console.Out).WriteLine(line), parsed.GetValue(logs)).RunAsync(cancellation);

            if (isJson)
            {
                Show.Json(new
                {
                    seed = number,
                    events = result.Events.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
                    result = LoadReport.Json(result.Load),
                    result.Checks,
                    result.RefusedCommits,
                    result.Fenced,
                    result.Waited,
                    result.Lies,
                    result.Reboots,
                    result.PrepaidSessions,
                    result.PrepaidRejects,
                    result.PortalLogins,
                    result.PortalsLeft,
                    result.Problems,
                    result.Skipped,
                });
            }
            else
            {
                Print(number, result);
            }

            return result.Problems.Count == 0 ? 0 : 1;
        });

        return command;
    }

    private static void Print(int seed, ChaosResult result)
    {
        LoadReport.Print($"seed {seed}: gateways meanwhile", result.Load);
        Console.WriteLine(FormattableString.Invariant($"""
              disasters        {string.Join(", ", result.Events.Select(pair => $"{pair.Key} {pair.Value}"))}
              prepaid          {result.PrepaidSessions} sessions, {result.PrepaidRejects} rejects
              captive portals  {result.PortalLogins} sessions, {result.PortalsLeft} let out
              lies, reboots    {result.Lies}, {result.Reboots}
              refused commits  {result.RefusedCommits} of stale writers; {result.Fenced} silos ended themselves
              waited           {result.Waited} starts for the database
              looked at        {result.Checks} times
            """));

        foreach (var skipped in result.Skipped)
        {
            Console.WriteLine($"  left out: {skipped}");
        }

        foreach (var problem in result.Problems.Take(40))
        {
            Console.WriteLine($"  {problem}");
        }

        Console.WriteLine(result.Problems.Count == 0
            ? "every acknowledged session is charged once, nobody spent more than they had, audit clean"
            : $"{Show.Count(result.Problems.Count, "problem")}; the same disasters again: ./billing chaos --seed {seed}");
    }
}
