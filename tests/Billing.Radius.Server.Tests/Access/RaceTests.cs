using Billing.Testing;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>Requests at the same time: what one was granted no other gets.</summary>
public sealed class RaceTests(Stage stage)
{
    private const int Logins = 50;

    [Theory]
    //          profile     accepted: 10.00 is 20 slices of 50 MB, or all of it at once
    [InlineData("test-tool", 20)]
    [InlineData("mikrotik", 1)]
    public async Task Fifty_logins_at_once_never_get_the_same_money(string profile, int accepted)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync();

        var answers = await AllAtOnceAsync(gateway, user, called: null);

        Assert.Equal(accepted, answers.Count(answer => answer.Code is RadiusCode.AccessAccept));
        Assert.All(
            answers.Where(answer => answer.Code is not RadiusCode.AccessAccept),
            answer => Assert.Equal("not enough funds", answer.Text(Attributes.ReplyMessage)));
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((10m, 0m, 10m), (balance.Held, balance.Available, balance.Posted));
        Assert.Equal(1_000_000_000, answers.Sum(answer => (long)(answer.Number(Attributes.MikroTik.TotalLimit) ?? 0)));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task No_more_sessions_than_the_product_allows_begin_at_once()
    {
        await stage.QueryAsync<object>("""
            with p as (insert into product (name) values ('Three at once') returning product_id)
            insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units, max_sessions)
            select p.product_id, s.service, s.unit, s.tariff_id, s.slice_units, s.longest_units, 3
            from p, product_service s join product q using (product_id) where q.name = 'Prepaid data'
            """);
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Three at once", 1_000);

        var answers = await AllAtOnceAsync(gateway, user, called: null);

        Assert.Equal(3, answers.Count(answer => answer.Code is RadiusCode.AccessAccept));
        Assert.Contains(answers, answer => answer.Text(Attributes.ReplyMessage) == "too many sessions");
        Assert.Equal(1.50m, (await stage.Billing.BalanceAsync(user)).Held);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(true)] // it was waited for after all
    [InlineData(false)]
    public async Task A_login_that_is_repeated_under_another_number_is_one_login(bool startsByFirst)
    {
        await stage.Book.ExecuteAsync("""
            with p as (insert into product (name) select 'One at once' where not exists (select from product where name = 'One at once') returning product_id)
            insert into product_service (product_id, service, unit, tariff_id, slice_units, longest_units, max_sessions)
            select p.product_id, s.service, s.unit, s.tariff_id, s.slice_units, s.longest_units, 1
            from p, product_service s join product q using (product_id) where q.name = 'Prepaid data'
            """);
        using var gateway = await stage.GatewayAsync();
        using var elsewhere = stage.Another(gateway); // its identifiers are others, as at another server
        var user = await stage.AccountAsync("One at once");

        var first = await AskAsync(gateway, "same");
        var second = await AskAsync(elsewhere, "same");

        Assert.Equal((RadiusCode.AccessAccept, RadiusCode.AccessAccept), (first.Code, second.Code));
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((1, 0.50m), (balance.OpenSessions, balance.Held));
        Assert.Equal("too many sessions", (await AskAsync(gateway, "other")).Text(Attributes.ReplyMessage));
        Assert.Equal("too many sessions", (await AskAsync(gateway, "same", "02-00-00-00-00-01")).Text(Attributes.ReplyMessage)); // another device

        var ours = (startsByFirst ? first : second).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "same", new() { Class = ours });
        Assert.Equal("too many sessions", (await AskAsync(gateway, "same")).Text(Attributes.ReplyMessage)); // it runs: this is another one
        await gateway.ReportAsync(Status.Stop, user, "same", new(60, 0, 1_000_000) { Class = ours });
        Assert.Equal(9.99m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Single(await stage.Billing.XdrsAsync(user));
        await stage.AuditIsCleanAsync();

        async Task<Answer> AskAsync(TestGateway from, string name, string device = "02-00-00-00-00-00") =>
            (await from.AuthenticateAsync(user, "secret", (ref writer) =>
            {
                writer.AddString(Attributes.AcctSessionId, name);
                writer.AddString(Attributes.CallingStationId, device);
            }))!;
    }

    [Fact]
    public async Task Parallel_calls_never_spend_more_than_the_balance()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 1.00m);

        var answers = await AllAtOnceAsync(gateway, user, "12125550199");
        var calls = answers.Where(answer => answer.Code is RadiusCode.AccessAccept).ToList();
        var at = 0;

        foreach (var call in calls)
        {
            var used = new Usage(call.Number(Attributes.SessionTimeout)) { Class = call.Find(Attributes.Class), Called = "12125550199" };
            await gateway.ReportAsync(Status.Stop, user, $"race{at++}", used);
        }

        Assert.Single(calls);
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Two_calls_that_are_cut_at_their_limit_share_the_balance()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 13.00m);

        // The first gets its longest time, two hours for 12.00; the second what is left.
        var first = await gateway.LogInAsync(user, "12125550199");
        var second = await gateway.LogInAsync(user, "12125550199");
        Assert.Equal((7_200u, 600u), (first.Number(Attributes.SessionTimeout), second.Number(Attributes.SessionTimeout)));
        await gateway.ReportAsync(Status.Start, user, "c1", new() { Class = first.Find(Attributes.Class), Called = "12125550199" });
        await gateway.ReportAsync(Status.Start, user, "c2", new() { Class = second.Find(Attributes.Class), Called = "12125550199" });
        await gateway.ReportAsync(Status.Stop, user, "c1", new(7_200) { Class = first.Find(Attributes.Class), Called = "12125550199" });
        await gateway.ReportAsync(Status.Stop, user, "c2", new(600) { Class = second.Find(Attributes.Class), Called = "12125550199" });

        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal("not enough funds", await gateway.IsRejectedAsync(user, "12125550199"));
        await stage.AuditIsCleanAsync();
    }

    private async Task<Answer[]> AllAtOnceAsync(TestGateway gateway, string user, string? called)
    {
        var sockets = Enumerable.Range(0, Logins).Select(_ => stage.Another(gateway)).ToArray();

        try
        {
            var answers = await Task.WhenAll(sockets.Select(socket => socket.AuthenticateAsync(user, "secret", (ref writer) =>
            {
                if (called is not null)
                {
                    writer.AddString(Attributes.CalledStationId, called);
                }
            })));
            Assert.DoesNotContain(null, answers);

            return answers!;
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }
}
