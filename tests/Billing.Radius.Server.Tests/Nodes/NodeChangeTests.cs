using System.Text.Json;
using Billing.Postgres.Security;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Nodes;

/// <summary>Gateways change while they talk; and what each of them has sent is counted.</summary>
public sealed class NodeChangeTests(Stage stage)
{
    [Fact]
    public async Task A_new_secret_takes_effect_and_no_request_is_lost_by_it()
    {
        using var gateway = await stage.GatewayAsync();
        using var bystander = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 1_000);
        using var stop = new CancellationTokenSource();
        var answered = 0;
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await bystander.ReportAsync(Status.Interim, user, "n1", new(answered, 0, 1_000L * answered));
                Volatile.Write(ref answered, answered + 1);
            }
        }, TestContext.Current.CancellationToken);
        await gateway.ReportAsync(Status.Start, user, "n2");
        var secrets = stage.Billing.Services.GetRequiredService<SecretBox>();
        using var renewed = new TestGateway(
            stage.Billing, "renewed", from: System.Net.IPAddress.Parse(await AddressAsync(gateway)))
        { Name = gateway.Name, Patience = TimeSpan.FromMilliseconds(300) };

        // The gateway has its new secret first and repeats until the server has it too.
        await stage.QueryAsync<object>("update node set secret = $2 where name = $1", gateway.Name, secrets.Close("renewed"));
        var report = renewed.Accounting(Status.Stop, user, "n2", new Usage(60, 0, 1_000_000).Write);
        await Eventually.IsAsync(async () => await renewed.AskAcctAsync(report) is not null, "the new secret is in force");
        await stage.RefusesAsync(gateway, gateway.Accounting(Status.Stop, user, "n2"), atAuth: false, Outcome.BadAuthenticator);

        await Eventually.IsAsync(() => Volatile.Read(ref answered) > 10, "the bystander was answered all the while");
        await stop.CancelAsync();
        await load;
        Assert.Equal(0, stage.Count(bystander, Outcome.Failed) + stage.Count(bystander, Outcome.BadAuthenticator));
        Assert.Equal(999.99m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_new_profile_and_address_take_effect_and_the_counters_go_on()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 1_000);
        Assert.NotNull((await gateway.LogInAsync(user)).Find(Attributes.MikroTik.TotalLimit));

        await stage.QueryAsync<object>("update node set profile = 'generic', interim_interval_seconds = 600 where name = $1", gateway.Name);
        var registry = stage.Billing.Services.GetRequiredService<NodeRegistry>();
        await Eventually.IsAsync(() => registry.Nodes.Single(node => node.View.Name == gateway.Name).View.Profile == "generic", "the new profile");
        var accept = await gateway.LogInAsync(user);

        Assert.Null(accept.Find(Attributes.MikroTik.TotalLimit));
        Assert.Equal(600u, accept.Number(Attributes.AcctInterimInterval));
        Assert.Equal(2, stage.Count(gateway, Outcome.Accepted));
        await stage.QueryAsync<object>("update node set address = '127.7.0.1/32' where name = $1", gateway.Name);
        using var moved = new TestGateway(stage.Billing, from: System.Net.IPAddress.Parse("127.7.0.1")) { Patience = TimeSpan.FromMilliseconds(300) };
        await Eventually.IsAsync(async () => await moved.AskAuthAsync(moved.StatusServer()) is not null, "the new address is known");
        await Eventually.IsAsync(async () => (await moved.AskAcctAsync(moved.StatusServer())) is not null, "at both ports");
        gateway.Patience = TimeSpan.FromMilliseconds(200);
        Assert.Null(await gateway.AskAuthAsync(gateway.StatusServer()));
    }

    [Fact]
    public async Task A_gateway_with_a_profile_that_is_none_is_left_out_and_takes_no_other_with_it()
    {
        using var gateway = await stage.GatewayAsync();
        using var other = await stage.GatewayAsync();
        await stage.QueryAsync<object>("update node set profile = 'no such profile' where name = $1", gateway.Name);
        var registry = stage.Billing.Services.GetRequiredService<NodeRegistry>();
        await Eventually.IsAsync(() => registry.Nodes.All(node => node.View.Name != gateway.Name), "the gateway is left out");

        Assert.Equal(RadiusCode.AccessAccept, (await other.AskAuthAsync(other.StatusServer()))?.Code);
        gateway.Patience = TimeSpan.FromMilliseconds(200);
        Assert.Null(await gateway.AskAuthAsync(gateway.StatusServer()));
    }

    [Fact]
    public async Task What_each_gateway_sent_is_counted_by_what_became_of_it()
    {
        using var gateway = await stage.GatewayAsync(policy: "yes");
        var user = await stage.AccountAsync();
        var accounting = gateway.Accounting(Status.Start, user, "k1");
        await gateway.AskAcctAsync(accounting);
        await gateway.AskAcctAsync(accounting);
        await gateway.AskAuthAsync(gateway.SignedLogin(user));
        await gateway.AskAuthAsync(gateway.SignedLogin(user, "guess"));
        await gateway.AskAuthAsync(gateway.StatusServer());
        await stage.RefusesAsync(gateway, gateway.Login(user), atAuth: true, Outcome.MissingMessageAuthenticator);
        await stage.RefusesAsync(gateway, [1, 2, 3], atAuth: true, Outcome.Malformed);
        await stage.RefusesAsync(gateway, gateway.SignedLogin(user), atAuth: false, Outcome.UnexpectedCode);
        using var http = new HttpClient { BaseAddress = stage.Billing.Portal };

        using var told = JsonDocument.Parse(await http.GetStringAsync("/health/radius", TestContext.Current.CancellationToken));

        var counts = told.RootElement.GetProperty("packets").GetProperty(gateway.Name).EnumerateObject()
            .ToDictionary(count => count.Name, count => count.Value.GetInt64());
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["Accepted"] = 1,
                ["Rejected"] = 1,
                ["Accounted"] = 1,
                ["Status"] = 1,
                ["Repeated"] = 1,
                ["MissingMessageAuthenticator"] = 1,
                ["Malformed"] = 1,
                ["UnexpectedCode"] = 1,
            }.OrderBy(count => count.Key),
            counts.OrderBy(count => count.Key));
        Assert.True(told.RootElement.GetProperty("kernelDrops").GetInt64() >= 0);
        await stage.AuditIsCleanAsync();
    }

    private async Task<string> AddressAsync(TestGateway gateway) =>
        (await stage.QueryAsync<string>("select host(address) from node where name = $1", gateway.Name))!;
}
