using System.CommandLine;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>dunning</c>: what is done about money that is overdue, and putting it off.</summary>
internal static partial class DunningVerb
{
    private static readonly Option<string> Account = new("--account") { Description = "One that the payer pays for.", Required = true };

    public static Command Create() => new("dunning", "Reminders, limits and suspensions of who owes overdue money.") { List(), Details(), Delay() };

    private static Command Details()
    {
        var json = Reading.JsonOption();
        var show = new Command("show", "Show how far it has come with a payer.") { Account, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
                var payer = await services.GetRequiredService<IInvoiceQuery>().PayerAsync(account.BalanceId, cancellation)
                    ?? throw new UserException($"what {account.Login} costs is not billed");
                var steps = payer.DunningActions.Where(one => one.Since == payer.DunningSince)
                    .Select(one => new { At = InstantPattern.General.Format(one.DoneAt), one.Action, one.Amount }).ToList();

                if (parsed.GetValue(json))
                {
                    Show.Json(new { Since = Day(payer.DunningSince), Level = payer.DunningLevel, DelayedUntil = Day(payer.DunningDelayedUntil), Steps = steps });

                    return;
                }

                Console.WriteLine(payer.DunningSince is { } since
                    ? $"overdue since {Day(since)}: {Word(payer.DunningLevel)}{(payer.DunningDelayedUntil is { } until ? $", no further step before {Day(until)}" : "")}"
                    : "nothing is overdue");
                Show.Table(steps, "no step yet", ["at", "done", ">amount"], step => [step.At, step.Action, step.Amount == 0 ? "" : Show.Amount(step.Amount, payer.Currency)]);
            },
            cancellation));

        return show;
    }

    private static Command Delay()
    {
        var until = new Argument<string>("until") { Description = "The first day on which a step may come again, such as 2026-12-31." };
        var delay = new Command("delay", "Take no further step before a day.") { until, Account };
        delay.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var account = await services.AccountAsync(parsed.GetRequiredValue(Account), cancellation);
                await using var cluster = await services.ClusterAsync(cancellation);
                var reply = await cluster.Grains.GetGrain<IPayerGrain>(account.BalanceId)
                    .DelayDunningAsync(new(parsed.GetRequiredValue(until), Reading.Who));

                Console.WriteLine(reply.Problem is { } problem ? throw new UserException(problem) : "done");
            },
            cancellation));

        return delay;
    }

    private static string Word(string? level) => level switch
    {
        null => "reminders are running",
        "limit" => "services are limited",
        "suspend" => "services are suspended",
        _ => "the contract is ended",
    };

    private static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;
}
