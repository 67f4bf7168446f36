using Billing.Core.Tariffs;

namespace Billing.Radius.Server.Tests.Rating;

/// <summary>Calls between our own accounts, calls that come in, calls for help.</summary>
public sealed class CallKindTests(Stage stage)
{
    private static readonly Testing.TestGateway.Fill Incoming =
        (ref writer) => writer.AddString(Attributes.Cisco.H323CallOrigin, "h323-call-origin=answer");

    private readonly Offer _offer = new(stage);

    [Fact]
    public async Task A_call_to_an_account_of_ours_costs_the_ONNET_rate_where_the_tariff_has_one()
    {
        using var gateway = await stage.GatewayAsync();
        var ours = await stage.AccountAsync("Prepaid voice", login: "12025550177");
        var user = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("1", 0.50m), ("ONNET", 0.01m))));
        var other = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("1", 0.50m))));

        Assert.Equal((0.01m, "ONNET"), await _offer.CallAsync(gateway, user, ours));
        Assert.Equal((0.01m, "ONNET"), await _offer.CallAsync(gateway, user, "+1 (202) 555-0177"));
        Assert.Equal((0.50m, "1"), await _offer.CallAsync(gateway, user, "12025550178"));
        Assert.Equal((0.50m, "1"), await _offer.CallAsync(gateway, other, ours));
        Assert.Equal(["ONNET", "12025550177"], await stage.Book.ReadAsync<string[]>(
            "select array[destination, called_number] from session where user_name = $1 order by authorized_at limit 1", user));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task An_incoming_call_costs_the_INCOMING_rate_and_never_that_of_a_call_to_its_caller()
    {
        using var gateway = await stage.GatewayAsync();
        var product = await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.50m), ("*", 0.70m), ("INCOMING", 0.02m)));
        var user = await stage.AccountAsync(product);
        var plain = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.50m), ("*", 0.70m))));

        Assert.Equal((0.02m, "INCOMING"), await _offer.CallAsync(gateway, user, "12025550100", From("442071234567")));
        Assert.Equal((0.50m, "44"), await _offer.CallAsync(gateway, user, "442071234567"));
        Assert.Equal((0m, null), await _offer.CallAsync(gateway, plain, "12025550100", From("442071234567")));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task In_a_tariff_for_incoming_calls_the_caller_decides()
    {
        using var gateway = await stage.GatewayAsync();
        var product = await _offer.ProductAsync(await _offer.TariffAsync(("*", 0.70m)));
        await _offer.RatingAsync(product, await _offer.TariffAsync(("44", 0.03m), ("*", 0.04m)), accessCode: "INCOMING");
        var user = await stage.AccountAsync(product);

        Assert.Equal((0.03m, "44"), await _offer.CallAsync(gateway, user, "12025550100", From("442071234567")));
        Assert.Equal((0.04m, "*"), await _offer.CallAsync(gateway, user, "12025550100", Incoming));
        Assert.Equal((0.70m, "*"), await _offer.CallAsync(gateway, user, "442071234567"));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          product          status
    [InlineData("Prepaid voice", 1)]
    [InlineData("Prepaid voice", 2)]
    [InlineData("Prepaid data", 1)]
    public async Task A_call_for_help_is_let_through_without_money_and_whole(string product, int status)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync(product, funds: 0);
        await stage.Book.ExecuteAsync("update account set status = $2 where login = $1", user, status);

        var accept = await gateway.LogInAsync(user, "911");

        Assert.Equal(7_200u, accept.Number(Attributes.SessionTimeout));
        Assert.Equal((0m, 1), ((await stage.Billing.BalanceAsync(user)).Held, (await stage.Billing.BalanceAsync(user)).OpenSessions));
        var token = accept.Find(Attributes.Class);
        await gateway.ReportAsync(Status.Interim, user, "h1", new(600) { Called = "911", Class = token });
        await gateway.ReportAsync(Status.Stop, user, "h1", new(1_200) { Called = "911", Class = token });
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Available); // no rate for it: free
        Assert.Equal((0m, 1_200L), ((await stage.Billing.XdrsAsync(user)).Single().Amount, (await stage.Billing.XdrsAsync(user)).Single().UsedUnits));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_call_for_help_is_charged_by_its_rate_also_below_zero_and_counts_for_no_limit()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var product = await _offer.ProductAsync(await _offer.TariffAsync(("*", 0.70m), ("EMERGENCY", 0.10m)));
        await stage.Book.ExecuteAsync(
            "update product_service set max_sessions = 1 where product_id = (select product_id from product where name = $1)", product);
        var user = await stage.AccountAsync(product, funds: 0.70m);
        await gateway.LogInAsync(user, "442071234567");
        Assert.Equal("too many sessions", await gateway.IsRejectedAsync(user, "442071234567"));

        var token = (await gateway.LogInAsync(user, "1-1-2")).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Interim, user, "h1", new(60) { Called = "112", Class = token });
        await gateway.ReportAsync(Status.Stop, user, "h1", new(120) { Called = "112", Class = token });

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((0.50m, 0.70m, -0.20m), (balance.Posted, balance.Held, balance.Available));
        Assert.Equal("EMERGENCY", (await stage.Billing.XdrsAsync(user)).Single().Destination);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Only_a_proven_account_may_call_for_help_and_the_number_is_that_of_its_gateway()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        using var other = await stage.GatewayAsync("cisco-voice");
        await stage.Book.ExecuteAsync("insert into emergency_number (number, node_id) select '01234', node_id from node where name = $1", gateway.Name);
        await _offer.NumbersAreReadAsync();
        var user = await stage.AccountAsync("Prepaid voice", funds: 0);

        Assert.Equal("unknown user or wrong password", await gateway.IsRejectedAsync(user, "911", password: "guess"));
        await gateway.LogInAsync(user, "01234");
        Assert.Equal("no rate for the destination", await other.IsRejectedAsync(user, "01234"));
    }

    [Fact]
    public async Task A_data_session_to_an_access_point_named_like_a_call_for_help_is_none()
    {
        using var gateway = await stage.GatewayAsync("mikrotik");
        var user = await stage.AccountAsync("Prepaid data", funds: 0);

        Assert.Equal("not enough funds", await gateway.IsRejectedAsync(user, "911"));
    }

    private static Testing.TestGateway.Fill From(string calling) => (ref writer) =>
    {
        Incoming(ref writer);
        writer.AddString(Attributes.CallingStationId, calling);
    };
}
