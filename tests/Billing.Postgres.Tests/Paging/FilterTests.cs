using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Records;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Core.Customers;
using NodaTime;

namespace Billing.Postgres.Tests.Paging;

/// <summary>What each filter leaves is what plain SQL says.</summary>
public sealed class FilterTests(MadeUpOperators operators)
{
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();
    private static readonly XdrFilter Week = new(Now - Duration.FromDays(7), Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SILVA", null, null, "lower(name) like '%silva%'")]
    [InlineData("an", null, null, "lower(name) like 'an%'")]
    [InlineData("100012", null, null, "number like 'C-100012%'")]
    [InlineData("c-1000", null, null, "number like 'C-1000%'")]
    [InlineData("giulia.laurent7@", null, null, "email like 'giulia.laurent7@%'")]
    [InlineData("100%", null, null, "false")]
    [InlineData(null, CustomerStatus.Suspended, null, "status = 2")]
    [InlineData("ar", CustomerStatus.Active, "business", "lower(name) like 'ar%' and status = 1 and class = 'business'")]
    [InlineData("mar", CustomerStatus.Active, "residential", "lower(name) like '%mar%' and status = 1 and class = 'residential'")]
    public async Task Customers(string? text, CustomerStatus? status, string? @class, string condition)
    {
        await using var reader = await operators.SmallAsync();

        var page = await reader.Get<ICustomerQuery>().ListAsync(new(text, status, @class), new(Size: 500, IsCounted: true), Cancel);

        await EqualAsync(reader, page, row => row.CustomerId, $"select array_agg(customer_id order by customer_id) from customer where {condition}");
    }

    [Theory]
    [InlineData("+351 9000 00", null, null, null, "login like '351900000%'")]
    [InlineData("00351900000", null, null, null, "login like '351900000%'")]
    [InlineData("2680100000", null, null, null, "account_id in (select account_id from account_alias where alias like '2680100000%')")]
    [InlineData("ALICE", null, null, null, "login = 'alice'")]
    [InlineData(null, "Prepaid Flex", null, null, "product_id = (select product_id from product where name = 'Prepaid Flex')")]
    [InlineData(null, "UK evenings", null, null, "login = 'carol'")]
    [InlineData(null, null, "roaming", null, "product_id in (select product_id from product_service where service = 'roaming')")]
    [InlineData(null, null, null, AccountStatus.Suspended, "status = 2")]
    public async Task Accounts(string? text, string? product, string? service, AccountStatus? status, string condition)
    {
        await using var reader = await operators.SmallAsync();

        var page = await reader.Get<IAccountQuery>().ListAsync(
            Scope.Everything, new(text, Product: product, Service: service, Status: status), new(AccountSort.AccountId, Size: 500, IsCounted: true), Cancel);

        await EqualAsync(reader, page, row => row.AccountId, $"select array_agg(account_id order by account_id) from account where {condition}");
    }

    [Fact]
    public async Task Rejected_logins()
    {
        await using var reader = await operators.SmallAsync();
        await reader.Book.ExecuteAsync("""
            insert into access_reject (account_id, rejected_on, node_id, reason, user_name, service, first_at, last_at, times)
            select a.account_id, current_date - n, n % 2 + 1, 3 + n % 4, a.login, 'data', now() - n * interval '1 day', now() - n * interval '1 day', n
            from (select account_id, login from account order by account_id limit 3) a, generate_series(1, 8) n
            on conflict do nothing
            """);
        await reader.Book.ExecuteAsync("""
            insert into unknown_login (rejected_on, node_id, user_name, reason, service, first_at, last_at, times)
            select current_date - n, n % 2 + 1, x.name, 5, 'data', now() - n * interval '1 day', now() - n * interval '1 day', n
            from unnest(array['', 'Alcie', 'a@elsewhere']) x(name), generate_series(1, 4) n
            on conflict do nothing
            """);

        foreach (var (filter, condition) in new (RejectFilter, string)[]
        {
            (new(), "true"),
            (new(AccessReasons.Unknown), "reason in (3, 5)"), // both are told so
            (new(AccessReasons.NoFunds, NodeId: 2), "reason = 6 and node_id = 2"),
            (new(From: Now - Duration.FromHours(84), To: Now - Duration.FromHours(36)), "last_at >= now() - interval '84 hours' and last_at < now() - interval '36 hours'"),
            (new("no such reason"), "false"),
            (new(UserName: "aLCIE"), "user_name = 'Alcie'"),
            (new(AccessReasons.Unknown, UserName: "ALCIE", IsUnknown: true), "user_name = 'Alcie'"),
            (new(IsUnknown: true), "account_id = 0"),
            (new(IsUnknown: false, NodeId: 1), "account_id > 0 and node_id = 1"),
        })
        {
            var first = await reader.Get<IAuthenticationQuery>().RejectsAsync(filter, new(IsDescending: true, Size: 5), Cancel);
            var rest = first.Next is { } next
                ? (await reader.Get<IAuthenticationQuery>().RejectsAsync(filter, new(IsDescending: true, Size: 500, Cursor: next), Cancel)).Rows
                : [];
            RejectRow[] rows = [.. first.Rows, .. rest];

            Assert.Equal(rows.OrderByDescending(row => row.LastAt), rows);
            Assert.Equal(
                (await reader.Book.ReadAsync<long>($"select coalesce(sum(times), 0)::bigint from rejected_login where {condition}"), rows.Length),
                (rows.Sum(row => row.Times), rows.DistinctBy(row => (row.Account?.AccountId, row.Day, row.NodeId, row.Reason, row.UserName)).Count()));
        }
    }

    [Fact]
    public async Task Records_and_what_they_come_to()
    {
        await using var reader = await operators.SmallAsync();
        var some = await reader.Book.ReadAsync<long>("select account_id from xdr group by 1 order by count(*) desc limit 1");
        var customer = await reader.Book.ReadAsync<long>("select customer_id from account where account_id = $1", some);
        var node = await reader.Book.ReadAsync<int>("select node_id from node where name = 'pgw-1'");
        var called = await reader.Book.ReadAsync<string>(
            "select called_number from xdr where recorded_at > now() - interval '6 days' and called_number ~ '^[0-9]{5,}$' limit 1");

        foreach (var (filter, condition) in new[]
        {
            (Week, "true"),
            (Week with { Called = $" +{called[..3]} {called[3..]} " }, $"called_number = '{called}'"),
            (Week with { Called = called, Service = "messages" }, $"called_number = '{called}' and service = 'messages'"),
            (Week with { Calling = called }, $"coalesce(calling_number, calling_party) = '{called}'"),
            (Week with { Service = "voice" }, "service = 'voice'"),
            (Week with { AccountId = some }, $"account_id = {some}"),
            (Week with { CustomerId = customer }, $"account_id in (select account_id from account where customer_id = {customer})"),
            (Week with { Destination = "35" }, "destination like '35%'"),
            (Week with { NodeId = node }, $"node_id = {node}"),
            (Week with { MinimumCost = 1.5m }, "amount >= 1.5"),
            (Week with { IsUnrated = true }, "rate_id is null"),
            (Week with { Service = "voice", Destination = "44", MinimumCost = 0.1m }, "service = 'voice' and destination like '44%' and amount >= 0.1"),
            (Week with { From = Now - Duration.FromMinutes(20), To = Now - Duration.FromMinutes(18) }, "true"),
        })
        {
            var (query, where) = (reader.Get<IXdrQuery>(), $"recorded_at >= $1 and recorded_at < $2 and {condition}");
            object[] period = [filter.From.ToDateTimeUtc(), filter.To.ToDateTimeUtc()];
            var found = new List<XdrRow>();
            var cursor = (string?)null;

            do
            {
                var page = await query.ListAsync(Scope.Everything, filter, new(Size: 500, Cursor: cursor), Cancel);
                found.AddRange(page.Rows);
                cursor = page.Next;
            }
            while (cursor is not null);

            var totals = await query.TotalsAsync(Scope.Everything, filter, Cancel);
            Assert.Equal(
                await reader.Book.ReadAsync<Guid[]>($"select coalesce(array_agg(session_id order by recorded_at, session_id), '{{}}') from xdr where {where}", period),
                found.Select(row => row.SessionId));
            Assert.True(totals.IsComplete);
            Assert.Equal(found.Count, totals.Records);
            Assert.Equal(found.Sum(row => row.Amount), totals.Services.Sum(one => one.Amount));
            Assert.Equal(found.Sum(row => (decimal)row.UsedUnits), totals.Services.Sum(one => one.Units));
            Assert.Equal(found.Select(row => (row.Service, row.Currency)).Distinct().Count(), totals.Services.Count);
        }
    }

    [Fact]
    public async Task A_record_in_full_says_how_its_amount_came_about()
    {
        await using var reader = await operators.SmallAsync();
        var row = (await reader.Get<IXdrQuery>().ListAsync(
            Scope.Everything, Week with { Service = "voice", Destination = "35191" }, new(Size: 1), Cancel)).Rows[0];

        var record = (await reader.Get<IXdrQuery>().FindAsync(Scope.Everything, row.SessionId, row.Part, Cancel))!;

        Assert.Equal(row, record.Record);
        Assert.Equal("Portugal – Mobile Vodafone", row.DestinationName);
        Assert.Equal(row.Amount, record.Parts.Sum(part => part.Amount));
        Assert.Equal("60/60 at 0.06", record.RatePrices);
        Assert.StartsWith("Retail voice ", record.Tariff, StringComparison.Ordinal);
        Assert.NotNull(record.LedgerSequence);
        Assert.Equal([row], await reader.Get<IXdrQuery>().OfSessionAsync(Scope.Everything, row.SessionId, Cancel));
    }

    // More than are sorted begin as these do, and the first of them are others'.
    [Theory]
    [InlineData("3", "alias like '3%'")]
    [InlineData("+351 9", "alias like '3519%'")]
    [InlineData("nothing so", "false")]
    public async Task Accounts_of_a_customer_by_how_they_begin(string text, string condition)
    {
        await using var reader = await operators.SmallAsync();
        var customer = await reader.Book.ReadAsync<long>("select customer_id from account where login like '3519%' order by login desc limit 1");

        foreach (var (scope, of) in new[] { (Scope.Everything, (long?)customer), (Scope.OfCustomer(customer), null) })
        {
            var page = await reader.Get<IAccountQuery>().ListAsync(scope, new(text, of), new(Size: 500, IsCounted: true), Cancel);

            await EqualAsync(
                reader,
                page,
                row => row.AccountId,
                $"select array_agg(account_id order by account_id) from account where customer_id = {customer} and account_id in (select account_id from account_alias where {condition})");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(401)]
    public async Task An_empty_or_endless_period_is_refused(int days)
    {
        await using var reader = await operators.SmallAsync();
        var filter = Week with { From = Now - Duration.FromDays(days) };

        await Assert.ThrowsAsync<ArgumentException>(() => reader.Get<IXdrQuery>().ListAsync(Scope.Everything, filter, new(), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => reader.Get<IXdrQuery>().TotalsAsync(Scope.Everything, filter, Cancel));
    }

    [Fact]
    public async Task Sessions()
    {
        await using var reader = await operators.SmallAsync();
        var all = (await reader.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(), new(Size: 500), Cancel)).Rows;
        var (call, data) = (all.First(row => row.Peer is not null), all.First(row => row.FramedAddress is not null));

        foreach (var (filter, fits) in new (SessionFilter, Func<SessionRow, bool>)[]
        {
            (new(Service: "voice"), row => row.Service == "voice"),
            (new(Account: call.Login[..8]), row => row.Login.StartsWith(call.Login[..8], StringComparison.Ordinal)),
            (new(Account: "+" + call.Login), row => row.Login == call.Login),
            (new(AccountId: call.AccountId), row => row.AccountId == call.AccountId),
            (new(CustomerId: call.CustomerId), row => row.CustomerId == call.CustomerId),
            (new(NodeId: data.NodeId), row => row.NodeId == data.NodeId),
            (new(Peer: "+" + call.Peer![..4]), row => row.Peer?.StartsWith(call.Peer[..4], StringComparison.Ordinal) ?? false),
            (new(FramedAddress: data.FramedAddress), row => row.FramedAddress == data.FramedAddress),
            (new(AuthorizedBefore: all[3].AuthorizedAt), row => row.AuthorizedAt < all[3].AuthorizedAt),
        })
        {
            var page = await reader.Get<ISessionQuery>().OpenAsync(Scope.Everything, filter, new(Size: 500, IsCounted: true), Cancel);
            var expected = all.Where(fits).ToList();

            Assert.NotEmpty(expected);
            Assert.Equal(expected, page.Rows);
            Assert.Equal(new RowCount(expected.Count, false), page.Count);
        }
    }

    [Fact]
    public async Task Entries_and_operations()
    {
        await using var reader = await operators.SmallAsync();
        var balance = await reader.Book.ReadAsync<long>("select balance_id from operation group by 1 order by count(*) desc limit 1");
        var ledger = reader.Get<ILedgerQuery>();

        var all = (await ledger.StatementAsync(Scope.Everything, balance, new(), new(Size: 500), Cancel)).Rows;
        var paid = (await ledger.StatementAsync(Scope.Everything, balance, new(Reason: LedgerReason.TopUp), new(Size: 500), Cancel)).Rows;
        var late = (await ledger.StatementAsync(Scope.Everything, balance, new(From: all[5].RecordedAt), new(Size: 500), Cancel)).Rows;
        var operations = (await ledger.OperationsAsync(Scope.Everything, new(balance, HasMoney: true), new(Size: 500), Cancel)).Rows;

        Assert.Equal(all.Where(row => row.Reason is LedgerReason.TopUp), paid);
        Assert.Equal(all.Skip(5), late);
        Assert.Equal(await reader.Book.PostedAsync(balance), all[^1].PostedAfter);
        Assert.Equal(all[^1].PostedAfter, all.Sum(row => row.Amount));
        Assert.All(all.Where(row => row.Reason is LedgerReason.Usage), row => Assert.NotNull(row.Service));
        Assert.Equal(paid.Select(row => row.OperationId), operations.Select(row => row.OperationId));
        Assert.Equal(paid.Select(row => row.Who), operations.Select(row => row.Who));
        Assert.Equal(operations[0], await ledger.FindOperationAsync(Scope.Everything, operations[0].OperationId, Cancel), OfTheSame);
    }

    [Fact]
    public async Task Products_say_what_they_sell_and_who_has_them()
    {
        await using var reader = await operators.SmallAsync();
        var flex = (await reader.Get<IProductQuery>().ListAsync(new("prepaid FLEX", "messages"), new(), Cancel)).Rows[0];

        Assert.Equal(["data", "messages", "voice"], flex.Services.Select(one => one.Service));
        Assert.Equal("Retail voice EUR", flex.Services[2].Tariff);
        Assert.Equal(
            await reader.Book.ReadAsync<long>("select count(*) from account where product_id = $1", flex.ProductId),
            flex.Main.Rows);
        Assert.Equal(flex.Name, (await reader.Get<IProductQuery>().FindAsync(flex.ProductId, Cancel))!.Name);
    }

    private static bool OfTheSame(OperationRow one, OperationRow? other) => one.OperationId == other?.OperationId && one.Sequence == other.Sequence;

    private static async Task EqualAsync<T>(Reader reader, Page<T> page, Func<T, long> key, string sql)
    {
        var expected = await reader.Book.ReadAsync<object>(sql) as long[] ?? [];

        Assert.Equal(expected, page.Rows.Select(key));
        Assert.Equal(new RowCount(expected.Length, false), page.Count);
        Assert.Null(page.Next);
    }
}
