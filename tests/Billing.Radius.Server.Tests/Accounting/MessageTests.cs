using Billing.Core.Tariffs;
using Billing.Radius.Server.Tests.Rating;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>A message centre asks before each message and reports it with one Stop: one session is one event.</summary>
public sealed class MessageTests(Stage stage)
{
    private const string Called = "12125551234";

    private readonly Offer _offer = new(stage);

    [Theory]
    //          logs in, returns Class, reports a start
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public async Task A_message_costs_one_unit_and_its_repeat_nothing(bool logsIn, bool hasClass, bool starts)
    {
        using var gateway = await stage.GatewayAsync("smsc");
        var user = await SenderAsync(1m);
        var usage = new Usage { Called = Called };

        if (logsIn)
        {
            var accept = await gateway.LogInAsync(user, Called);
            Assert.Equal((1m, 0.05m, 0.95m), await FundsAsync(user)); // one message, whatever the product's longest is
            Assert.Null(accept.Find(Attributes.SessionTimeout));
            usage = usage with { Class = hasClass ? accept.Find(Attributes.Class) : null };
        }

        if (starts)
        {
            await gateway.ReportAsync(Status.Start, user, "m1", usage);
            Assert.Equal((1m, 0m, 0.95m), await FundsAsync(user)); // sent, and nothing more is held
        }

        await gateway.ReportAsync(Status.Stop, user, "m1", usage);
        await gateway.ReportAsync(Status.Stop, user, "m1", usage);
        await gateway.ReportAsync(Status.Stop, user, "m1", usage with { DelaySeconds = 30 });
        Assert.Equal((0.95m, 0m, 0.95m), await FundsAsync(user));
        await gateway.ReportAsync(Status.Stop, user, "m2", new() { Called = Called });

        Assert.Equal((0.90m, 0m, 0.90m), await FundsAsync(user));
        Assert.All(await stage.Billing.XdrsAsync(user), record => Assert.Equal((1L, 0.05m), (record.UsedUnits, record.Amount)));
        Assert.Equal(2, (await stage.Billing.XdrsAsync(user)).Count);
        await stage.AuditIsCleanAsync();
    }

    [Theory]
    //          logs in and returns Class, reports a start before, or after
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    public async Task A_message_that_failed_is_free_and_gives_its_hold_back(bool logsIn, bool starts, bool startsLate)
    {
        using var gateway = await stage.GatewayAsync("smsc");
        var user = await SenderAsync(1m);
        var usage = new Usage { Called = Called };
        usage = logsIn ? usage with { Class = (await gateway.LogInAsync(user, Called)).Find(Attributes.Class) } : usage;

        if (starts)
        {
            await gateway.ReportAsync(Status.Start, user, "m1", usage);
        }

        await gateway.ReportAsync(15, user, "m1", usage); // Failed, RFC 2866 5.1
        await gateway.ReportAsync(15, user, "m1", usage with { DelaySeconds = 30 });

        if (startsLate)
        {
            await gateway.ReportAsync(Status.Start, user, "m1", usage with { DelaySeconds = 30 });
        }

        Assert.Equal((1m, 0m, 1m), await FundsAsync(user));
        Assert.All(await stage.Billing.XdrsAsync(user), record => Assert.Equal((0L, 0m), (record.UsedUnits, record.Amount)));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Two_messages_at_once_with_money_for_one_are_one_accept_and_one_reject()
    {
        using var gateway = await stage.GatewayAsync("smsc");
        using var other = stage.Another(gateway);
        var user = await SenderAsync(0.05m);

        var answers = await Task.WhenAll(gateway.AskAuthAsync(gateway.Login(user)), other.AskAuthAsync(other.Login(user)));

        Assert.Equal([RadiusCode.AccessAccept, RadiusCode.AccessReject], answers.Select(answer => answer!.Code).Order());
        Assert.Contains(answers, answer => answer!.Text(Attributes.ReplyMessage) == "not enough funds");
        Assert.Equal((0.05m, 0.05m, 0m), await FundsAsync(user));
        var sent = answers.Single(answer => answer!.Code is RadiusCode.AccessAccept)!;
        await gateway.ReportAsync(Status.Stop, user, "m1", new() { Class = sent.Find(Attributes.Class) });
        Assert.Equal((0m, 0m, 0m), await FundsAsync(user));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_gateway_of_everything_says_which_of_its_sessions_is_a_message()
    {
        using var gateway = await stage.GatewayAsync();
        var user = await stage.AccountAsync("Everything", 1m);
        await _offer.AddOnAsync(user, "Messages", 1);

        foreach (var (id, info) in new[] { ("s1", "SMS"), ("s2", "CONNECT 9600") })
        {
            var accept = await gateway.AskAuthAsync(gateway.Login(user, more: (ref writer) => Say(ref writer, info)));
            await gateway.ReportAsync(
                Status.Stop, user, id, new(60, 0, 0) { Class = accept!.Find(Attributes.Class), More = (ref writer) => Say(ref writer, info) });
        }

        Assert.Equal(["messages", "data"], await stage.Book.ReadAsync<string[]>(
            "select array(select service from session where user_name = $1 order by acct_session_id)", user));
        Assert.Equal((0.95m, 0m, 0.95m), await FundsAsync(user));
        await stage.AuditIsCleanAsync();

        static void Say(ref RadiusPacketWriter writer, string info) => writer.AddString(Attributes.ConnectInfo, info);
    }

    private async Task<string> SenderAsync(decimal funds)
    {
        var tariff = await stage.Book.AddTariffAsync(Offer.Name("messages"), Unit.Event, 1, 0.05m);

        return await stage.AccountAsync(await _offer.ProductAsync(tariff, "messages", Unit.Event), funds);
    }

    private async Task<(decimal Posted, decimal Held, decimal Available)> FundsAsync(string user)
    {
        var balance = await stage.Billing.BalanceAsync(user);

        return (balance.Posted, balance.Held, balance.Available);
    }
}
