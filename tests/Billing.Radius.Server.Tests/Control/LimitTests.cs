using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>Who owes what is overdue is slowed down at the gateway, and who pays is not any more.</summary>
public sealed class LimitTests(Stage stage)
{
    [Fact]
    public async Task The_gateway_is_told_the_limit_and_its_end_after_the_payment()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var (user, balanceId, payer) = await PayerAsync("33k/33k");
        var session = await nas.StartAsync(user, "d1");

        await payer.ChargeOnceAsync("router/" + user, 40, "Router");
        Assert.True((await payer.CloseNowAsync()).IsDone);
        await stage.Book.AgeInvoicesAsync(balanceId, 25); // three weeks later
        await payer.Cast<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);
        await payer.AdvanceAsync();
        var slow = Assert.Single(await nas.RequestsAsync(1));
        Assert.Equal((RadiusCode.CoaRequest, "33k/33k"), (slow.Code, slow.Text(Attributes.FilterId)));

        await stage.Billing.Grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(new("paid/" + user, CreditKind.TopUp, 40, null, null));
        Assert.Equal("ordinary", (await nas.RequestsAsync(2))[1].Text(Attributes.FilterId));
        Assert.Equal(["nothing limits it any more", "what is owed is overdue"], (await nas.RecordsAsync(session)).Select(record => record.Reason));
        await stage.AuditIsCleanAsync();
    }

    [Fact]
    public async Task A_limit_of_which_the_balance_was_not_told_is_found_and_so_is_its_end()
    {
        using var nas = await ControlledGateway.OfAsync(stage);
        var (user, balanceId, _) = await PayerAsync("44k/44k");
        await nas.StartAsync(user, "d2");

        // As if the process that wrote it had died before it told anybody.
        await stage.Book.ExecuteAsync("update payer set dunning_level = 3 where balance_id = $1", balanceId);
        Assert.Equal("44k/44k", Assert.Single(await nas.RequestsAsync(1)).Text(Attributes.FilterId));

        await stage.Book.ExecuteAsync("update payer set dunning_level = 0 where balance_id = $1", balanceId);
        Assert.Equal("ordinary", (await nas.RequestsAsync(2))[1].Text(Attributes.FilterId));
    }

    private async Task<(string User, long BalanceId, IPayerGrain Payer)> PayerAsync(string policy)
    {
        var user = await stage.AccountAsync(funds: 0, limit: 100);
        var account = await stage.Billing.Services.GetRequiredService<IAccountQuery>().ShowAsync(user, TestContext.Current.CancellationToken);
        var terms = new ClassTerms
        {
            Dunning = new([new(1, DunningAction.Remind), new(5, DunningAction.Limit)], 0) { Limits = new(OnCredit: true, Policy: policy) },
        };
        await stage.Billing.Services.GetRequiredService<PlanPublisher>().PublishAsync(user, terms, CancellationToken.None);
        var payer = stage.Billing.Grains.GetGrain<IPayerGrain>(account!.BalanceId);
        Assert.True((await payer.OpenAsync(new(user, false, null))).IsDone);

        return (user, account.BalanceId, payer);
    }
}
