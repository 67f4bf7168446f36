using Billing.Core.Tariffs;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>Which of an account's tariffs prices a call: overrides, add-ons by precedence, the main product; its rating table.</summary>
public sealed class ProductTests(Stage stage)
{
    private readonly Offer _offer = new(stage);

    [Fact]
    public async Task Add_ons_come_before_the_main_product_by_precedence_and_only_for_what_they_price()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("1", 0.50m), ("44", 0.40m), ("49", 0.30m))));
        await _offer.AddOnAsync(user, await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.04m), ("1", 0.05m))), 2);
        await _offer.AddOnAsync(user, await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.01m))), 1);

        Assert.Equal((0.01m, "44"), await _offer.CallAsync(gateway, user, "442071234567"));
        Assert.Equal((0.05m, "1"), await _offer.CallAsync(gateway, user, "12125551234"));
        Assert.Equal((0.30m, "49"), await _offer.CallAsync(gateway, user, "49301234567"));
        Assert.Equal("no rate for the destination", await gateway.IsRejectedAsync(user, "81312345678"));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_an_add_on_forbids_the_main_product_does_not_allow()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.40m))));
        var strict = await _offer.TariffAsync(id => stage.Book.AddRateAsync(id, "447", 60, 0, RateStatus.Forbidden));
        await _offer.AddOnAsync(user, await _offer.ProductAsync(strict), 1);

        Assert.Equal("the destination is forbidden", await gateway.IsRejectedAsync(user, "447911123456"));
        await gateway.LogInAsync(user, "442071234567");
    }

    [Fact]
    public async Task An_add_on_may_sell_a_service_that_the_main_product_does_not_have()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Prepaid data");
        await _offer.AddOnAsync(user, await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.04m))), 1);

        Assert.Equal((0.04m, "44"), await _offer.CallAsync(gateway, user, "442071234567"));
        await gateway.ReportAsync(Status.Stop, user, "d1", new(60, 0, 2_000_000)); // and data stays what it is without a number
        Assert.Equal(9.94m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          customer, account
    [InlineData(true, false, "0.03")]
    [InlineData(true, true, "0.02")]
    [InlineData(false, true, "0.02")]
    public async Task An_override_comes_before_all_products_that_of_the_account_first(bool ofCustomer, bool ofAccount, string price)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.40m), ("49", 0.30m))));
        await _offer.AddOnAsync(user, await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.10m))), 1);

        if (ofCustomer)
        {
            await stage.Book.ExecuteAsync(
                "insert into tariff_override (customer_id, service, tariff_id) select customer_id, 'voice', $2 from account where login = $1",
                user, await _offer.TariffAsync(("44", 0.03m)));
        }

        if (ofAccount)
        {
            await stage.Book.ExecuteAsync(
                "insert into tariff_override (account_id, service, tariff_id) select account_id, 'voice', $2 from account where login = $1",
                user, await _offer.TariffAsync(("44", 0.02m)));
        }

        var expected = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((expected, "44"), await _offer.CallAsync(gateway, user, "442071234567"));
        Assert.Equal((0.30m, "49"), await _offer.CallAsync(gateway, user, "49301234567")); // what it does not price goes on
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_most_specific_row_of_the_rating_table_counts_an_access_code_before_a_node_group()
    {
        using var ordinary = await stage.GatewayAsync();
        using var abroad = await stage.GatewayAsync();
        var group = await _offer.NodeGroupAsync(abroad.Name);
        await _offer.NumbersAreReadAsync();
        var product = await _offer.ProductAsync(await _offer.TariffAsync(("*", 0.10m)));
        await _offer.RatingAsync(product, await _offer.TariffAsync(("*", 0.20m)), nodeGroup: group);
        await _offer.RatingAsync(product, await _offer.TariffAsync(("*", 0.30m)), accessCode: "ZONE-1");
        await _offer.RatingAsync(product, await _offer.TariffAsync(("*", 0.40m)), accessCode: "ZONE-2", nodeGroup: group);
        await _offer.RatingAsync(product, await _offer.TariffAsync(("*", 0.50m)), accessCode: "OUTGOING", nodeGroup: group);
        var user = await stage.AccountAsync(product);

        Assert.Equal(0.10m, await PriceAsync(ordinary, null));
        Assert.Equal(0.50m, await PriceAsync(abroad, null)); // a call is OUTGOING unless the profile says otherwise
        Assert.Equal(0.20m, await PriceAsync(abroad, "ZONE-9"));
        Assert.Equal(0.30m, await PriceAsync(ordinary, "zone-1"));
        Assert.Equal(0.30m, await PriceAsync(abroad, "ZONE-1"));
        Assert.Equal(0.40m, await PriceAsync(abroad, "ZONE-2"));
        Assert.Equal(0.10m, await PriceAsync(ordinary, "ZONE-2"));
        await stage.AuditIsCleanAsync();

        async Task<decimal> PriceAsync(Testing.TestGateway gateway, string? zone) =>
            (await _offer.CallAsync(gateway, user, "442071234567", Zone(zone))).Amount;
    }

    [Fact]
    public async Task Data_in_a_roaming_zone_has_the_zones_tariff()
    {
        using var gateway = await stage.GatewayAsync();
        var data = await stage.Book.AddTariffAsync(Offer.Name("data"), Unit.Byte, 1_000_000, 0.01m);
        var roaming = await stage.Book.AddTariffAsync(Offer.Name("data"), Unit.Byte, 1_000_000, 2m);
        var product = await _offer.ProductAsync(data, "data", Unit.Byte);
        await _offer.RatingAsync(product, roaming, accessCode: "ZONE-1", service: "data");
        var user = await stage.AccountAsync(product);

        await gateway.ReportAsync(Status.Stop, user, "home", new(60, 0, 1_000_000));
        await gateway.ReportAsync(Status.Stop, user, "away", new(60, 0, 1_000_000) { More = Zone("ZONE-1") });

        Assert.Equal(7.99m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    private static Testing.TestGateway.Fill Zone(string? zone) => (ref writer) =>
    {
        if (zone is not null)
        {
            writer.AddString(Attributes.FilterId, zone);
        }
    };
}
