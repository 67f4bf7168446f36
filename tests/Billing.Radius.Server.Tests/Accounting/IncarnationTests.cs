using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>A gateway that counts from the start again gives the same number to another session; both are charged.</summary>
public sealed class IncarnationTests(Stage stage)
{
    private static readonly DateTimeOffset Morning = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddHours(-6);

    [Theory]
    //          both sessions log in and return their Class
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_after_the_end_is_another_session(bool hasClass)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var first = hasClass ? (await gateway.LogInAsync(user)).Find(Attributes.Class) : null;
        await PlayAsync(gateway, user, "0001", Morning, 100_000_000, first);
        var second = hasClass ? (await gateway.LogInAsync(user)).Find(Attributes.Class) : null;
        await PlayAsync(gateway, user, "0001", Morning.AddHours(1), 50_000_000, second);

        // And each of them again, late.
        await PlayAsync(gateway, user, "0001", Morning, 100_000_000, first);
        await PlayAsync(gateway, user, "0001", Morning.AddHours(1), 50_000_000, second);

        Assert.Equal(8.50m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal([0.50m, 1.00m], (await stage.Billing.XdrsAsync(user)).Select(record => record.Amount).Order());
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Counters_that_fell_with_a_new_beginning_are_another_session()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.ReportAsync(Status.Interim, user, "0002", new(600, 0, 100_000_000) { EventAt = Morning.AddSeconds(600) });

        // Neither its stop nor the other's start arrived.
        await gateway.ReportAsync(Status.Interim, user, "0002", new(60, 0, 20_000_000) { EventAt = Morning.AddSeconds(7_200) });
        await gateway.ReportAsync(Status.Stop, user, "0002", new(120, 0, 50_000_000) { EventAt = Morning.AddSeconds(7_260) });

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal(1.50m, 10m - balance.Posted + balance.Unsettled);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task What_follows_a_restart_of_the_gateway_is_another_session()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await gateway.ReportAsync(Status.Interim, user, "0003", new(30, 0, 100_000_000));
        await Task.Delay(2_200, TestContext.Current.CancellationToken);

        // In whole seconds, so that the session ends at the very time of the restart.
        await gateway.ReportAsync(Status.On, "", "", new() { EventAt = DateTimeOffset.UtcNow });

        // Without Event-Timestamp, and with more than the last one had.
        await gateway.ReportAsync(Status.Start, user, "0003");
        await gateway.ReportAsync(Status.Stop, user, "0003", new(0, 0, 150_000_000));

        Assert.Equal(7.50m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_that_is_repeated_after_the_restart_and_says_no_time_is_the_old_one(bool hasClass)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var token = hasClass ? (await gateway.LogInAsync(user)).Find(Attributes.Class) : null;
        var stop = new Usage(1, 0, 100_000_000) { Class = token };
        await gateway.ReportAsync(Status.Stop, user, "0007", stop);
        await Task.Delay(2_200, TestContext.Current.CancellationToken);
        await gateway.ReportAsync(Status.On, "", "", new() { EventAt = DateTimeOffset.UtcNow });
        await Task.Delay(3_000, TestContext.Current.CancellationToken); // longer than it was: by its arrival it began since

        await gateway.ReportAsync(Status.Stop, user, "0007", stop);

        Assert.Equal(9m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Single(await stage.Billing.XdrsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_same_number_from_another_user_is_another_session()
    {
        using var gateway = await stage.GatewayAsync();
        var (one, other) = (await stage.AccountAsync(), await stage.AccountAsync());

        for (var i = 0; i < 2; i++)
        {
            await gateway.ReportAsync(Status.Start, one, "0004");
            await gateway.ReportAsync(Status.Interim, one, "0004", new(60, 0, 100_000_000));
            await gateway.ReportAsync(Status.Start, other, "0004");
            await gateway.ReportAsync(Status.Stop, other, "0004", new(30, 0, 50_000_000));
            await gateway.ReportAsync(Status.Stop, one, "0004", new(90, 0, 110_000_000));
        }

        Assert.Equal((8.90m, 9.50m), ((await stage.Billing.BalanceAsync(one)).Posted, (await stage.Billing.BalanceAsync(other)).Posted));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_same_number_from_another_gateway_is_another_session()
    {
        using var one = await stage.GatewayAsync();
        using var other = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        await one.ReportAsync(Status.Stop, user, "0005", new(60, 0, 100_000_000));
        await other.ReportAsync(Status.Stop, user, "0005", new(60, 0, 100_000_000));

        Assert.Equal(8m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Sessions_without_a_number_are_told_apart_by_their_users()
    {
        using var gateway = await stage.GatewayAsync();
        var (one, other) = (await stage.AccountAsync(), await stage.AccountAsync());

        await gateway.ReportAsync(Status.Stop, one, "", new(60, 0, 100_000_000));
        await gateway.ReportAsync(Status.Stop, other, "", new(60, 0, 50_000_000));

        Assert.Equal((9m, 9.50m), ((await stage.Billing.BalanceAsync(one)).Posted, (await stage.Billing.BalanceAsync(other)).Posted));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_gateway_may_name_the_session_when_it_logs_in_and_name_another_the_same()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        TestGateway.Fill named = (ref writer) => writer.AddString(Attributes.AcctSessionId, "0006");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RadiusCode.AccessAccept, (await gateway.AskAuthAsync(gateway.Login(user, more: named)))?.Code);
        }

        await PlayAsync(gateway, user, "0006", Morning, 100_000_000, token: null);
        await PlayAsync(gateway, user, "0006", Morning.AddHours(1), 50_000_000, token: null);

        // What is asked for again under one name before it starts is one login: its hold was the first session's, and the second had none.
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((8.50m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    // As an access point of 802.1X has its users do each hour: accounting goes on under its name, with the Class of the newest login.
    [Fact]
    public async Task Who_logs_in_again_in_mid_session_is_charged_once()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var classes = new[] { await LogInAsync(), await LogInAsync(), await LogInAsync() };
        await gateway.ReportAsync(Status.Start, user, "8021x", new() { EventAt = Morning, Class = classes[0] });

        for (var i = 0; i < 3; i++)
        {
            await ReportAsync(Status.Interim, i);
        }

        await ReportAsync(Status.Stop, 2);
        await ReportAsync(Status.Stop, 2);
        await ReportAsync(Status.Interim, 1); // late

        Assert.Equal((30_000_000L, 0.30m), Assert.Single((await stage.Billing.XdrsAsync(user)).Select(record => (record.UsedUnits, record.Amount))));
        Assert.Equal(9.70m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();

        async Task<byte[]?> LogInAsync() => (await gateway.LogInAsync(user)).Find(Attributes.Class);

        // The name outside of the tunnel is nobody's.
        Task ReportAsync(uint status, int login) => gateway.ReportAsync(status, "anonymous", "8021x", new(60 * (login + 1), 0, 10_000_000 * (login + 1))
        {
            EventAt = Morning.AddSeconds(60 * (login + 1)),
            Class = classes[login],
        });
    }

    [Fact]
    public async Task One_Class_that_a_gateway_gives_to_several_sessions_pays_for_each()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var token = (await gateway.LogInAsync(user)).Find(Attributes.Class);

        foreach (var id in new[] { "a", "b", "c", "a", "b", "c" })
        {
            await gateway.ReportAsync(Status.Stop, user, id, new(60, 0, 10_000_000) { Class = token });
        }

        Assert.Equal((9.70m, 9.70m), ((await stage.Billing.BalanceAsync(user)).Posted, (await stage.Billing.BalanceAsync(user)).Available));
        Assert.Equal(3, (await stage.Billing.XdrsAsync(user)).Count);
        await stage.AuditIsCleanAsync();
    }

    private static async Task PlayAsync(TestGateway gateway, string user, string id, DateTimeOffset began, long octets, byte[]? token)
    {
        await gateway.ReportAsync(Status.Start, user, id, new() { EventAt = began, Class = token });
        await gateway.ReportAsync(Status.Interim, user, id, new(300, 0, octets / 2) { EventAt = began.AddSeconds(300), Class = token });
        await gateway.ReportAsync(Status.Stop, user, id, new(600, 0, octets) { EventAt = began.AddSeconds(600), Class = token });
    }
}
