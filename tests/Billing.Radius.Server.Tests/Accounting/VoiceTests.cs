namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>The demo's voice tariff end to end, and a customer that uses both services on credit.</summary>
public sealed class VoiceTests(Stage stage)
{
    [Theory]
    //          called          seconds  amount   destination
    [InlineData("12125551234", 227, "0.38", "1212")]
    [InlineData("12125551234", 60, "0.10", "1212")]
    [InlineData("12125551234", 61, "0.11", "1212")]
    [InlineData("12125551234", 0, "0.00", "1212")]
    [InlineData("447911123456", 31, "0.12", "4479")]
    [InlineData("447911123456", 30, "0.10", "4479")]
    [InlineData("442071234567", 60, "0.07", "44")]
    [InlineData("442071234567", 1, "0.02083", "44")]
    [InlineData("18005551234", 3_600, "0.00", "1800")]
    [InlineData("+44 7911-123456", 31, "0.12", "4479")]
    public async Task A_call_costs_what_its_destination_says(string called, int seconds, string amount, string destination)
    {
        var price = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

        foreach (var (logsIn, hasClass) in new[] { (true, true), (true, false), (false, false) })
        {
            using var gateway = await stage.GatewayAsync("cisco-voice");
            var user = await stage.AccountAsync("Prepaid voice", 5);
            var token = logsIn ? (await gateway.LogInAsync(user, called)).Find(Attributes.Class) : null;
            token = hasClass ? token : null;
            await gateway.ReportAsync(Status.Start, user, "v1", new() { Called = called, Class = token });
            await gateway.ReportAsync(Status.Stop, user, "v1", new(seconds) { Called = called, Class = token });

            var balance = await stage.Billing.BalanceAsync(user);
            Assert.Equal((5 - price, 5 - price), (balance.Posted, balance.Available));
            var record = (await stage.Billing.XdrsAsync(user)).Single();
            Assert.Equal((price, destination, (long)seconds), (record.Amount, record.Destination, record.UsedUnits));
        }

        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_forbidden_destination_is_rejected_with_the_reason()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Prepaid voice", 5);

        Assert.Equal("the destination is forbidden", await gateway.IsRejectedAsync(user, "9001234567"));
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Held);
    }

    [Fact]
    public async Task A_call_whose_gateway_counts_no_seconds_is_as_long_as_its_times_say()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 5);
        var began = DateTimeOffset.UtcNow.AddSeconds(-500);

        await gateway.ReportAsync(Status.Start, user, "v2", new() { Called = "12125551234", EventAt = began });
        await gateway.ReportAsync(Status.Stop, user, "v2", new() { Called = "12125551234", EventAt = began.AddSeconds(227) });

        Assert.Equal(4.62m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    // Its gateway's clock was set back meanwhile, by which it counts.
    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(1u << 31)]
    public async Task A_call_whose_seconds_are_counted_below_zero_is_as_long_as_its_times_say(uint seconds)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 5);
        var began = DateTimeOffset.UtcNow.AddSeconds(-500);

        await gateway.ReportAsync(Status.Start, user, $"v5{seconds}", new() { Called = "12125551234", EventAt = began });
        await gateway.ReportAsync(Status.Stop, user, $"v5{seconds}", new(seconds) { Called = "12125551234", EventAt = began.AddSeconds(227) });

        Assert.Equal(4.62m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_is_not_charged_for_a_beginning_that_cannot_be(bool isLetIn)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", 100);
        var ours = isLetIn ? (await gateway.LogInAsync(user, "12125551234")).Find(Attributes.Class) : null;
        var wrong = DateTimeOffset.UtcNow.AddDays(-20);

        await gateway.ReportAsync(Status.Start, user, $"v4{isLetIn}", new() { Called = "12125551234", Class = ours, EventAt = wrong });
        await gateway.ReportAsync(Status.Stop, user, $"v4{isLetIn}", new() { Called = "12125551234", Class = ours, EventAt = DateTimeOffset.UtcNow });

        var longest = await stage.QueryAsync<long>("select longest_units from product_service join product using (product_id) where name = 'Prepaid voice'");
        Assert.InRange((await stage.Billing.XdrsAsync(user)).Sum(record => record.UsedUnits), isLetIn ? 0 : longest, isLetIn ? 90 : longest);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          Class comes back
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_customer_on_credit_uses_both_services_at_once(bool hasClass)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Everything", funds: 0, limit: 100);
        const string called = "12125551234";
        var data = (await gateway.LogInAsync(user)).Find(Attributes.Class);
        var call = (await gateway.LogInAsync(user, called)).Find(Attributes.Class);
        (data, call) = hasClass ? (data, call) : (null, null);
        await gateway.ReportAsync(Status.Start, user, "b1", new() { Class = data });
        await gateway.ReportAsync(Status.Start, user, "b2", new() { Class = call, Called = called });
        await gateway.ReportAsync(Status.Interim, user, "b1", new(300, 0, 120_000_000) { Class = data });

        // 1.20 and the next slice of 0.50; of the call what two hours cost.
        var running = await stage.Billing.BalanceAsync(user);
        Assert.Equal((1.20m, 12.50m, 86.30m), (running.Unsettled, running.Held, running.Available));
        await gateway.ReportAsync(Status.Stop, user, "b2", new(227) { Class = call, Called = called });
        await gateway.ReportAsync(Status.Stop, user, "b1", new(600, 0, 250_400_000) { Class = data });

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((-2.89m, 0m, 97.11m), (balance.Posted, balance.Held, balance.Available));
        Assert.Equal(["data", "voice"], (await stage.Billing.XdrsAsync(user)).Select(record => record.Service).Order());
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Credit_ends_at_its_limit()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Everything", funds: 0, limit: 0.25m);

        var accept = await gateway.LogInAsync(user);

        Assert.Equal(25_000_000u, accept.Number(Attributes.MikroTik.TotalLimit));
        Assert.Equal("not enough funds", await gateway.IsRejectedAsync(user));
        await stage.AuditIsCleanAsync();
    }
}
