using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Destinations;
using Billing.Contracts.Paging;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using CsCheck;
using NodaTime;

namespace Billing.Postgres.Tests.Paging;

// One after the other with what counts the rows that are read of the same operator.
[Collection(nameof(MadeUpOperators))]
public sealed class PagingTests(MadeUpOperators operators)
{
    private static readonly Gen<(int Size, bool IsDescending)> AnyPage = Gen.Select(Gen.Int[1, 120], Gen.Bool);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CustomerSort.Number, "c.customer_id")]
    [InlineData(CustomerSort.Name, "lower(c.name) collate \"C\", c.customer_id")]
    [InlineData(CustomerSort.CreatedAt, "c.created_at, c.customer_id")]
    [InlineData(CustomerSort.Status, "c.status, lower(c.name) collate \"C\", c.customer_id")]
    [InlineData(
        CustomerSort.Balance,
        "coalesce((select posted from balance b where b.customer_id = c.customer_id order by balance_id limit 1), 0), c.customer_id")]
    public async Task Pages_of_customers_are_the_list_forward_and_backward(CustomerSort sort, string order)
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<ICustomerQuery>();

        await LawAsync<CustomerRow, CustomerSort, long>(
            await AllAsync<long>(reader, $"select array_agg(customer_id order by {order}) from customer c"),
            page => query.ListAsync(new(), page, Cancel),
            row => row.CustomerId,
            sort);
    }

    [Fact]
    public async Task Pages_of_customers_that_a_filter_leaves_are_the_list_too()
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<ICustomerQuery>();

        await LawAsync<CustomerRow, CustomerSort, long>(
            await AllAsync<long>(reader, "select array_agg(customer_id order by lower(name) collate \"C\", customer_id) from customer where class = 'business'"),
            page => query.ListAsync(new(Class: "business"), page, Cancel),
            row => row.CustomerId,
            CustomerSort.Name);
    }

    [Theory]
    [InlineData(AccountSort.Login, "lower(login) collate \"C\", account_id")]
    [InlineData(AccountSort.AccountId, "account_id")]
    [InlineData(AccountSort.Status, "status, lower(login) collate \"C\", account_id")]
    [InlineData(AccountSort.Balance, "(select posted from balance b where b.balance_id = a.balance_id), account_id")]
    public async Task Pages_of_accounts_are_the_list_forward_and_backward(AccountSort sort, string order)
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<IAccountQuery>();

        await LawAsync<AccountRow, AccountSort, long>(
            await AllAsync<long>(reader, $"select array_agg(account_id order by {order}) from account a"),
            page => query.ListAsync(Scope.Everything, new(), page, Cancel),
            row => row.AccountId,
            sort);
    }

    [Fact]
    public async Task Pages_of_records_are_the_list_forward_and_backward()
    {
        await using var reader = await operators.SmallAsync();
        var query = reader.Get<IXdrQuery>();
        var to = SystemClock.Instance.GetCurrentInstant();
        var from = to - Duration.FromDays(3);

        await LawAsync<XdrRow, XdrSort, Guid>(
            await reader.Book.ReadAsync<Guid[]>(
                "select array_agg(session_id order by recorded_at, session_id, part) from xdr where recorded_at >= $1 and recorded_at < $2",
                from.ToDateTimeUtc(),
                to.ToDateTimeUtc()),
            page => query.ListAsync(Scope.Everything, new(from, to), page, Cancel),
            row => row.SessionId,
            XdrSort.RecordedAt);
        await LawAsync<XdrRow, XdrSort, Guid>(
            await reader.Book.ReadAsync<Guid[]>(
                "select array_agg(session_id order by amount, recorded_at, session_id, part) from xdr where recorded_at >= $1 and recorded_at < $2",
                from.ToDateTimeUtc(),
                to.ToDateTimeUtc()),
            page => query.ListAsync(Scope.Everything, new(from, to), page, Cancel),
            row => row.SessionId,
            XdrSort.Cost);
    }

    [Fact]
    public async Task Pages_of_open_sessions_operations_statements_and_destinations_are_the_lists()
    {
        await using var reader = await operators.SmallAsync();
        var busiest = await reader.Book.ReadAsync<long>("select balance_id from balance order by last_sequence desc limit 1");

        await LawAsync<SessionRow, SessionSort, Guid>(
            await AllAsync<Guid>(reader, "select array_agg(session_id order by session_id) from session where ended_at is null"),
            page => reader.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(), page, Cancel),
            row => row.SessionId,
            SessionSort.AuthorizedAt);
        await LawAsync<SessionRow, SessionSort, Guid>(
            await AllAsync<Guid>(reader, "select array_agg(session_id order by charged, session_id) from session where ended_at is null"),
            page => reader.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(), page, Cancel),
            row => row.SessionId,
            SessionSort.Cost);
        await LawAsync<OperationRow, OperationSort, string>(
            await AllAsync<string>(reader, "select array_agg(operation_id order by recorded_at, operation_id) from operation"),
            page => reader.Get<ILedgerQuery>().OperationsAsync(Scope.Everything, new(), page, Cancel),
            row => row.OperationId,
            OperationSort.RecordedAt);
        await LawAsync<StatementRow, StatementSort, long>(
            await AllAsync<long>(reader, $"select array_agg(sequence order by sequence) from ledger_entry where balance_id = {busiest}"),
            page => reader.Get<ILedgerQuery>().StatementAsync(Scope.Everything, busiest, new(), page, Cancel),
            row => row.Sequence,
            StatementSort.Sequence);
        await LawAsync<DestinationRecord, DestinationSort, string>(
            await AllAsync<string>(reader, "select array_agg(prefix order by lower(description) collate \"C\", prefix) from destination"),
            page => reader.Get<IDestinationQuery>().ListAsync(new(), page, Cancel),
            row => row.Prefix,
            DestinationSort.Description);
    }

    // Names are walked in the order of the page first, and found by their trigrams when that fills none.
    [Theory]
    [InlineData("a", CustomerSort.Name)]
    [InlineData("sil", CustomerSort.Number)]
    [InlineData("silva", CustomerSort.Name)]
    [InlineData("silva", CustomerSort.Balance)]
    public async Task Pages_of_customers_whose_names_have_a_part_are_the_list(string part, CustomerSort sort)
    {
        await using var reader = await operators.MediumAsync();
        var (condition, order) = (part.Length < 3 ? $"{part}%" : $"%{part}%", sort switch
        {
            CustomerSort.Name => "lower(name) collate \"C\", customer_id",
            CustomerSort.Balance => "coalesce((select posted from balance b where b.customer_id = c.customer_id order by balance_id limit 1), 0), customer_id",
            _ => "customer_id",
        });
        var all = await reader.Book.ReadAsync<long[]>(
            $"select array_agg(customer_id order by {order}) from customer c where lower(name) like $1", condition);
        var (found, cursor) = (new List<long>(), (string?)null);

        do
        {
            var page = await reader.Get<ICustomerQuery>().ListAsync(new(part), new(sort, Size: 500, Cursor: cursor), Cancel);
            found.AddRange(page.Rows.Select(row => row.CustomerId));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.NotEmpty(all);
        Assert.Equal(all, found);
    }

    [Fact]
    public async Task An_order_without_an_index_is_given_only_where_few_rows_are_left()
    {
        await using var reader = await operators.MediumAsync();
        var accounts = reader.Get<IAccountQuery>();
        var everybody = await accounts.ListAsync(Scope.Everything, new(), new(AccountSort.Balance), Cancel);
        var suspended = await accounts.ListAsync(
            Scope.Everything, new(Status: Core.Accounts.AccountStatus.Suspended, Product: "Mobile 20 GB"), new(AccountSort.Balance, IsDescending: true), Cancel);

        Assert.True(everybody.IsUnordered);
        Assert.Empty(everybody.Rows);
        Assert.False(suspended.IsUnordered);
        Assert.NotEmpty(suspended.Rows);
        Assert.Equal(suspended.Rows.OrderByDescending(row => row.Balance).Select(row => row.Balance), suspended.Rows.Select(row => row.Balance));
        Assert.True((await reader.Get<IXdrQuery>().ListAsync(
            Scope.Everything, new(SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(60), SystemClock.Instance.GetCurrentInstant()), new(XdrSort.Cost), Cancel)).IsUnordered);
    }

    [Fact]
    public async Task A_list_is_counted_exactly_or_up_to_a_limit()
    {
        await using var reader = await operators.MediumAsync();
        var accounts = (await reader.Get<IAccountQuery>().ListAsync(Scope.Everything, new(), new(IsCounted: true), Cancel)).Count;
        var customers = (await reader.Get<ICustomerQuery>().ListAsync(new(), new(IsCounted: true), Cancel)).Count;

        Assert.Equal("more than 10000", accounts.ToString());
        Assert.Equal($"{await reader.Book.ReadAsync<long>("select count(*) from customer")}", customers.ToString());
    }

    // Some 130 000 records are looked at, so many at a time, and none is skipped.
    [Fact]
    public async Task A_filter_without_an_index_looks_at_so_many_rows_and_goes_on_from_there()
    {
        await using var reader = await operators.MediumAsync();
        var to = SystemClock.Instance.GetCurrentInstant();
        var filter = new XdrFilter(to - Duration.FromDays(40), to, Destination: "23480", MinimumCost: 5m);
        var expected = await reader.Book.ReadAsync<long>(
            "select count(*) from xdr where recorded_at >= $1 and recorded_at < $2 and destination like '23480%' and amount >= 5",
            filter.From.ToDateTimeUtc(),
            filter.To.ToDateTimeUtc());
        var (found, cuts, cursor) = (0, 0, (string?)null);

        do
        {
            var page = await reader.Get<IXdrQuery>().ListAsync(
                Scope.Everything, filter, new(IsDescending: true, Size: 500, Cursor: cursor), Cancel);
            Assert.All(page.Rows, row => Assert.True(row.Amount >= 5 && row.Destination == "23480"));
            (found, cuts, cursor) = (found + page.Rows.Count, cuts + (page.IsCut ? 1 : 0), page.Next);
        }
        while (cursor is not null);

        Assert.Equal(expected, found);
        Assert.True(expected > 0 && cuts > 1, $"{expected} found, {cuts} cuts");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("WyJOYW1lKyIsIj4iXQ")] // ["Name+",">"]: no key
    [InlineData("WyJOdW1iZXIrIiwiPiIsIjEiXQ")] // ["Number+",">","1"]: another order
    public async Task A_cursor_of_another_list_is_refused(string cursor)
    {
        await using var reader = await operators.SmallAsync();

        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            reader.Get<ICustomerQuery>().ListAsync(new(), new(CustomerSort.Name, Cursor: cursor), Cancel));

        Assert.StartsWith("cursor: expected", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task A_page_of_no_or_too_many_rows_is_refused(int size)
    {
        await using var reader = await operators.SmallAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => reader.Get<ICustomerQuery>().ListAsync(new(), new(Size: size), Cancel));
    }

    private static async Task<T[]> AllAsync<T>(Reader reader, string sql) => await reader.Book.ReadAsync<T[]>(sql);

    private static Task LawAsync<TRow, TSort, TKey>(
        TKey[] all, Func<PageRequest<TSort>, Task<Page<TRow>>> ask, Func<TRow, TKey> key, TSort sort)
        where TSort : struct, Enum => AnyPage.SampleAsync(
        async page =>
        {
            var expected = page.IsDescending ? all.Reverse().ToArray() : all;
            var request = new PageRequest<TSort>(sort, page.IsDescending, page.Size);
            var forward = new List<Page<TRow>> { await ask(request) };

            while (forward[^1].Next is { } next)
            {
                forward.Add(await ask(request with { Cursor = next }));
            }

            Assert.Equal(expected, forward.SelectMany(one => one.Rows).Select(key));
            Assert.Null(forward[0].Previous);
            Assert.All(forward.SkipLast(1), one => Assert.Equal(page.Size, one.Rows.Count));
            var (backward, cursor) = (forward[^1].Rows.Select(key), forward[^1].Previous);

            while (cursor is not null)
            {
                var before = await ask(request with { Cursor = cursor });
                (backward, cursor) = (before.Rows.Select(key).Concat(backward), before.Previous);
            }

            Assert.Equal(expected, backward);
        },
        iter: 8,
        threads: 1);
}
