using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>Whose report is it that has the Class of a login since the session began, under the session's name: charged once, and each its own.</summary>
public sealed class MidSessionLoginTests(Stage stage)
{
    private static readonly DateTimeOffset Morning = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddHours(-6);

    [Theory]
    //          its clock is set by  counts seconds
    [InlineData(-240, true)]
    [InlineData(240, true)]
    [InlineData(0, false)]
    public async Task It_is_the_sessions_though_its_start_is_not_known_any_more(int setBy, bool counts)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var classes = new[] { await LogInAsync(gateway, user), await LogInAsync(gateway, user) };
        await gateway.ReportAsync(Status.Start, user, "moved", new() { EventAt = Morning, Class = classes[0] });
        await ReportAsync(Status.Interim, 1, 0);

        await ReportAsync(Status.Interim, 2, setBy);
        await ReportAsync(Status.Stop, 3, setBy);
        await ReportAsync(Status.Stop, 3, setBy);

        Assert.Equal((30_000_000L, 0.30m), Assert.Single((await stage.Billing.XdrsAsync(user)).Select(record => (record.UsedUnits, record.Amount))));
        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((9.70m, 0m), (balance.Posted, balance.Unsettled));
        await stage.AuditIsCleanAsync();

        Task ReportAsync(uint status, int minutes, int moved) => gateway.ReportAsync(
            status, user, "moved", new(counts ? 300 * minutes : null, 0, 10_000_000 * minutes)
            {
                EventAt = Morning.AddSeconds(300 * minutes + moved),
                Class = classes[minutes > 1 ? 1 : 0],
            });
    }

    // Access points that count their sessions from 1, after a power cut.
    [Fact]
    public async Task Another_device_is_another_session_under_the_same_name_from_the_same_minute()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var (one, other) = (await LogInAsync(gateway, user, "02-00-00-00-00-01"), await LogInAsync(gateway, user, "02-00-00-00-00-02"));
        await gateway.ReportAsync(Status.Start, user, "1", new() { EventAt = Morning, Class = one });
        await gateway.ReportAsync(Status.Interim, user, "1", new(60, 0, 10_000_000) { EventAt = Morning.AddSeconds(60), Class = one });

        await gateway.ReportAsync(Status.Interim, user, "1", new(60, 0, 20_000_000) { EventAt = Morning.AddSeconds(65), Class = other });
        await gateway.ReportAsync(Status.Stop, user, "1", new(120, 0, 40_000_000) { EventAt = Morning.AddSeconds(125), Class = other });
        await gateway.ReportAsync(Status.Stop, user, "1", new(120, 0, 10_000_000) { EventAt = Morning.AddSeconds(120), Class = one });

        Assert.Equal([0.10m, 0.40m], (await stage.Billing.XdrsAsync(user)).Select(record => record.Amount).Order());
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_call_is_its_logins_whatever_else_has_its_name()
    {
        using var gateway = await stage.GatewayAsync("cisco-voice");
        var user = await stage.AccountAsync("Prepaid voice", funds: 100);
        var (one, other) = ((await gateway.LogInAsync(user, "12125550199")).Find(Attributes.Class), (await gateway.LogInAsync(user, "12125550177")).Find(Attributes.Class));

        foreach (var (token, called) in new[] { (one, "12125550199"), (other, "12125550177") })
        {
            await gateway.ReportAsync(Status.Stop, user, "1", new(60) { EventAt = Morning.AddSeconds(60), Class = token, Called = called });
        }

        Assert.Equal([0.10m, 0.10m], (await stage.Billing.XdrsAsync(user)).Select(record => record.Amount));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_Start_that_is_heard_after_the_first_report_of_a_later_login_is_of_the_same_session()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var (first, second) = (await LogInAsync(gateway, user), await LogInAsync(gateway, user));
        await gateway.ReportAsync(Status.Interim, user, "late", new(120, 0, 20_000_000) { EventAt = Morning.AddSeconds(120), Class = second });

        await gateway.ReportAsync(Status.Start, user, "late", new() { EventAt = Morning, Class = first });
        await gateway.ReportAsync(Status.Interim, user, "late", new(60, 0, 10_000_000) { EventAt = Morning.AddSeconds(60), Class = first });
        await gateway.ReportAsync(Status.Stop, user, "late", new(180, 0, 30_000_000) { EventAt = Morning.AddSeconds(180), Class = second });

        Assert.Equal(0.30m, Assert.Single(await stage.Billing.XdrsAsync(user)).Amount);
        Assert.Equal(0m, (await stage.Billing.BalanceAsync(user)).Unsettled);
        await stage.AuditIsCleanAsync();
    }

    private static async Task<byte[]?> LogInAsync(TestGateway gateway, string user, string? device = null)
    {
        var answer = await gateway.AuthenticateAsync(user, "secret", (ref writer) =>
        {
            if (device is not null)
            {
                writer.AddString(Attributes.CallingStationId, device);
            }
        });
        Assert.Equal(RadiusCode.AccessAccept, answer?.Code);

        return answer!.Find(Attributes.Class);
    }
}
