namespace Billing.Radius.Server.Tests.Rating;

/// <summary>Numbers as gateways send them become E.164 before they are rated; both are kept.</summary>
public sealed class NumberTests(Stage stage)
{
    private readonly Offer _offer = new(stage);

    [Theory]
    //          dialled           number          amount
    [InlineData("00442071234567", "442071234567", "0.05")]
    [InlineData("07911123456", "447911123456", "0.20")]
    [InlineData("+447911123456", "447911123456", "0.20")]
    [InlineData("442071234567", "442071234567", "0.05")]
    public async Task A_number_is_rated_by_the_rules_of_its_gateway(string dialled, string number, string amount)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        await _offer.RuleAsync(gateway.Name, 2, "0", 10, 11, 1, "44");
        await _offer.RuleAsync(gateway.Name, 1, "00", 8, 64, 2, "");
        await _offer.NumbersAreReadAsync();
        var user = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("44", 0.05m), ("4479", 0.20m))));

        foreach (var logsIn in new[] { true, false })
        {
            var token = logsIn ? (await gateway.LogInAsync(user, dialled)).Find(Attributes.Class) : null;
            await gateway.ReportAsync(Status.Stop, user, $"n{logsIn}", new(60) { Called = dialled, Class = token });
            var record = (await stage.Billing.XdrsAsync(user))[0];
            Assert.Equal((decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), dialled, number),
                (record.Amount, record.CalledParty, record.CalledNumber));
        }

        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_call_that_is_authorised_with_plus_and_reported_without_is_one_call()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 5);
        await gateway.LogInAsync(user, "+12125551234");

        await gateway.ReportAsync(Status.Stop, user, "c1", new(60) { Called = "12125551234" });

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((4.90m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_session_keeps_the_number_and_the_groups_that_it_was_in()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var (landlines, mobiles) = (Offer.Name("landlines"), Offer.Name("mobiles"));
        await stage.Book.ExecuteAsync(
            """
            with g as (insert into destination_group (name) values ($1), ($2) returning destination_group_id, name)
            insert into destination_group_member (destination_group_id, destination, is_excluded)
            select g.destination_group_id, m.destination, m.is_excluded
            from g join (values ($1, '43', false), ($1, '4366', true), ($2, '4366', false)) as m(name, destination, is_excluded) on m.name = g.name
            """,
            landlines,
            mobiles);
        await _offer.NumbersAreReadAsync();
        var user = await stage.AccountAsync(await _offer.ProductAsync(await _offer.TariffAsync(("43", 0.05m))));

        await gateway.ReportAsync(Status.Start, user, "g1", new() { Called = "+43 1 234567" });
        await gateway.ReportAsync(Status.Start, user, "g2", new() { Called = "436641234567" });

        Assert.Equal(
            [$"431234567 {landlines}", $"436641234567 {mobiles}"],
            await stage.Book.ReadAsync<string[]>(
                "select array(select destination || ' ' || destination_groups from session where user_name = $1 order by acct_session_id)", user));
    }
}
