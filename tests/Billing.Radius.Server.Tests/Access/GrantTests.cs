using Billing.Radius.Server.Nodes;
using Npgsql;

namespace Billing.Radius.Server.Tests.Access;

/// <summary>What an Access-Accept limits is what is held, in the words that the gateway understands.</summary>
public sealed class GrantTests(Stage stage)
{
    [Fact]
    public async Task A_gateway_that_comes_back_is_told_when_and_holds_a_slice()
    {
        using var gateway = await stage.GatewayAsync(interimSeconds: 120);
        var user = await stage.AccountAsync();

        var accept = await gateway.LogInAsync(user);

        Assert.Equal(Token.Length, accept.Find(Attributes.Class)?.Length);
        Assert.Equal(120u, accept.Number(Attributes.AcctInterimInterval));
        Assert.Equal(86_400u, accept.Number(Attributes.SessionTimeout));
        Assert.Equal(50_000_000u, accept.Number(Attributes.MikroTik.TotalLimit));
        Assert.Equal(0u, accept.Number(Attributes.MikroTik.TotalLimitGigawords));
        Assert.Equal((0.50m, 9.50m), await FundsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task An_interval_below_a_minute_cannot_be_configured()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => stage.GatewayAsync(interimSeconds: 59));

        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
    }

    [Theory]
    //          funds  octets that they buy
    [InlineData("0.01", 1_000_000L)]
    [InlineData("10.00", 1_000_000_000L)]
    [InlineData("42.94", 4_294_000_000L)]
    [InlineData("42.95", 4_295_000_000L)] // past 32 bits
    [InlineData("100.00", 10_000_000_000L)]
    [InlineData("5000.00", 100_000_000_000L)] // the product's longest
    public async Task A_MikroTik_is_told_all_that_the_funds_buy(string funds, long octets)
    {
        using var gateway = await stage.GatewayAsync("mikrotik");
        var money = decimal.Parse(funds, System.Globalization.CultureInfo.InvariantCulture);
        var user = await stage.AccountAsync(funds: money);

        var accept = await gateway.LogInAsync(user);

        var limit = accept.Number(Attributes.MikroTik.TotalLimit)!.Value + ((long)accept.Number(Attributes.MikroTik.TotalLimitGigawords)!.Value << 32);
        Assert.Equal(octets, limit);
        var price = octets / 1_000_000 * 0.01m;
        Assert.Equal((price, money - price), await FundsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData("10.00", 500_000_000L)]
    [InlineData("100.00", 5_000_000_000L)] // past 32 bits
    public async Task A_MikroTik_without_a_limit_of_both_directions_is_told_half_for_each(string funds, long octets)
    {
        using var gateway = await stage.GatewayAsync("mikrotik-old");
        var user = await stage.AccountAsync(funds: decimal.Parse(funds, System.Globalization.CultureInfo.InvariantCulture));

        var accept = await gateway.LogInAsync(user);

        Assert.Equal((octets, octets), (
            accept.Number(Attributes.MikroTik.RecvLimit)!.Value + ((long)accept.Number(Attributes.MikroTik.RecvLimitGigawords)!.Value << 32),
            accept.Number(Attributes.MikroTik.XmitLimit)!.Value + ((long)accept.Number(Attributes.MikroTik.XmitLimitGigawords)!.Value << 32)));
        Assert.Null(accept.Find(Attributes.MikroTik.TotalLimit));
    }

    [Theory]
    //          funds  called         seconds
    [InlineData("5.00", "12125550199", 3_000u)]
    [InlineData("1.00", "12125550199", 600u)]
    [InlineData("0.10", "12125550199", 60u)]
    [InlineData("0.115", "12125550199", 66u)]
    [InlineData("5.00", "442071234567", 5_976u)] // 0.02 for the connection, the rest by the second
    [InlineData("0.12", "447911123456", 36u)]
    [InlineData("50.00", "12125550199", 7_200u)] // the product's longest
    [InlineData("0.00", "18005550199", 7_200u)] // free
    public async Task A_voice_gateway_is_told_the_seconds_that_the_funds_buy(string funds, string called, uint seconds)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var money = decimal.Parse(funds, System.Globalization.CultureInfo.InvariantCulture);
        var user = await stage.AccountAsync("Prepaid voice", money);

        var accept = await gateway.LogInAsync(user, called);

        Assert.Equal(seconds, accept.Number(Attributes.SessionTimeout));
        Assert.Equal($"h323-credit-time={seconds}", accept.Text(Attributes.Cisco.H323CreditTime));
        Assert.Equal(FormattableString.Invariant($"h323-credit-amount={money:0.00}"), accept.Text(Attributes.Cisco.H323CreditAmount));
        Assert.Equal("h323-return-code=0", accept.Text(Attributes.Cisco.H323ReturnCode));
        Assert.Equal("h323-currency=USD", accept.Text(Attributes.Cisco.H323Currency));
        Assert.Null(accept.Find(Attributes.MikroTik.TotalLimit));
        var (held, available) = await FundsAsync(user);
        Assert.Equal(money, held + available);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          called         password  funds  return code  reason
    [InlineData("9001234567", "secret", "5.00", "9", "the destination is forbidden")]
    [InlineData("12125550199", "secret", "0.00", "12", "not enough funds")]
    [InlineData("12125550199", "wrong", "5.00", "2", "unknown user or wrong password")]
    [InlineData("77771234567", "secret", "5.00", "2", "no rate for the destination")]
    public async Task A_voice_gateway_is_told_why_not(string called, string password, string funds, string code, string reason)
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", decimal.Parse(funds, System.Globalization.CultureInfo.InvariantCulture));

        var answer = await gateway.AuthenticateAsync(user, password, (ref writer) => writer.AddString(Attributes.CalledStationId, called));

        Assert.Equal(RadiusCode.AccessReject, answer?.Code);
        Assert.Equal("h323-return-code=" + code, answer!.Text(Attributes.Cisco.H323ReturnCode));
        Assert.Equal(reason, answer.Text(Attributes.ReplyMessage));
        Assert.Null(answer.Find(Attributes.Class));
        Assert.Equal(0m, (await FundsAsync(user)).Held);
    }

