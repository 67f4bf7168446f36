using System.CommandLine;
using Billing.Host.Output;
using Billing.Postgres.Demo;

namespace Billing.Host.Verbs;

/// <summary><c>demo</c>: adds the demo's accounts, and as many for load as are asked for.</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var accounts = new Option<int>("--accounts") { Description = "Accounts user000000 … with pass000000 … to have in all." };
        accounts.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1_000_000)
            {
                result.AddError("--accounts: expected a number from 0 to 1000000");
            }
        });
        var oneCustomer = new Option<bool>("--one-customer") { Description = "All of them on one balance." };
        var command = new Command("demo", "Load the demo data, and accounts for load tests.") { accounts, oneCustomer };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var demo = services.GetRequiredService<DemoSeed>();
                await demo.LoadAsync(cancellation);
                var added = await demo.AddAccountsAsync(parsed.GetValue(accounts), parsed.GetValue(oneCustomer), cancellation);
                Console.WriteLine($"{Show.Count(added, "account")} added");

                return 0;
            },
            cancellation));

        return command;
    }
}
