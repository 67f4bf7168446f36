using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Contracts.Usage;
using NodaTime;

namespace Billing.Postgres.Tests.Paging;

/// <summary>A subscriber forges every id there is in what a page asks for, and is told nothing of anybody else.</summary>
public sealed class ScopeTests(MadeUpOperators operators)
{
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();
    private static readonly XdrFilter Month = new(Now - Duration.FromDays(32), Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscriber_reads_what_is_their_own()
    {
        await using var reader = await operators.SmallAsync();
        var (own, _) = await TwoAsync(reader);

        await OwnAsync(reader, own, Scope.OfCustomer(own.CustomerId));
        await OwnAsync(reader, own, Scope.OfAccount(own.AccountId));
        Assert.NotEmpty((await reader.Get<IXdrQuery>().ListAsync(Scope.OfAccount(own.AccountId), Month, new(), Cancel)).Rows);
    }

    [Fact]
    public async Task A_forged_id_finds_nothing_of_another_customer()
    {
        await using var reader = await operators.SmallAsync();
        var (own, other) = await TwoAsync(reader);

        await NothingAsync(reader, other, Scope.OfCustomer(own.CustomerId));
        await NothingAsync(reader, other, Scope.OfAccount(own.AccountId));
    }

    // Nor of the same customer's other accounts, which is a family's or a company's.
    [Fact]
    public async Task A_forged_id_finds_nothing_of_another_account_of_the_customer()
    {
        await using var reader = await operators.SmallAsync();
        var rows = await reader.Book.ReadAsync<long[]>("""
            select array[min(a.account_id), max(a.account_id)] from account a
            group by a.customer_id
            having min((select count(*) from xdr x where x.account_id = a.account_id)) > 0 and count(*) > 1
            limit 1
            """);
        var (own, other) = (await AccountAsync(reader, rows[0]), await AccountAsync(reader, rows[1]));
        var scope = Scope.OfAccount(own.AccountId);

        await NothingAsync(reader, other, scope);
        Assert.All((await reader.Get<IAccountQuery>().ListAsync(scope, new(), new(), Cancel)).Rows, row => Assert.Equal(own.AccountId, row.AccountId));
        Assert.All((await reader.Get<IXdrQuery>().ListAsync(scope, Month, new(), Cancel)).Rows, row => Assert.Equal(own.AccountId, row.AccountId));

        // What they share tells of the other's usage.
        Assert.Equal(own.BalanceId, other.BalanceId);
        Assert.Empty((await reader.Get<ILedgerQuery>().StatementAsync(scope, own.BalanceId, new(), new(), Cancel)).Rows);
        Assert.Empty((await reader.Get<ILedgerQuery>().OperationsAsync(scope, new(), new(), Cancel)).Rows);
        Assert.Null(await reader.Get<IFundsQuery>().FindAsync(scope, own.BalanceId, Now, Cancel));
    }

    [Fact]
    public async Task Open_sessions_are_those_of_the_scope()
    {
        await using var reader = await operators.SmallAsync();
        var sessions = reader.Get<ISessionQuery>();
        var open = (await sessions.OpenAsync(Scope.Everything, new(), new(), Cancel)).Rows;
        var (own, other) = (open[0], open.First(row => row.CustomerId != open[0].CustomerId));

        foreach (var scope in new[] { Scope.OfCustomer(own.CustomerId), Scope.OfAccount(own.AccountId) })
        {
            Assert.Contains((await sessions.OpenAsync(scope, new(), new(), Cancel)).Rows, row => row.SessionId == own.SessionId);
            Assert.DoesNotContain((await sessions.OpenAsync(scope, new(), new(), Cancel)).Rows, row => row.CustomerId != own.CustomerId);
            Assert.Empty((await sessions.OpenAsync(scope, new(AccountId: other.AccountId), new(), Cancel)).Rows);
            Assert.Empty((await sessions.OpenAsync(scope, new(CustomerId: other.CustomerId), new(), Cancel)).Rows);
            Assert.NotNull(await sessions.FindAsync(scope, own.SessionId, Cancel));
            Assert.Null(await sessions.FindAsync(scope, other.SessionId, Cancel));
        }
    }

    // The cursor of another's page says where, not whose.
    [Fact]
    public async Task A_forged_cursor_turns_no_page_of_anybody_else()
    {
        await using var reader = await operators.SmallAsync();
        var (own, _) = await TwoAsync(reader);
        var all = await reader.Get<IXdrQuery>().ListAsync(Scope.Everything, Month, new(Size: 5), Cancel);

        var page = await reader.Get<IXdrQuery>().ListAsync(Scope.OfAccount(own.AccountId), Month, new(Cursor: all.Next), Cancel);

        Assert.NotEmpty(page.Rows);
        Assert.All(page.Rows, row => Assert.Equal(own.AccountId, row.AccountId));
    }

    private static async Task OwnAsync(Reader reader, AccountRow own, Scope scope)
    {
        Assert.NotNull(await reader.Get<ICustomerQuery>().FindAsync(scope, own.CustomerId, Cancel));
        Assert.NotNull(await reader.Get<IAccountQuery>().FindAsync(scope, own.AccountId, Cancel));
        Assert.NotEmpty((await reader.Get<IAccountQuery>().ListAsync(scope, new(), new(), Cancel)).Rows);
        Assert.NotEmpty((await reader.Get<IXdrQuery>().ListAsync(scope, Month, new(), Cancel)).Rows);
        Assert.NotEqual(0, (await reader.Get<IXdrQuery>().TotalsAsync(scope, Month, Cancel)).Records);
        Assert.NotEmpty((await reader.Get<ILedgerQuery>().StatementAsync(scope, own.BalanceId, new(), new(), Cancel)).Rows);
        Assert.NotEmpty((await reader.Get<ILedgerQuery>().OperationsAsync(scope, new(), new(), Cancel)).Rows);
        Assert.NotNull(await reader.Get<IFundsQuery>().FindAsync(scope, own.BalanceId, Now, Cancel));
        Assert.NotEmpty(await reader.Get<IFundsQuery>().BalancesAsync(scope, own.CustomerId, Cancel));
        Assert.NotEmpty(await reader.Get<IUsageQuery>().PerDayAsync(scope, Days() with { AccountId = own.AccountId }, Cancel));
        Assert.NotEmpty(await reader.Get<IUsageQuery>().PerDayAsync(scope, Days() with { CustomerId = own.CustomerId }, Cancel));
    }

    private static async Task NothingAsync(Reader reader, AccountRow other, Scope scope)
    {
        var record = (await reader.Get<IXdrQuery>().ListAsync(Scope.OfAccount(other.AccountId), Month, new(), Cancel)).Rows[0];
        var isSame = scope.AccountId is { } accountId && (await reader.Get<IAccountQuery>().FindAsync(Scope.Everything, accountId, Cancel))!.CustomerId == other.CustomerId;

        if (!isSame)
        {
            Assert.Null(await reader.Get<ICustomerQuery>().FindAsync(scope, other.CustomerId, Cancel));
        }

        Assert.Null(await reader.Get<IAccountQuery>().FindAsync(scope, other.AccountId, Cancel));
        Assert.Empty((await reader.Get<IAccountQuery>().ListAsync(scope, new(other.Login), new(), Cancel)).Rows);
        Assert.Empty((await reader.Get<IXdrQuery>().ListAsync(scope, Month with { AccountId = other.AccountId }, new(), Cancel)).Rows);
        Assert.Equal(0, (await reader.Get<IXdrQuery>().TotalsAsync(scope, Month with { AccountId = other.AccountId }, Cancel)).Records);
        Assert.Null(await reader.Get<IXdrQuery>().FindAsync(scope, record.SessionId, record.Part, Cancel));
        Assert.Empty(await reader.Get<IXdrQuery>().OfSessionAsync(scope, record.SessionId, Cancel));
        Assert.Null(await reader.Get<ISessionQuery>().FindAsync(scope, record.SessionId, Cancel));
        Assert.Empty((await reader.Get<ILedgerQuery>().StatementAsync(scope, other.BalanceId, new(), new(), Cancel)).Rows);
        Assert.Empty((await reader.Get<ILedgerQuery>().OperationsAsync(scope, new(other.BalanceId), new(), Cancel)).Rows);
        Assert.Null(await reader.Get<ILedgerQuery>().FindOperationAsync(scope, $"payment-demo-{other.BalanceId}-1", Cancel));
        Assert.Null(await reader.Get<IFundsQuery>().FindAsync(scope, other.BalanceId, Now, Cancel));
        Assert.Empty(await reader.Get<IUsageQuery>().PerDayAsync(scope, Days() with { AccountId = other.AccountId }, Cancel));

        if (!isSame)
        {
            Assert.Empty(await reader.Get<IFundsQuery>().BalancesAsync(scope, other.CustomerId, Cancel));
            Assert.Empty(await reader.Get<IUsageQuery>().PerDayAsync(scope, Days() with { CustomerId = other.CustomerId }, Cancel));
        }
    }

    private static UsageFilter Days() => new(Now.InUtc().Date.PlusDays(-32), Now.InUtc().Date.PlusDays(1));

    // Each with a balance of its own, usage and a top-up.
    private static async Task<(AccountRow Own, AccountRow Other)> TwoAsync(Reader reader)
    {
        var ids = await reader.Book.ReadAsync<long[]>("""
            select (array_agg(account_id))[1:2] from (
                select min(a.account_id) as account_id
                from account a
                join operation o on o.balance_id = a.balance_id
                join xdr x on x.account_id = a.account_id
                group by a.balance_id
                having count(distinct a.account_id) = 1
                       and (select count(*) from account s where s.balance_id = a.balance_id) = 1
                order by 1
            ) s
            """);

        return (await AccountAsync(reader, ids[0]), await AccountAsync(reader, ids[1]));
    }

    private static async Task<AccountRow> AccountAsync(Reader reader, long id) =>
        (await reader.Get<IAccountQuery>().FindAsync(Scope.Everything, id, Cancel))!;
}
