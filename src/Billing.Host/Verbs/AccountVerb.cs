using System.CommandLine;
using Billing.Contracts.Records;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>account show</c>: who it is, its funds, what runs. The funds are the running cluster's, where there is one.</summary>
internal static class AccountVerb
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The account's login, number or another alias." };
        var json = Reading.JsonOption();
        var show = new Command("show", "Show an account, its balance and its open sessions.") { id, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            services => ShowAsync(services, parsed.GetRequiredValue(id), parsed.GetValue(json), cancellation), cancellation));

        return new("account", "Accounts.") { show };
    }

    private static async Task ShowAsync(IServiceProvider services, string id, bool json, CancellationToken cancellation)
    {
        var account = await services.AccountAsync(id, cancellation);
        var records = services.GetRequiredService<IRecordQuery>();
        var balance = (await services.FundsAsync([account.BalanceId], cancellation))[0];
        var sessions = await records.SessionsAsync(account.AccountId, openOnly: true, most: 100, cancellation);

        if (json)
        {
            Show.Json(new
            {
                id = account.Login,
                account.AccountId,
                account.Status,
                account.Customer,
                account.Product,
                account.Aliases,
                allowances = (balance.Allowances.IsDefaultOrEmpty ? [] : balance.Allowances).Select(one => new
                {
                    one.Name,
                    kind = one.Kind.ToString().ToLowerInvariant(),
                    one.Initial,
                    one.Remaining,
                    expiresAt = one.ExpiresAt?.ToDateTimeOffset(),
                }),
                balance = new { balance.Currency, balance.Posted, balance.Held, balance.Unsettled, balance.Available, balance.CreditLimit, balance.IsLimited },
                sessions,
            });

            return;
        }

        Console.WriteLine($"""
            {account.Login}  ({account.Status}, {account.Product}, customer {account.Customer})
              available     {Show.Amount(balance.Available, balance.Currency),14} {balance.Currency}
              posted        {Show.Amount(balance.Posted, balance.Currency),14}
              held          {Show.Amount(balance.Held, balance.Currency),14}
              running       {Show.Amount(balance.Unsettled, balance.Currency),14}   charged by open sessions, not yet in the ledger
              credit limit  {Show.Amount(balance.CreditLimit, balance.Currency),14}
            """);

        if (balance.IsLimited)
        {
            Console.WriteLine(
                $"  limited: what is owed is overdue{(balance.IsOnCredit ? "" : "; nothing is sold on credit")}"
                + (balance.LimitedPolicy is { } policy ? $"; data sessions have the policy {policy}" : ""));
        }

        foreach (var allowance in balance.Allowances.IsDefaultOrEmpty ? [] : balance.Allowances)
        {
            Console.WriteLine(
                $"  {allowance.Name}: {Show.Amount(allowance.Remaining)} of {Show.Amount(allowance.Initial)} left"
                + (allowance.ExpiresAt is { } expiresAt ? $", until {expiresAt}" : ""));
        }

        SessionVerb.Print(sessions, "  no open session");
    }
}
