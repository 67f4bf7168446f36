using System.CommandLine;
using Billing.Contracts.Nodes;
using Billing.Grains;
using Billing.Grains.Rating;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres;

namespace Billing.Host.Verbs;

/// <summary><c>rate explain</c>: why an account gets which rate, step by step, by the code that authorises.</summary>
internal static class RateVerb
{
    private static readonly string[] Columns = ["asked", "found"];

    public static Command Create()
    {
        var account = new Option<string>("--account") { Description = "The account.", Required = true };
        var called = new Option<string?>("--called") { Description = "The number as it is dialled; none: data." };
        var calling = new Option<string?>("--calling") { Description = "Who calls, for an incoming call." };
        var node = new Option<string?>("--node") { Description = "The gateway, by name; none: one without rules of its own." };
        var service = new Option<string?>("--service") { Description = "The service; by default voice with --called, else the account's first." };
        var code = new Option<string?>("--access-code") { Description = "INCOMING, a roaming zone; by default OUTGOING for a call." };
        var at = new Option<string?>("--at") { Description = "The session's start, a date or time in UTC or with its offset; by default now." };
        var units = new Option<long?>("--units") { Description = "Base units that are used (seconds, bytes, events): what they would cost too." };
        var json = Reading.JsonOption();
        var explain = new Command("explain", "Explain which rate a session of an account gets, and why.")
        {
            account, called, calling, node, service, code, at, units, json,
        };
        explain.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var explanation = await services.GetRequiredService<RateExplainer>().ExplainAsync(
                    new(
                        (await services.AccountAsync(parsed.GetRequiredValue(account), cancellation)).Login,
                        parsed.GetValue(service),
                        await NodeAsync(services, parsed.GetValue(node), cancellation),
                        parsed.GetValue(code),
                        parsed.GetValue(called),
                        parsed.GetValue(calling),
                        MoneyVerb.When(parsed.GetValue(at), "--at"),
                        parsed.GetValue(units)),
                    cancellation);

                Show.Either(parsed.GetValue(json), explanation, () =>
                {
                    Show.Table(explanation.Steps, "", Columns, step => [step.Asked, step.Found]);

                    foreach (var detail in explanation.Steps.SelectMany(step => step.Details))
                    {
                        Console.WriteLine($"  {detail}");
                    }

                    Console.WriteLine($"{explanation.Result}: {explanation.Reason}");

                    if (explanation.Price is { } price)
                    {
                        Console.WriteLine($"{Show.Amount(price.Amount, price.Currency)} {price.Currency}");
                    }
                });
            },
            cancellation,
            services => services.AddBillingStores().AddBillingGrains()));

        return new("rate", "How sessions are rated.") { explain };
    }

    private static async Task<int> NodeAsync(IServiceProvider services, string? name, CancellationToken cancellation) => name is null
        ? 0
        : (await services.GetRequiredService<INodeQuery>().ListAsync(cancellation)).FirstOrDefault(node => node.Name == name)?.NodeId
            ?? throw new UserException($"no gateway is called \"{name}\"");
}
