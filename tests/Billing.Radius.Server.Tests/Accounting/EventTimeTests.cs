using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>RFC 2866 5.2, RFC 2869 5.3: when it happened, not when we heard of it.</summary>
public sealed class EventTimeTests(Stage stage)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;

    [Fact]
    public async Task An_event_timestamp_is_the_time()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddHours(-3);

        var (started, ended) = await StopAsync(new(600, 0, 1) { EventAt = at, DelaySeconds = 5 });

        Assert.Equal((at.AddSeconds(-600), at), (started, ended));
    }

    [Fact]
    public async Task Without_one_it_is_the_arrival_less_the_delay()
    {
        var (started, ended) = await StopAsync(new(600, 0, 1) { DelaySeconds = 100 });

        IsOfNow(ended.AddSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(600), ended - started);
    }

    [Fact]
    public async Task Without_both_it_is_the_arrival()
    {
        var (_, ended) = await StopAsync(new(600, 0, 1));

        IsOfNow(ended);
    }

    [Fact]
    public async Task A_record_is_as_long_as_the_gateway_counted_when_its_Start_came_late()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var answer = await gateway.LogInAsync(user);
        var ours = answer.Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "e3", new() { Class = ours });
        await gateway.ReportAsync(Status.Stop, user, "e3", new(600, 0, 1) { Class = ours });

        var record = (await stage.Billing.XdrsAsync(user)).Single();

        Assert.Equal(TimeSpan.FromSeconds(600), record.EndedAt - record.StartedAt);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_clock_that_is_a_little_ahead_is_taken_back_to_the_arrival()
    {
        var (_, ended) = await StopAsync(new(600, 0, 1) { EventAt = DateTimeOffset.UtcNow.AddMinutes(3) });

        IsOfNow(ended);
    }

    [Theory]
    //          seconds ahead
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(400)] // believed only when it comes late
    public async Task What_a_clock_that_is_ahead_says_again_late_is_not_charged_again(int ahead)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var now = DateTimeOffset.UtcNow.AddSeconds(ahead);

        await gateway.ReportAsync(Status.Interim, user, "e7", new(900, 0, 30_000_000) { EventAt = now });
        await gateway.ReportAsync(Status.Interim, user, "e7", new(300, 0, 10_000_000) { EventAt = now.AddSeconds(-600) });
        await gateway.ReportAsync(Status.Start, user, "e7", new() { EventAt = now.AddSeconds(-900) });
        await gateway.ReportAsync(Status.Stop, user, "e7", new(900, 0, 30_000_000) { EventAt = now });
        await gateway.ReportAsync(Status.Start, user, "e7", new() { EventAt = now.AddSeconds(-900) });
        await gateway.ReportAsync(Status.Interim, user, "e7", new(300, 0, 10_000_000) { EventAt = now.AddSeconds(-600) });

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((9.70m, 0), (balance.Posted, balance.OpenSessions));
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          days from now
    [InlineData(1)]
    [InlineData(3_650)]
    [InlineData(-32)]
    [InlineData(-19_000)] // a clock that began in 1970
    public async Task A_clock_that_is_far_off_is_counted_and_not_believed(int days)
    {
        using var gateway = await stage.GatewayAsync();
        var (_, ended) = await StopAsync(gateway, new(600, 0, 1) { EventAt = DateTimeOffset.UtcNow.AddDays(days), DelaySeconds = 10 });

        IsOfNow(ended.AddSeconds(10));
        Assert.Equal(1, stage.Count(gateway, Outcome.ClockSkew));
    }

    [Fact]
    public async Task A_delay_that_cannot_be_is_not_believed()
    {
        var (_, ended) = await StopAsync(new(600, 0, 1) { DelaySeconds = uint.MaxValue });

        IsOfNow(ended);
    }

    [Fact]
    public async Task A_session_time_that_cannot_be_stops_nobody_and_makes_nothing_free()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        await gateway.ReportAsync(Status.Stop, user, "e2", new(uint.MaxValue, 0, 1_000_000));

        // By that it began before there was any price, and would be free: the price of the day is the one that is known.
        Assert.Equal((1_000_000L, 0.01m, "*"), await OnlyRecordAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_restart_ends_what_was_heard_of_before_it_though_the_gateways_clock_is_behind()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var ours = (await gateway.LogInAsync(user)).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "e5", new() { Class = ours, EventAt = DateTimeOffset.UtcNow.AddMinutes(-10) });
        await Task.Delay(50, TestContext.Current.CancellationToken);

        await gateway.ReportAsync(Status.On, "", "", new() { EventAt = DateTimeOffset.UtcNow.AddMinutes(-10) });

        Assert.Equal(0, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_restart_that_is_said_again_late_ends_nothing_that_came_after_it()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var ours = (await gateway.LogInAsync(user)).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "e6", new() { Class = ours });

        await gateway.ReportAsync(Status.On, "", "", new() { EventAt = DateTimeOffset.UtcNow.AddSeconds(-20) });

        Assert.Equal(1, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await gateway.ReportAsync(Status.Stop, user, "e6", new(90, 0, 20_000_000) { Class = ours });
        Assert.Equal(9.80m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          seconds ahead, then  delay  open afterwards
    [InlineData(200, 0, 0u, 0)] // its clock was set when it restarted
    [InlineData(200, 1, 0u, 0)]
    [InlineData(200, 200, 0u, 0)]
    [InlineData(200, 180, 0u, 1)] // 20 s late
    [InlineData(200, 0, 200u, 1)] // 200 s late, and says so
    [InlineData(-200, 0, 0u, 0)]
    [InlineData(-200, -200, 0u, 0)]
    public async Task A_restart_ends_what_came_before_it_though_it_set_the_gateways_clock(int before, int then, uint delay, int open)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var ours = (await gateway.LogInAsync(user)).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, user, "e8", new() { Class = ours, EventAt = DateTimeOffset.UtcNow.AddSeconds(before) });
        await Task.Delay(50, TestContext.Current.CancellationToken);

        await gateway.ReportAsync(Status.On, "", "", new() { EventAt = DateTimeOffset.UtcNow.AddSeconds(then), DelaySeconds = delay });

        Assert.Equal(open, (await stage.Billing.BalanceAsync(user)).OpenSessions);
        await stage.AuditIsCleanAsync();
    }

    // Of any time since the test began: the machine may have been busy with others before the report and after it.
    private void IsOfNow(DateTimeOffset at) => Assert.InRange(at, _began - Second, DateTimeOffset.UtcNow + Second);

    private async Task<(long UsedUnits, decimal Amount, string? Destination)> OnlyRecordAsync(string user)
    {
        var record = (await stage.Billing.XdrsAsync(user)).Single();

        return (record.UsedUnits, record.Amount, record.Destination);
    }

    private async Task<(DateTimeOffset Started, DateTimeOffset Ended)> StopAsync(Usage usage)
    {
        using var gateway = await stage.GatewayAsync();

        return await StopAsync(gateway, usage);
    }

    private async Task<(DateTimeOffset Started, DateTimeOffset Ended)> StopAsync(Testing.TestGateway gateway, Usage usage)
    {
        var user = await stage.AccountAsync();
        await gateway.ReportAsync(Status.Stop, user, "e1", usage);
        var record = (await stage.Billing.XdrsAsync(user)).Single();
        await stage.AuditIsCleanAsync();

        return (record.StartedAt, record.EndedAt);
    }
}
