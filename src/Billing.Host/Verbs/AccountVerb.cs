using System.CommandLine;
using Billing.Contracts.Records;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

/// <summary><c>account show</c>: who it is, its funds, what runs.</summary>
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

    private static async Task<int> ShowAsync(IServiceProvider services, string id, bool json, CancellationToken cancellation)
    {
        var account = await services.AccountAsync(id, cancellation);
        var records = services.GetRequiredService<IRecordQuery>();
        var balance = await records.BalanceAsync(account.BalanceId, cancellation);
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
                balance = new { balance.Currency, balance.Posted, balance.Held, balance.Unsettled, balance.Available, balance.CreditLimit },
                sessions,
            });

            return 0;
        }

        Console.WriteLine($"""
            {account.Login}  ({account.Status}, {account.Product}, customer {account.Customer})
              available     {Show.Amount(balance.Available),14} {balance.Currency}
              posted        {Show.Amount(balance.Posted),14}
              held          {Show.Amount(balance.Held),14}
              running       {Show.Amount(balance.Unsettled),14}   charged by open sessions, not yet in the ledger
              credit limit  {Show.Amount(balance.CreditLimit),14}
            """);
        SessionVerb.Print(sessions, "  no open session");

        return 0;
    }
}
