using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>What is included pays first; when it is used up the gateway is told what then: a policy, or no.</summary>
public sealed class AllowanceTests(Stage stage)
{
    private const string Called = "12125551234";

    [Theory]
    //          profile     the attribute of the policy
    [InlineData("generic", "Filter-Id")]
    [InlineData("test-tool", "Filter-Id")]
    [InlineData("mikrotik", "Mikrotik-Rate-Limit")]
    public async Task A_gateway_is_told_the_policy_once_the_allowance_is_used_up(string profile, string attribute)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync();
        await AllowAsync(user, 2_000_000, "data", Exhaustion.Limit, "256k/1M");

        var within = await gateway.LogInAsync(user);
        Assert.Equal((null, null), Policies(within));
        await gateway.ReportAsync(Status.Stop, user, "p1", new(60, 1_000_000, 1_000_000) { Class = within.Find(Attributes.Class) });
        var after = await gateway.LogInAsync(user);

        Assert.Equal(attribute is "Filter-Id" ? ("256k/1M", null) : (null, "256k/1M"), Policies(after));
        Assert.Equal(10m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();

        static (string?, string?) Policies(Answer accept) =>
            (accept.Text(Attributes.FilterId), accept.Text(Attributes.MikroTik.RateLimit));
    }

    [Theory]
    [InlineData("generic", 253, true)]
    [InlineData("mikrotik", 247, true)]
    [InlineData("mikrotik", 248, false)]
    public async Task A_policy_that_no_attribute_can_hold_is_not_sent_and_stops_nobody(string profile, int length, bool isSent)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync();
        var policy = new string('p', length);
        await AllowAsync(user, 1_000_000, "data", Exhaustion.Limit, policy);
        await gateway.ReportAsync(Status.Stop, user, "p1", new(60, 0, 1_000_000));

        var accept = await gateway.LogInAsync(user);

        Assert.Equal(isSent ? policy : null, accept.Text(profile is "generic" ? Attributes.FilterId : Attributes.MikroTik.RateLimit));
    }

    [Fact]
    public async Task An_allowance_that_blocks_ends_the_grant_and_then_rejects_with_the_reason()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice");
        await AllowAsync(user, 120, "voice", Exhaustion.Block);

        var accept = await gateway.LogInAsync(user, Called);
        Assert.Equal(120u, accept.Number(Attributes.SessionTimeout));
        await gateway.ReportAsync(Status.Stop, user, "b1", new(120) { Called = Called, Class = accept.Find(Attributes.Class) });

        await IsRejectedAsync(gateway, user, "allowance used up");
        Assert.Equal(10m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_spending_limit_ends_the_grant_and_then_rejects_with_the_reason()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice");
        await stage.Book.ExecuteAsync(
            "insert into spending_limit (balance_id, amount) select balance_id, 0.10 from account where login = $1", user);

        var accept = await gateway.LogInAsync(user, Called);
        Assert.Equal(60u, accept.Number(Attributes.SessionTimeout));
        await gateway.ReportAsync(Status.Stop, user, "l1", new(60) { Called = Called, Class = accept.Find(Attributes.Class) });

        await IsRejectedAsync(gateway, user, "spending limit reached");
        Assert.Equal(9.90m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          logs in, returns Class
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Eight_minutes_with_two_included_cost_six_however_often_they_are_reported(bool logsIn, bool hasClass)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 5);
        await AllowAsync(user, 120, "voice", Exhaustion.PayAsYouGo);
        var token = logsIn ? (await gateway.LogInAsync(user, Called)).Find(Attributes.Class) : null;
        var usage = new Usage { Called = Called, Class = hasClass ? token : null };
        var packets = new[] { (Status.Start, 0), (Status.Interim, 60), (Status.Interim, 300), (Status.Stop, 480) }
            .Select(report => gateway.Accounting(report.Item1, user, "a1", (usage with { Seconds = report.Item2 }).Write))
            .ToArray();

        foreach (var packet in packets.Concat(packets))
        {
            Assert.NotNull(await gateway.AskAcctAsync(packet)); // the same octets again
        }

        Assert.Equal((4.40m, 0m, 0m), await FundsAsync());

        foreach (var (status, seconds) in new[] { (Status.Stop, 480), (Status.Interim, 300), (Status.Start, 0) })
        {
            await gateway.ReportAsync(status, user, "a1", usage with { Seconds = seconds, DelaySeconds = 5 }); // the same in new packets
        }

        Assert.Equal((4.40m, 0m, 0m), await FundsAsync());
        var record = Assert.Single(await stage.Billing.XdrsAsync(user));
        Assert.Equal((480L, 0.60m), (record.UsedUnits, record.Amount));
        await stage.AuditIsCleanAsync();

        async Task<(decimal Posted, decimal Held, decimal Left)> FundsAsync()
        {
            var balance = await stage.Billing.BalanceAsync(user);
            var left = await stage.Book.ReadAsync<decimal>(
                "select remaining from allowance join account using (balance_id) where login = $1", user);

            return (balance.Posted, balance.Held, left);
        }
    }

    private async Task AllowAsync(string user, decimal units, string service, Exhaustion exhaustion, string? policy = null)
    {
        var account = await stage.Billing.Services.GetRequiredService<IAccountQuery>().ShowAsync(user, TestContext.Current.CancellationToken);
        var reply = await stage.Billing.Grains.GetGrain<IBalanceGrain>(account!.BalanceId).GiveAsync(new(
            string.Create(CultureInfo.InvariantCulture, $"give {user}"), "included", AllowanceKind.Units, units, [new(service, null, null, 1)], null, 0, null,
            exhaustion, policy));
        Assert.Equal(OperationResult.Done, reply.Result);
    }

    private static async Task IsRejectedAsync(TestGateway gateway, string user, string reason)
    {
        var answer = await gateway.AuthenticateAsync(user, "secret", (ref writer) => writer.AddString(Attributes.CalledStationId, Called));

        Assert.Equal((RadiusCode.AccessReject, reason), (answer?.Code, answer?.Text(Attributes.ReplyMessage)));
        Assert.Equal("h323-return-code=12", answer!.Text(Attributes.Cisco.H323ReturnCode));
    }
}
