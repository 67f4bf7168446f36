using Billing.Contracts.Accounts;
using Billing.Core.Accounts;

namespace Billing.Grains.Tests.Accounts;

public sealed class LoginTestTests(TwoSilos silos)
{
    [Fact]
    public async Task A_tested_login_is_answered_as_a_real_one_and_opens_and_holds_nothing()
    {
        var caller = await silos.CallerAsync();
        var account = silos.From(1).GetGrain<IAccountGrain>(caller.Account.AccountId);
        var before = await caller.Balance.ShowAsync();

        var tested = await account.TestAsync(new(caller.Login, null, "voice", "1212", caller.Start, caller.NodeId));
        var after = await caller.Balance.ShowAsync();
        var real = await caller.AuthorizeAsync(Guid.CreateVersion7(), comesBack: false);

        Assert.Equal((before!.Available, before.Held, 0), (after!.Available, after.Held, after.OpenSessions));
        Assert.Equal(AccessResult.Granted, tested.Result);
        Assert.Equal(real with { ComesBack = tested.ComesBack }, tested);
    }

    [Theory]
    [InlineData("secret", AccessResult.Recognized)]
    [InlineData("wrong", AccessResult.WrongCredentials)]
    [InlineData(null, AccessResult.Recognized)]
    public async Task Its_password_is_checked_if_one_is_given(string? password, AccessResult result)
    {
        var caller = await silos.CallerAsync();
        var account = silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId);

        Assert.Equal(result, (await account.TestAsync(new(caller.Login, password, "voice", null, caller.Start))).Result);
        Assert.Equal(AccessResult.NotMine, (await account.TestAsync(new("somebody", password, "voice", null, caller.Start))).Result);
    }

    [Fact]
    public async Task A_blocked_account_is_told_to_be_blocked_without_its_password()
    {
        var caller = await silos.CallerAsync();
        await silos.Book.ExecuteAsync("update account set status = 2 where account_id = $1", caller.Account.AccountId);
        var account = silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId);
        await silos.Cluster.DeactivateAsync(account);

        Assert.Equal(AccessResult.Blocked, (await account.TestAsync(new(caller.Login, null, "voice", "1212", caller.Start))).Result);
    }

    [Fact]
    public async Task A_change_is_told_at_once()
    {
        var caller = await silos.CallerAsync();
        var account = silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId);
        await account.TestAsync(new(caller.Login, null, "voice", "1212", caller.Start));
        var version = (await account.ViewAsync())!.Version;

        await account.SetStatusAsync(AccountStatus.Suspended, "unpaid", new("admin", version));

        Assert.Equal(AccessResult.Blocked, (await account.TestAsync(new(caller.Login, null, "voice", "1212", caller.Start))).Result);
    }
}
