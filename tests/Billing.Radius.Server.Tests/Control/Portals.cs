using System.Text;
using Billing.Contracts.Balances;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>What tests of captive portals have in common.</summary>
internal static class Portals
{
    /// <summary>What Cisco's ISG is told.</summary>
    public static string[] Command(string what) => [$"subscriber:command={what}-service", "subscriber:service-name=L4REDIRECT"];

    public static string[] Pairs(Answer request) => [.. request.All(Attributes.Cisco.AvPair).Select(Encoding.UTF8.GetString)];

    public static async Task PayAsync(Stage stage, string user, string key, decimal amount, CreditKind kind = CreditKind.TopUp) =>
        await stage.Billing.Grains.GetGrain<IBalanceGrain>(
            await stage.QueryAsync<long>("select balance_id from account where login = $1", user))
            .CreditAsync(new($"{key}/{user}", kind, amount, null, null));
}
