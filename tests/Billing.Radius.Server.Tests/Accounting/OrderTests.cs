using Billing.Testing;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>Reports get lost, come late, twice and in any order: the total is the same, charged once.</summary>
public sealed class OrderTests(Stage stage)
{
    private static readonly (uint Status, int Seconds, long Octets)[] Reports =
    [
        (Status.Start, 0, 0), (Status.Interim, 300, 120_000_000), (Status.Interim, 600, 200_000_000), (Status.Stop, 900, 250_400_000),
    ];

    [Theory]
    //          logs in  Class  Event-Timestamp
    [InlineData(true, true, true)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, false, false)]
    public async Task Any_order_of_them_and_the_same_again_in_another_costs_2_51(bool logsIn, bool hasClass, bool hasTime)
    {
        using var gateway = await stage.GatewayAsync();
        var at = 0;

        foreach (var order in Orders(Reports))
        {
            var user = await stage.AccountAsync();
            var id = $"o{at++}";
            var token = logsIn ? (await gateway.LogInAsync(user)).Find(Attributes.Class) : null;
            var began = DateTimeOffset.UtcNow.AddSeconds(-1_000);
            Task Send((uint Status, int Seconds, long Octets) report) => ReportAsync(
                gateway, user, id, report, hasClass ? token : null, hasTime ? began.AddSeconds(report.Seconds) : null);

            foreach (var report in order)
            {
                await Send(report);
            }

            foreach (var report in order.Reverse().Concat(order))
            {
                await Send(report);
            }

            var balance = await stage.Billing.BalanceAsync(user);
            Assert.Equal((7.49m, 7.49m, 0), (balance.Posted, balance.Available, balance.OpenSessions));
            Assert.Equal(2.51m, (await stage.Billing.XdrsAsync(user)).Sum(record => record.Amount));
        }

        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          what of Start, Interim, Interim, Stop arrives   posted   charged so far
    [InlineData("3", "7.49", "0.00")]
    [InlineData("03", "7.49", "0.00")]
    [InlineData("123", "7.49", "0.00")]
    [InlineData("02", "10.00", "2.00")]
    [InlineData("1", "10.00", "1.20")]
    [InlineData("21", "10.00", "2.00")]
    [InlineData("0", "10.00", "0.00")]
    public async Task Whatever_arrives_is_charged_up_to_the_highest_total(string arrives, string posted, string charged)
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();

        foreach (var report in arrives.Select(digit => Reports[digit - '0']))
        {
            await ReportAsync(gateway, user, "h1", report, token: null, at: null);
        }

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((Money(posted), Money(charged)), (balance.Posted, balance.Unsettled));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task The_same_reports_on_many_sockets_at_once_cost_it_once()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        var token = (await gateway.LogInAsync(user)).Find(Attributes.Class);
        var sockets = Enumerable.Range(0, 16).Select(_ => stage.Another(gateway)).ToArray();

        await Task.WhenAll(sockets.Select(async (socket, i) =>
        {
            foreach (var report in Reports.Skip(i % 4).Concat(Reports.Take(i % 4)))
            {
                await socket.ReportUntilAnsweredAsync(
                    report.Status, user, "p1", Usage(report, i % 2 == 0 ? token : null, at: null));
            }
        }));

        Assert.Equal((7.49m, 7.49m), ((await stage.Billing.BalanceAsync(user)).Posted, (await stage.Billing.BalanceAsync(user)).Available));
        Assert.Equal(2.51m, (await stage.Billing.XdrsAsync(user)).Sum(record => record.Amount));
        await stage.AuditIsCleanAsync();
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    [Fact]
    public async Task A_late_higher_total_after_the_stop_is_charged_too()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync();
        await ReportAsync(gateway, user, "l1", (Status.Stop, 600, 200_000_000), token: null, at: null);

        await ReportAsync(gateway, user, "l1", Reports[3], token: null, at: null);

        Assert.Equal(7.49m, (await stage.Billing.BalanceAsync(user)).Posted);
        Assert.Equal(2, (await stage.Billing.XdrsAsync(user)).Count);
        await stage.AuditIsCleanAsync();
    }

    private static Task ReportAsync(
        TestGateway gateway, string user, string id, (uint Status, int Seconds, long Octets) report, byte[]? token, DateTimeOffset? at) =>
        gateway.ReportAsync(report.Status, user, id, Usage(report, token, at));

    private static Usage Usage((uint Status, int Seconds, long Octets) report, byte[]? token, DateTimeOffset? at) =>
        report.Status == Status.Start
            ? new() { Class = token, EventAt = at }
            : new(report.Seconds, report.Octets / 4, report.Octets - report.Octets / 4) { Class = token, EventAt = at };

    private static IEnumerable<T[]> Orders<T>(T[] of) => of.Length == 1
        ? [of]
        : of.SelectMany((first, i) => Orders<T>([.. of[..i], .. of[(i + 1)..]]).Select(rest => (T[])[first, .. rest]));

    private static decimal Money(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
