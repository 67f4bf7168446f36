using System.Security.Cryptography;
using System.Text;
using Billing.Contracts.Accounts;

namespace Billing.Grains.Tests.Accounts;

public sealed class AccountTests(TwoSilos silos)
{
    [Fact]
    public async Task A_call_for_help_is_let_through_on_trust_for_who_had_nothing_left_too()
    {
        var caller = await silos.CallerAsync(funds: 0);
        await silos.Book.ExecuteAsync("insert into emergency_number (number, node_id) values ('112', $1)", caller.NodeId);
        Assert.Equal(AccessResult.InsufficientFunds, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);

        Assert.Equal(AccessResult.InsufficientFunds, (await TrustAsync("1212")).Result);
        await Office.UntilAsync(async () => (await TrustAsync("112")).Result is AccessResult.Granted, "the call for help");

        ValueTask<AccessReply> TrustAsync(string called) => silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId).StandInAsync(
            new(new(caller.Login, "secret"u8.ToArray(), null), Guid.CreateVersion7(), "voice", caller.NodeId, called, null, ["voice"], caller.Start),
            limit: 5);
    }

    [Fact]
    public async Task Credentials_prove_an_account_by_one_of_two_ways()
    {
        var caller = await silos.CallerAsync();
        var account = silos.From(1).GetGrain<IAccountGrain>(caller.Account.AccountId);
        var password = Encoding.UTF8.GetBytes("secret");
        byte[] challenge = [1, 2, 3];
#pragma warning disable CA5351 // CHAP is MD5
        var chap = new ChapResponse(7, challenge, MD5.HashData([7, .. password, .. challenge]));
#pragma warning restore CA5351

        foreach (var (offered, result) in new[]
        {
            (new Credentials(caller.Login, password, null), AccessResult.Recognized),
            (new Credentials(caller.Login, null, chap), AccessResult.Recognized),
            (new Credentials(caller.Login, password, chap), AccessResult.WrongCredentials),
            (new Credentials(caller.Login, null, null), AccessResult.WrongCredentials),
            (new Credentials(caller.Login, "Secret"u8.ToArray(), null), AccessResult.WrongCredentials),
            (new Credentials(caller.Login, null, chap with { Identifier = 8 }), AccessResult.WrongCredentials),
            (new Credentials("somebody", password, null), AccessResult.NotMine),
        })
        {
            var reply = await account.AuthorizeAsync(new(
                offered, Guid.CreateVersion7(), "voice", caller.NodeId, CalledParty: null, null, [], caller.Start));
            Assert.Equal(result, reply.Result);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_blocked_account_is_told_from_a_wrong_password(int status)
    {
        var caller = await silos.CallerAsync();
        await silos.Book.ExecuteAsync("update account set status = $2 where account_id = $1", caller.Account.AccountId, status);
        var account = silos.Grains.GetGrain<IAccountGrain>(caller.Account.AccountId);
        await silos.Cluster.DeactivateAsync(account);

        Assert.Equal(
            AccessResult.Blocked,
            (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);
        Assert.Equal(
            AccessResult.WrongCredentials,
            (await caller.AuthorizeAsync(Guid.CreateVersion7(), password: "wrong")).Result);
    }

    [Fact]
    public async Task An_account_that_comes_later_is_found_then()
    {
        var next = await silos.Book.ReadAsync<long>("select nextval(pg_get_serial_sequence('account', 'account_id'))") + 50_000;
        var account = silos.Grains.GetGrain<IAccountGrain>(next);
        Assert.Null(await account.GetAsync());

        var caller = await silos.CallerAsync();
        await silos.Book.ExecuteAsync(
            """
            insert into account (account_id, customer_id, balance_id, product_id, login, secret)
            select $1, customer_id, balance_id, product_id, 'later', secret from account where account_id = $2
            """,
            next,
            caller.Account.AccountId);
        await silos.Cluster.WaitForDeactivationAsync(account);

        Assert.Equal(caller.BalanceId, (await account.GetAsync())?.BalanceId);
    }
}
