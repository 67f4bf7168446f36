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

    /// <summary>Logs in without funds, and starts.</summary>
    public static async Task<(string User, IReadOnlyList<byte[]> Classes)> AtPortalAsync(Stage stage, ControlledGateway nas, string id)
    {
        var user = await stage.AccountAsync(funds: 0);
        var classes = (await nas.Gateway.LogInAsync(user)).All(Attributes.Class);
        await ReportAsync(nas, Status.Start, user, id, classes);

        return (user, classes);
    }

    /// <summary>The session of that name, once it runs.</summary>
    public static async Task<Guid> BegunAsync(ControlledGateway nas, string id)
    {
        var session = Guid.Empty;
        await Eventually.IsAsync(async () => (session = await nas.SessionAsync(id)) != Guid.Empty, $"session {id}");

        return session;
    }

    /// <summary>With each Class that it was given, as RFC 2865 5.25 has it.</summary>
    public static Task ReportAsync(
        ControlledGateway nas, uint status, string user, string id, IReadOnlyList<byte[]> classes, Usage? usage = null) =>
        nas.Gateway.ReportAsync(status, user, id, (usage ?? Usage.None) with
        {
            More = (ref RadiusPacketWriter writer) =>
            {
                foreach (var one in classes)
                {
                    writer.Add(Attributes.Class, one);
                }
            },
        });

    public static async Task PayAsync(Stage stage, string user, string key, decimal amount, CreditKind kind = CreditKind.TopUp) =>
        await stage.Billing.Grains.GetGrain<IBalanceGrain>(
            await stage.QueryAsync<long>("select balance_id from account where login = $1", user))
            .CreditAsync(new($"{key}/{user}", kind, amount, null, null));
}
