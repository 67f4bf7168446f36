using System.CommandLine;
using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// One draft of a computed run is held back; the others are issued.
internal static partial class BillRunVerb
{
    private static readonly Argument<string> Payer = new("payer") { Description = "An account that the payer pays for, or the balance's number." };

    private static Command Hold()
    {
        var reason = new Option<string>("--reason") { Description = "Why, for who looks through the drafts.", Required = true };
        var hold = new Command("hold", "Hold a draft of a computed run back: no run issues it until it is released.") { Name, Payer, reason };
        hold.SetAction((parsed, cancellation) => OrderAsync(
            parsed, (run, balanceId) => run.HoldAsync(new(balanceId, parsed.GetRequiredValue(reason), Reading.Who)), _ => "held", cancellation));

        return hold;
    }

    private static Command Release()
    {
        var issue = new Option<bool>("--issue") { Description = "Issue it now, alone; else the next run that issues does." };
        var release = new Command("release", "Let a draft go that was held back.") { Name, Payer, issue };
        release.SetAction((parsed, cancellation) => OrderAsync(
            parsed,
            (run, balanceId) => run.ReleaseAsync(new(balanceId, parsed.GetValue(issue), Reading.Who)),
            reply => parsed.GetValue(issue) ? $"{Show.Count(reply.Id, "invoice")} issued" : "released",
            cancellation));

        return release;
    }

    private static Task<int> OrderAsync(
        ParseResult parsed, Func<IBillRunGrain, long, Task<ChangeReply>> order, Func<ChangeReply, string> tell, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var (name, payer) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Payer));
            var balanceId = await services.PayerAsync(payer, cancellation);
            await using var cluster = await services.ClusterAsync(cancellation);
            var reply = await order(cluster.Grains.GetGrain<IBillRunGrain>(name), balanceId);

            if (reply.Result is ChangeResult.NotFound)
            {
                throw new UserException($"bill run \"{name}\" has no draft of {payer}; ./billing bill-run drafts lists them");
            }

            Reading.Done(reply);
            Console.WriteLine(tell(reply));
        },
        cancellation);
}
