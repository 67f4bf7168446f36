using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Testing;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Logins at a captive portal that their gateway has let out, and that would not be let in any more by then.</summary>
public sealed class PortalLiftTests(Stage stage)
{
    [Fact]
    public async Task Whose_funds_are_gone_by_then_is_charged_from_the_acknowledgement_on_and_sent_back()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await LetOutAfterAsync(
            nas, "f1", one => Portals.PayAsync(stage, one, "gone", -1, CreditKind.Adjustment));
        await Portals.BegunAsync(nas, "f1");
        await ToldAsync(nas, "activate");

        await ReportAsync(nas, Status.Interim, user, "f1", classes, new(120, 0, 40_000_000));
        Assert.Equal(0.10m, (await stage.Billing.BalanceAsync(user)).Unsettled);

        // As any session that was sent there.
        await Portals.PayAsync(stage, user, "again", 1);
        await ToldAsync(nas, "deactivate");
        await ReportAsync(nas, Status.Stop, user, "f1", classes, new(180, 0, 50_000_000));

        var balance = await stage.Billing.BalanceAsync(user);
        Assert.Equal((0.80m, 0m, 0), (balance.Posted, balance.Held, balance.OpenSessions));
        Assert.Equal(20_000_000, Assert.Single(await stage.Billing.XdrsAsync(user)).UsedUnits);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Who_goes_on_though_its_gateway_refuses_to_send_it_back_is_charged_all_the_same()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await LetOutAfterAsync(nas, "f2", async one =>
        {
            await Portals.PayAsync(stage, one, "gone", -1, CreditKind.Adjustment);
            nas.Port.Answers = (_, request) =>
                [Portals.Pairs(nas.Port.Checked(request)) is ["subscriber:command=deactivate-service", ..] ? nas.Port.Ack(request) : nas.Port.Nak(request, 404)];
        });
        await Portals.BegunAsync(nas, "f2");
        await DisconnectedAsync(nas);

        await ReportAsync(nas, Status.Stop, user, "f2", classes, new(600, 0, 130_000_000));

        Assert.Equal(-1m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task Whose_account_is_blocked_by_then_is_charged_until_its_gateway_ends_it()
    {
        using var nas = await ControlledGateway.OfAsync(stage, "cisco-isg-hotline");
        var (user, classes) = await LetOutAfterAsync(nas, "f3", async one =>
            Assert.True((await stage.Billing.Grains.GetGrain<IAccountControlGrain>(await nas.AccountIdAsync(one)).BlockAsync(new("f3", "admin", "stolen"))).IsFound));
        await Portals.BegunAsync(nas, "f3");
        await DisconnectedAsync(nas);

        await ReportAsync(nas, Status.Stop, user, "f3", classes, new(120, 0, 40_000_000));

        Assert.Equal(0.90m, (await stage.Billing.BalanceAsync(user)).Posted);
        await stage.AuditIsCleanAsync();
    }

    // It pays, its gateway is silent until that has happened, and then lets it out.
    private async Task<(string User, IReadOnlyList<byte[]> Classes)> LetOutAfterAsync(ControlledGateway nas, string id, Func<string, Task> meanwhile)
    {
        var isSilent = true;
        nas.Port.Answers = (_, request) => isSilent ? [] : [nas.Port.Ack(request)];
        var (user, classes) = await Portals.AtPortalAsync(stage, nas, id);
        await ReportAsync(nas, Status.Interim, user, id, classes, new(60, 0, 30_000_000));
        await Portals.PayAsync(stage, user, "paid", 1);
        await Eventually.IsAsync(() => !nas.Port.Requests.IsEmpty, "it is to be let out");
        await meanwhile(user);
        isSilent = false;

        return (user, classes);
    }

    // On a slow machine what was not answered is ordered again, with another time: how many orders there are says nothing.
    private static Task LastOrderAsync(ControlledGateway nas, Func<Answer, bool> isWanted, string what) =>
        Eventually.IsAsync(() => isWanted(nas.Port.Checked(nas.Port.Requests.Last())), what);

    private static Task ToldAsync(ControlledGateway nas, string what) =>
        LastOrderAsync(nas, order => Portals.Pairs(order).SequenceEqual(Portals.Command(what)), $"it is told to {what}");

    // What it was told before may be told once more after that, where its answer was late.
    private static Task DisconnectedAsync(ControlledGateway nas) =>
        Eventually.IsAsync(() => nas.Port.Requests.Any(order => nas.Port.Checked(order).Code is RadiusCode.DisconnectRequest), "it is disconnected");

    private static Task ReportAsync(ControlledGateway nas, uint status, string user, string id, IReadOnlyList<byte[]> classes, Usage usage) =>
        Portals.ReportAsync(nas, status, user, id, classes, usage);
}