    [Fact]
    public async Task Any_other_gateway_is_told_a_time_and_no_vendors_words()
    {
        using var gateway = await stage.GatewayAsync("generic");
        var user = await stage.AccountAsync("Everything", limit: 100);

        var data = await gateway.LogInAsync(user);
        var call = await gateway.LogInAsync(user, "12125550199");

        Assert.Equal((86_400u, 7_200u), (data.Number(Attributes.SessionTimeout), call.Number(Attributes.SessionTimeout)));
        Assert.All([data, call], accept => Assert.Null(accept.Find(Attributes.VendorSpecific)));
        Assert.All([data, call], accept => Assert.Null(accept.Find(Attributes.MikroTik.TotalLimit)));
        Assert.All([data, call], accept => Assert.Null(accept.Find(Attributes.Cisco.H323CreditTime)));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData("cisco-voice", null)]
    [InlineData("kamailio", "sip:example.com")] // what a REGISTER is sent to
    [InlineData("kamailio", "sip:192.0.2.1:5060;transport=udp")]
    public async Task A_registration_without_a_called_party_is_accepted_and_holds_nothing(string profile, string? called)
    {
        using var gateway = await stage.GatewayAsync(profile);
        var user = await stage.AccountAsync("Prepaid voice");

        var accept = await gateway.LogInAsync(user, called);

        Assert.Null(accept.Find(Attributes.Class));
        Assert.Equal((0m, 10m), await FundsAsync(user));
        Assert.Equal(1, stage.Count(gateway, Outcome.Accepted));
    }

    [Fact]
    public async Task What_a_session_did_not_use_of_its_hold_is_given_back_at_its_end()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var token = (await gateway.LogInAsync(user)).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "g1", new() { Class = token });
        await gateway.ReportAsync(Status.Interim, user, "g1", new(60, 10_000_000, 20_000_000) { Class = token });
        Assert.Equal((0.50m, 9.20m), await FundsAsync(user));

        await gateway.ReportAsync(Status.Stop, user, "g1", new(90, 10_000_000, 20_000_001) { Class = token });

        Assert.Equal((0m, 9.69m), await FundsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    private async Task<(decimal Held, decimal Available)> FundsAsync(string user)
    {
        var balance = await stage.Billing.BalanceAsync(user);

        return (balance.Held, balance.Available);
    }
}
