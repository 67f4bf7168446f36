using System.Net;
using Billing.Contracts.Sessions;
using Billing.Postgres.Nodes;
using Billing.Radius.Server.Nodes;
using Billing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>A captive portal in place of a reject, for who has nothing to spend.</summary>
public sealed class HotlineTests(MigratedPostgres postgres)
{
    [Fact]
    public async Task Who_has_nothing_to_spend_is_let_in_to_the_portal_and_charged_for_nothing()
    {
        await using var own = await OwnProfile.WithAsync(
            postgres, """ "hotline": ["Filter-Id=portal", "WISPr-Redirection-URL=https://pay.example/?user={user}"], "hotlineSeconds": 120 """);
        var billing = own.Billing;
        using var gateway = new TestGateway(billing);
        await Stage.AddAccountAsync(billing, "broke", "secret", "Prepaid data", 0, 0);

        var accept = await gateway.LogInAsync("broke");

        Assert.Equal(("portal", "https://pay.example/?user=broke", 120u), (
            accept.Text(Attributes.FilterId), accept.Text(Attributes.Wispr.RedirectionUrl), accept.Number(Attributes.SessionTimeout)));
        await gateway.ReportAsync(Status.Start, "broke", "h1", new() { Class = accept.Find(Attributes.Class) });
        await gateway.ReportAsync(Status.Stop, "broke", "h1", new(60, 0, 5_000_000) { Class = accept.Find(Attributes.Class) });
        Assert.Equal((0m, 0), ((await billing.BalanceAsync("broke")).Posted, (await billing.BalanceAsync("broke")).OpenSessions));
        Assert.Empty(await billing.XdrsAsync("broke"));

        // Only who proved themselves, and for nothing but money.
        Assert.Equal("unknown user or wrong password", await gateway.IsRejectedAsync("broke", password: "wrong"));
        Assert.NotEqual(accept.Find(Attributes.Class), (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(true)] // of the gateway's pool
    [InlineData(false)] // the account's own
    public async Task Who_is_at_the_portal_has_an_address_and_keeps_it_when_it_is_let_out(bool isPooled)
    {
        await using var own = await OwnProfile.WithAsync(postgres, """ "hotline": ["Filter-Id=portal"] """);
        var billing = own.Billing;
        using var gateway = new TestGateway(billing);
        await Stage.AddAccountAsync(billing, "broke", "secret", "Prepaid data", 0, 0);
        await Stage.AddAccountAsync(billing, "other", "secret", "Prepaid data", 0, 0);
        await using var book = new Book(billing.ConnectionString, billing.Services);

        if (isPooled)
        {
            var nodes = billing.Services.GetRequiredService<NodeRegistry>();
            var made = await billing.Services.GetRequiredService<PoolStore>().SetAsync(
                "portal pool", [IPAddress.Parse("10.201.0.1"), IPAddress.Parse("10.201.0.2")], [], [nodes.Find(IPAddress.Loopback)!.NodeId], new("test", 0));
            Assert.True(made.IsDone, $"{made}");
            await Eventually.IsAsync(() => nodes.Find(IPAddress.Loopback)!.View.AddressPoolId is not null, "the pool is known");
        }
        else
        {
            await book.ExecuteAsync("update account set framed_address = '10.200.9.9' where login = 'broke'");
        }

        Answer accept = null!;
        await Eventually.IsAsync(
            async () => (accept = await gateway.LogInAsync("broke")).Find(Attributes.FramedIpAddress) is not null, "an address is told");
        var at = accept.Find(Attributes.FramedIpAddress);
        Assert.Equal("portal", accept.Text(Attributes.FilterId));

        // Nobody else is given it meanwhile, however many ask.
        var others = new List<Answer?>();

        for (var i = 0; i < 4; i++)
        {
            others.Add(await gateway.AuthenticateAsync("other", "secret"));
        }

        Assert.DoesNotContain(others, other => other!.Find(Attributes.FramedIpAddress) is { } taken && taken.SequenceEqual(at!));

        if (isPooled)
        {
            Assert.Equal("no address is free", others[^1]!.Text(Attributes.ReplyMessage));

            // Nor when it is a session.
            var login = await book.ReadAsync<Guid>("select session_id from portal_login where user_name = 'broke'");
            await billing.Grains.GetGrain<IPortalGrain>(login).LiftedAsync();
            Assert.Equal(1, await book.ReadAsync<long>("select count(*) from session where session_id = $1 and ended_at is null", login));
            Assert.Equal("no address is free", await gateway.IsRejectedAsync("other"));
        }
    }
}
