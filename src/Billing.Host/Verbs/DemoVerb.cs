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
        accounts.Validators.Add(result => Typed.Within(result, "--accounts", 0, 1_000_000));
        var oneCustomer = new Option<bool>("--one-customer") { Description = "All of them on one balance." };
        var size = new Option<string>("--size") { Description = "Make up an operator with customers and months of usage: small, medium or large." };
        size.AcceptOnlyFromAmong([.. DemoSize.All.Select(one => one.Name)]);
        var command = new Command("demo", "Load the demo data, accounts for load tests, and a made-up operator.") { accounts, oneCustomer, size };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var demo = services.GetRequiredService<DemoSeed>();
                await demo.LoadAsync(cancellation);
                var added = await demo.AddAccountsAsync(parsed.GetValue(accounts), parsed.GetValue(oneCustomer), cancellation);

                if (DemoSize.All.FirstOrDefault(one => one.Name == parsed.GetValue(size)) is { } wanted)
                {
                    return await MakeAsync(services, wanted, cancellation);
                }

                Console.WriteLine($"{Show.Count(added, "account")} added");

                return 0;
            },
            cancellation));

        return command;
    }

    private static async Task<int> MakeAsync(IServiceProvider services, DemoSize size, CancellationToken cancellation)
    {
        var isMade = await ProgressBar.RunAsync(
            progress => services.GetRequiredService<DemoOperator>().MakeAsync(size, progress, cancellation));
        Console.WriteLine(isMade
            ? $"{Show.Count(size.Accounts, "account")}, {Show.Count(size.Records, "transaction record")} of {size.Days} days"
            : "there is a made-up operator already");
        var isBooked = await ProgressBar.RunAsync(progress => services.GetRequiredService<DemoBooks>().MakeAsync(progress, cancellation));
        Console.WriteLine(isBooked ? "with payments, invoices, vouchers, messages and an audit log" : "with its books: nothing was added");

        return 0;
    }
}
