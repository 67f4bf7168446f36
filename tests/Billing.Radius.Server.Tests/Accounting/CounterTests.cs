namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>RFC 2866 5.3, 5.4; RFC 2869 5.1: counters of 32 bits and what is above them.</summary>
public sealed class CounterTests(Stage stage)
{
    private const long Wrap = 1L << 32;

    [Fact]
    public async Task Gigawords_are_the_high_words()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 1_000);

        await gateway.ReportAsync(Status.Stop, user, "c1", new(3_600, 3 * Wrap + 5, 2 * Wrap + 7) { Gigawords = true });

        var octets = 5 * Wrap + 12;
        Assert.Equal(octets, (await stage.Billing.XdrsAsync(user)).Single().UsedUnits);
        Assert.Equal(1_000 - (octets + 999_999) / 1_000_000 * 0.01m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_gateway_without_them_starts_from_zero_at_32_bits()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 1_000);

        // 3 GB, then 4.8, 9.3, 9.4 GB by counters that hold 4.29.
        foreach (var (seconds, octets) in new[] { (100, 3_000_000_000), (200, 4_800_000_000), (300, 7_000_000_000), (400, 9_300_000_000), (500, 9_400_000_000) })
        {
            await gateway.ReportAsync(Status.Interim, user, "c2", new(seconds, 0, octets % Wrap));
        }

        Assert.Equal(94.00m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await gateway.ReportAsync(Status.Interim, user, "c2", new(300, 0, 7_000_000_000 % Wrap)); // late: no wrap
        await gateway.ReportAsync(Status.Stop, user, "c2", new(500, 0, 9_400_000_000 % Wrap));
        Assert.Equal(906.00m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_counter_that_falls_where_gigawords_are_sent_changes_nothing()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 1_000);

        await gateway.ReportAsync(Status.Interim, user, "c3", new(100, 0, 3_000_000_000) { Gigawords = true });
        await gateway.ReportAsync(Status.Interim, user, "c3", new(200, 0, 1_000_000_000) { Gigawords = true });

        Assert.Equal(30.00m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Gigawords_that_come_only_when_there_are_some_and_in_one_direction_are_added_once()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync(funds: 1_000);
        await gateway.ReportAsync(Status.Interim, user, "c5", new(100, 1_000_000_000, 3_000_000_000));

        // Over the border to the user only: the other counter has no high word.
        for (var i = 0; i < 2; i++)
        {
            await gateway.ReportAsync(Status.Interim, user, "c5", new(200, 2_000_000_000, (Wrap + 1_000_000_000) % Wrap)
            {
                More = (ref writer) => writer.AddUInt32(Attributes.AcctOutputGigawords, 1),
            });
            await gateway.ReportAsync(Status.Interim, user, "c5", new(100, 1_000_000_000, 3_000_000_000)); // late, of before it
        }

        await gateway.ReportAsync(Status.Stop, user, "c5", new(200, 2_000_000_000, 1_000_000_000)); // and an end that forgets it

        Assert.Equal(Wrap + 3_000_000_000, (await stage.Billing.XdrsAsync(user)).Single().UsedUnits);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Counters_that_are_all_smaller_at_the_end_cost_what_was_highest()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.ReportAsync(Status.Interim, user, "c6", new(600, 50_000_000, 50_000_000));

        await gateway.ReportAsync(Status.Stop, user, "c6", new(0, 0, 0));
        await gateway.ReportAsync(Status.Stop, user, "c6", new(300, 1_000_000, 1_000_000));

        Assert.Equal((9m, 0), ((await stage.Billing.BalanceAsync(user)).Posted, (await stage.Billing.BalanceAsync(user)).OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(false, 1_000_000, 2_000_000)]
    [InlineData(true, 2_000_000, 1_000_000)]
    public async Task A_gateway_that_has_the_directions_reversed_is_put_right(bool isReversed, long input, long output)
    {
        using var gateway = await stage.GatewayAsync(inputIsToUser: isReversed);
        var user = await stage.AccountAsync();

        await gateway.ReportAsync(Status.Stop, user, "c4", new(60, 1_000_000, 2_000_000));

        Assert.Equal($"{input}/{output}", await stage.QueryAsync<string>("""
            select input_octets || '/' || output_octets from xdr where user_name = $1
            """, user));
        Assert.Equal(9.97m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }
}
