using Billing.Core.Tariffs;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>What a rate's status, direction and dates do to a call; and how many calls may run at once.</summary>
public sealed class RateStatusTests(Stage stage)
{
    private readonly Offer _offer = new(stage);

    [Fact]
    public async Task A_discontinued_rate_is_as_if_it_were_not_there_and_a_hidden_one_rates()
    {
        using var gateway = await stage.GatewayAsync();
        var tariff = await _offer.TariffAsync(
            async id =>
            {
                await stage.Book.AddRateAsync(id, "4479", 60, 0.20m, RateStatus.Discontinued);
                await stage.Book.AddRateAsync(id, "4478", 60, 0.30m, RateStatus.Hidden);
                await stage.Book.AddRateAsync(id, "49", 60, 0.30m, RateStatus.Discontinued);
            },
            ("44", 0.05m));
        var user = await stage.AccountAsync(await _offer.ProductAsync(tariff));

        Assert.Equal((0.05m, "44"), await _offer.CallAsync(gateway, user, "447911123456"));
        Assert.Equal((0.30m, "4478"), await _offer.CallAsync(gateway, user, "447811123456"));
        Assert.Equal("no rate for the destination", await gateway.IsRejectedAsync(user, "4930123456"));
        await gateway.LogInAsync(user, "447811123456");
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_forbidden_call_that_was_made_all_the_same_is_recorded_and_charges_nothing()
    {
        using var gateway = await stage.GatewayAsync();
        var tariff = await _offer.TariffAsync(id => stage.Book.AddRateAsync(id, "4479", 60, 0.20m, RateStatus.Forbidden), ("44", 0.05m));
        var user = await stage.AccountAsync(await _offer.ProductAsync(tariff));

        Assert.Equal("the destination is forbidden", await gateway.IsRejectedAsync(user, "447911123456"));
        Assert.Equal((0m, null), await _offer.CallAsync(gateway, user, "447911123456"));
        Assert.Equal(10m, (await stage.Billing.BalanceAsync(user)).Posted);
    }

    [Fact]
    public async Task A_payback_is_granted_without_money_holds_nothing_and_credits_the_account()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var tariff = await _offer.TariffAsync(
            id => stage.Book.ExecuteAsync("update rate set direction = 1 where tariff_id = $1", id), ("1900", 0.05m));
        var user = await stage.AccountAsync(await _offer.ProductAsync(tariff), funds: 0);

        var accept = await gateway.LogInAsync(user, "19001234567");
        Assert.Equal(3_600u, accept.Number(Attributes.SessionTimeout));
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Held);
        await gateway.ReportAsync(Status.Interim, user, "p1", new(120) { Called = "19001234567", Class = accept.Find(Attributes.Class) });
        await gateway.ReportAsync(Status.Stop, user, "p1", new(601) { Called = "19001234567", Class = accept.Find(Attributes.Class) });

        Assert.Equal(0.55m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal(-0.55m, (await stage.Billing.XdrsAsync(user)).Single().Amount);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_call_has_the_rate_that_is_effective_at_its_start()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var tariff = await _offer.TariffAsync(
            async id =>
            {
                await stage.Book.ExecuteAsync("update rate set effective_from = '2019-01-01 00:00:00+00', effective_to = now() - interval '2 h' where tariff_id = $1 and destination = '44'", id);
                var newest = await stage.Book.AddRateAsync(id, "44", 60, 0.20m);
                await stage.Book.ExecuteAsync("update rate set effective_from = now() + interval '2 h' where rate_id = $1", newest);
            },
            ("4", 0.90m),
            ("44", 0.05m));
        var user = await stage.AccountAsync(await _offer.ProductAsync(tariff));

        var began = DateTimeOffset.UtcNow.AddMinutes(-180);
        await gateway.ReportAsync(Status.Start, user, "e1", new() { Called = "442071234567", EventAt = began });
        await gateway.ReportAsync(Status.Stop, user, "e1", new(6_000) { Called = "442071234567", EventAt = began.AddSeconds(6_000) });
        Assert.Equal(5m, (await stage.Billing.XdrsAsync(user))[0].Amount); // 100 min at 0.05, past the rate's end
        await gateway.ReportAsync(Status.Stop, user, "e2", new(60) { Called = "442071234567" });
        Assert.Equal((0.90m, "4"), ((await stage.Billing.XdrsAsync(user))[0].Amount, (await stage.Billing.XdrsAsync(user))[0].Destination));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_limit_of_the_customer_counts_the_sessions_of_all_its_accounts_on_the_balance()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var tariff = await _offer.TariffAsync(("*", 0.01m));
        var balance = await stage.Book.AddBalanceAsync(100);
        await stage.Book.ExecuteAsync("update customer set max_sessions = 2 from balance b where b.balance_id = $1 and customer.customer_id = b.customer_id", balance);
        var (one, other) = (Offer.Name("member"), Offer.Name("member"));
        await stage.Book.AddAccountAsync(one, balance, tariff, "voice", Unit.Second);
        await stage.Book.AddAccountAsync(other, balance, tariff, "voice", Unit.Second, maxSessions: 1);

        var first = (await gateway.LogInAsync(one, "442071234567")).Find(Attributes.Class);
        await gateway.LogInAsync(other, "442071234567");
        Assert.Equal("too many sessions", await gateway.IsRejectedAsync(one, "442071234567"));
        await gateway.ReportAsync(Status.Stop, one, "m1", new(60) { Class = first });
        Assert.Equal("too many sessions", await gateway.IsRejectedAsync(other, "442071234567")); // its own limit
        await gateway.LogInAsync(one, "442071234567");
        await stage.AuditIsCleanAsync();
    }
}
