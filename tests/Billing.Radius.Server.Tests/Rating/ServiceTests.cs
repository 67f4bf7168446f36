using Billing.Core.Tariffs;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>A service that is named is meant: what the account's products do not have is refused, and never free.</summary>
public sealed class ServiceTests(Stage stage)
{
    private const string Called = "12125551234";

    [Theory]
    //          gateway        called  service
    [InlineData("smsc", Called, "messages")]
    [InlineData("cisco-voice", Called, "voice")]
    [InlineData("cisco-voice", null, "voice")]
    [InlineData("test-tool", Called, "voice")]
    [InlineData("generic", Called, "voice")]
    public async Task What_the_product_does_not_have_is_refused_and_kept_when_it_was_used(string profile, string? called, string service)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync(); // data

        Assert.Equal("the service is not part of the product", await gateway.IsRejectedAsync(user, called));
        await gateway.ReportAsync(Status.Start, user, "x1", new() { Called = called });
        await gateway.ReportAsync(Status.Stop, user, "x1", new(60, 0, 5_000_000) { Called = called });
        await gateway.ReportAsync(Status.Stop, user, "x1", new(60, 0, 5_000_000) { Called = called, DelaySeconds = 5 });

        Assert.Equal($"the service \"{service}\" is not part of the account's product, 3 times, 60 s", await stage.QueryAsync<string>(
            "select concat(reason, ', ', reports, ' times, ', duration_seconds, ' s') from suspense_usage where user_name = $1", user));
        Assert.Empty(await stage.Billing.XdrsAsync(user));
        Assert.Equal((10m, 0), ((await stage.Billing.BalanceAsync(user)).Available, (await stage.Billing.BalanceAsync(user)).OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_service_that_the_gateway_only_assumes_gives_way_to_what_the_account_has()
    {
        using var gateway = await stage.GatewayAsync();
        var offer = new Offer(stage);
        var tariff = await stage.Book.AddTariffAsync(Offer.Name("titles"), Unit.Event, 1, 0.50m);
        var user = await stage.AccountAsync(await offer.ProductAsync(tariff, "vod", Unit.Event), 1m);

        var accept = await gateway.LogInAsync(user);
        await gateway.ReportAsync(Status.Stop, user, "t1", new(5) { Class = accept.Find(Attributes.Class) });
        await gateway.ReportAsync(Status.Stop, user, "t2", new(5));

        Assert.Equal(["vod", "vod"], await stage.Book.ReadAsync<string[]>(
            "select array(select service from session where user_name = $1)", user));
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Available);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_session_that_was_let_in_is_charged_though_its_service_was_sold_off_meanwhile()
    {
        using var gateway = await stage.GatewayAsync("smsc");
        var offer = new Offer(stage);
        var user = await stage.AccountAsync();
        var product = await offer.ProductAsync(await stage.Book.AddTariffAsync(Offer.Name("messages"), Unit.Event, 1, 0.05m), "messages", Unit.Event);
        await offer.AddOnAsync(user, product, 1);
        var accept = await gateway.LogInAsync(user, Called);

        await stage.Book.ExecuteAsync(
            "delete from account_product where account_id = (select account_id from account where login = $1)", user);
        await gateway.ReportAsync(Status.Stop, user, "m1", new() { Called = Called, Class = accept.Find(Attributes.Class) });

        Assert.Equal(9.95m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }
}
