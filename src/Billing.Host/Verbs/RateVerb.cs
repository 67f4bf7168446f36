using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Nodes;
using Billing.Grains;
using Billing.Grains.Accounts;
using Billing.Grains.Rating;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres;
using NodaTime;

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
        var at = new Option<DateTimeOffset?>("--at") { Description = "The session's start; by default now." };
        var json = Reading.JsonOption();
        var explain = new Command("explain", "Explain which rate a session of an account gets, and why.")
        {
            account, called, calling, node, service, code, at, json,
        };
        explain.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var request = new ServiceRequest(
                    parsed.GetValue(service) ?? (parsed.GetValue(called) is null ? null : "voice"),
                    await NodeAsync(services, parsed.GetValue(node), cancellation),
                    parsed.GetValue(code),
                    parsed.GetValue(called),
                    parsed.GetValue(calling),
                    Instant.FromDateTimeOffset(parsed.GetValue(at) ?? services.GetRequiredService<TimeProvider>().GetUtcNow()));
                var who = await services.AccountAsync(parsed.GetRequiredValue(account), cancellation);
                var explanation = await RateExplanation.MakeAsync(
                    services, who, (await services.GetRequiredService<IAccountStore>().LoadAsync(who.AccountId))!.Terms, request, cancellation);

                if (parsed.GetValue(json))
                {
                    Show.Json(explanation);
                }
                else
                {
                    Show.Table(explanation.Steps, "", Columns, step => [step.Asked, step.Found]);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{explanation.Result}: {explanation.Reason}"));
                }

                return 0;
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
