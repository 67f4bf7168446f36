using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Destinations;
using Billing.Contracts.Invoices;
using Billing.Contracts.Nodes;
using Billing.Contracts.Notifications;
using Billing.Contracts.Payments;
using Billing.Contracts.Products;
using Billing.Contracts.Records;
using Billing.Contracts.Search;
using Billing.Contracts.Sessions;
using Billing.Contracts.Suspense;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Usage;
using Billing.Contracts.Vouchers;
using Billing.Core.Accounts;
using Billing.Core.Balances;
using Billing.Core.Customers;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tests.Paging;

/// <summary>What was really done, for each list, with ten thousand accounts: PostgreSQL counts the rows that scans of whole tables read.</summary>
[Collection(nameof(MadeUpOperators))]
public sealed class IndexTests(MadeUpOperators operators)
{
    // Tables that grow with the business; partitions of records and entries are counted as theirs. Of few pages it is no large one and is
    // rightly read whole: the partition of a month that has just begun.
    private const string ScannedSql = """
        select coalesce(string_agg(relname || ' ' || seq_tup_read, ', ' order by relname), '')
        from pg_stat_user_tables
        where seq_tup_read > $1
              and pg_relation_size(relid) > 16 * 8192
              and (relname in ('customer', 'account', 'account_alias', 'balance', 'session', 'operation', 'rate', 'usage_day', 'invoice', 'payment',
                               'settlement', 'access_reject', 'unknown_login', 'voucher', 'notification', 'notification_delivery', 'audit_log')
                   or relname ~ '^(xdr|ledger_entry)_')
        """;

    // No index helps their filters: they look at so many rows, which of a table that is hardly larger may be all.
    private static readonly string[] Looking = ["operations"];

    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();

    private static readonly XdrFilter Month = new(Now - Duration.FromDays(30), Now);

    private static readonly Dictionary<string, Func<Reader, AccountRow, Task>> Lists = new()
    {
        ["customers"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new(), new(CustomerSort.Name), Cancel),
        ["customers by number"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new(), new(IsDescending: true), Cancel),
        ["customers by age"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new(), new(CustomerSort.CreatedAt), Cancel),
        ["customers called"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new("kwame moreau"), new(CustomerSort.Name), Cancel),
        ["customers numbered"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new("c-10012"), new(CustomerSort.Name), Cancel),
        ["customers written to"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new("kwame.moreau@"), new(CustomerSort.Name), Cancel),
        ["customers by status"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new(), new(CustomerSort.Status), Cancel),
        ["customers called by a part"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new("silva"), new(CustomerSort.Name), Cancel),
        ["customers of a class"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new(Class: "business"), new(CustomerSort.Name, IsCounted: true), Cancel),
        ["customers closed"] = (r, _) => r.Get<ICustomerQuery>().ListAsync(new(Status: CustomerStatus.Closed), new(CustomerSort.Name), Cancel),
        ["customer"] = (r, a) => r.Get<ICustomerQuery>().FindAsync(Scope.OfCustomer(a.CustomerId), a.CustomerId, Cancel),
        ["accounts"] = (r, _) => r.Get<IAccountQuery>().ListAsync(Scope.Everything, new(), new(), Cancel),
        ["accounts of"] = (r, a) => r.Get<IAccountQuery>().ListAsync(Scope.OfCustomer(a.CustomerId), new(), new(), Cancel),
        ["accounts called"] = (r, _) => r.Get<IAccountQuery>().ListAsync(Scope.Everything, new("+351 9000 01"), new(), Cancel),
        ["accounts suspended"] = (r, _) => r.Get<IAccountQuery>().ListAsync(Scope.Everything, new(Status: AccountStatus.Suspended), new(), Cancel),
        ["accounts by status"] = (r, _) => r.Get<IAccountQuery>().ListAsync(Scope.Everything, new(), new(AccountSort.Status, IsDescending: true), Cancel),
        ["accounts of a customer by balance"] = (r, a) => r.Get<IAccountQuery>().ListAsync(Scope.OfCustomer(a.CustomerId), new(), new(AccountSort.Balance), Cancel),
        ["records of an account by cost"] = (r, a) => r.Get<IXdrQuery>().ListAsync(Scope.OfAccount(a.AccountId), Month, new(XdrSort.Cost), Cancel),
        ["accounts with"] = (r, _) => r.Get<IAccountQuery>().ListAsync(Scope.Everything, new(Product: "SIP Trunk 30", Service: "voice"), new(), Cancel),
        ["sessions"] = (r, _) => r.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(), new(IsDescending: true), Cancel),
        ["sessions of"] = (r, a) => r.Get<ISessionQuery>().OpenAsync(Scope.OfAccount(a.AccountId), new(), new(), Cancel),
        ["sessions at"] = (r, _) => r.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(FramedAddress: "10.64.0.8"), new(), Cancel),
        ["sessions to"] = (r, _) => r.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(Service: "voice", Peer: "380"), new(), Cancel),
        ["sessions by name"] = (r, _) => r.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(Account: "351900000"), new(), Cancel),
        ["long sessions"] = (r, _) => r.Get<ISessionQuery>().OpenAsync(Scope.Everything, new(AuthorizedBefore: Now - Duration.FromHours(6)), new(), Cancel),
        ["records"] = (r, _) => r.Get<IXdrQuery>().ListAsync(Scope.Everything, Month, new(IsDescending: true), Cancel),
        ["records of an account"] = (r, a) => r.Get<IXdrQuery>().ListAsync(Scope.OfAccount(a.AccountId), Month, new(IsDescending: true), Cancel),
        ["records of a customer"] = (r, a) => r.Get<IXdrQuery>().ListAsync(Scope.OfCustomer(a.CustomerId), Month, new(), Cancel),
        ["records to"] = (r, _) => r.Get<IXdrQuery>().ListAsync(Scope.Everything, Month with { Destination = "999" }, new(), Cancel),
        ["records of an account to a place"] = (r, a) => r.Get<IXdrQuery>().ListAsync(
            Scope.Everything, Month with { AccountId = a.AccountId, Text = "mobile" }, new(IsDescending: true, IsCounted: true), Cancel),
        ["records of a customer to a part of a number"] = (r, a) => r.Get<IXdrQuery>().ListAsync(
            Scope.OfCustomer(a.CustomerId), Month with { Text = "3806" }, new(IsDescending: true, IsCounted: true), Cancel),
        ["records unrated"] = (r, _) => r.Get<IXdrQuery>().ListAsync(Scope.Everything, Month with { IsUnrated = true }, new(), Cancel),
        ["records by called number"] = (r, _) => r.Get<IXdrQuery>().ListAsync(Scope.Everything, Month with { Called = "+380 67 000 0001" }, new(IsDescending: true), Cancel),
        ["records by calling number"] = (r, _) => r.Get<IXdrQuery>().ListAsync(Scope.Everything, Month with { Calling = "351900000107" }, new(IsDescending: true), Cancel),
        ["totals by called number"] = (r, _) => r.Get<IXdrQuery>().TotalsAsync(Scope.Everything, Month with { Called = "380670000001" }, Cancel),
        ["totals"] = (r, _) => r.Get<IXdrQuery>().TotalsAsync(Scope.Everything, Month, Cancel),
        ["totals of a customer"] = (r, a) => r.Get<IXdrQuery>().TotalsAsync(Scope.OfCustomer(a.CustomerId), Month, Cancel),
        ["statement"] = (r, a) => r.Get<ILedgerQuery>().StatementAsync(Scope.OfCustomer(a.CustomerId), a.BalanceId, new(), new(IsDescending: true), Cancel),
        ["statement with a text"] = (r, a) => r.Get<ILedgerQuery>().StatementAsync(
            Scope.OfCustomer(a.CustomerId), a.BalanceId, new(Typed: new("3806", 3806, [], ["voice"], IsPayers: true)), new(IsDescending: true, IsCounted: true), Cancel),
        ["payments"] = (r, a) => r.Get<ILedgerQuery>().StatementAsync(Scope.OfAccount(a.AccountId), a.BalanceId, new(Reason: LedgerReason.TopUp), new(), Cancel),
        ["operations"] = (r, _) => r.Get<ILedgerQuery>().OperationsAsync(Scope.Everything, new(HasMoney: true), new(IsDescending: true), Cancel),
        ["operations of"] = (r, a) => r.Get<ILedgerQuery>().OperationsAsync(Scope.OfCustomer(a.CustomerId), new(), new(), Cancel),
        ["balances"] = (r, a) => r.Get<IFundsQuery>().BalancesAsync(Scope.Everything, a.CustomerId, Cancel),
        ["rejected logins"] = (r, _) => r.Get<IAuthenticationQuery>().RejectsAsync(new(AccessReasons.NoFunds, From: Now - Duration.FromDays(1)), new(IsDescending: true), Cancel),
        ["rejected logins of nobody"] = (r, _) => r.Get<IAuthenticationQuery>().RejectsAsync(new(IsUnknown: true), new(IsDescending: true), Cancel),
        ["rejected logins called"] = (r, _) => r.Get<IAuthenticationQuery>().RejectsAsync(new(UserName: "Alcie"), new(IsDescending: true), Cancel),
        ["usage"] = (r, a) => r.Get<IUsageQuery>().PerDayAsync(
            Scope.OfCustomer(a.CustomerId), new(Now.InUtc().Date.PlusDays(-60), Now.InUtc().Date, CustomerId: a.CustomerId), Cancel),
        ["dashboard"] = (r, _) => r.Get<IDashboardQuery>().ShowAsync(DateTimeZone.Utc, Now, Cancel),
        ["rates"] = async (r, _) => await r.Get<ITariffQuery>().RatesAsync(await WholesaleAsync(r), Now, new(), 30_000, 50, Cancel),
        ["rates of"] = async (r, _) => await r.Get<ITariffQuery>().RatesAsync(await WholesaleAsync(r), Now, new("3510", "mobile"), 0, 50, Cancel),
        ["history"] = async (r, _) => await r.Get<ITariffQuery>().HistoryAsync(await WholesaleAsync(r), "35100000", Cancel),
        ["planned"] = (r, _) => r.Get<ITariffQuery>().PlannedAsync(Now, Now + Duration.FromDays(40), Cancel),
        ["tariffs"] = (r, _) => r.Get<ITariffQuery>().ListAsync(new(), new(), Cancel),
        ["products"] = (r, _) => r.Get<IProductQuery>().ListAsync(new(), new(), Cancel),
        ["destinations"] = (r, _) => r.Get<IDestinationQuery>().ListAsync(new("mobile"), new(), Cancel),
        ["gateways"] = (r, _) => r.Get<INodeQuery>().RowsAsync(Cancel),
        ["suspense"] = (r, _) => r.Get<ISuspenseQuery>().ListAsync(new(), new(), Cancel),
        ["search for a name"] = (r, _) => r.Get<ISearchQuery>().FindAsync("kwame mor", Cancel),
        ["search for a number"] = (r, _) => r.Get<ISearchQuery>().FindAsync("+351 900 000 107", Cancel),
        ["search for an address"] = (r, _) => r.Get<ISearchQuery>().FindAsync("10.64.0.8", Cancel),
        ["search for an e-mail"] = (r, _) => r.Get<ISearchQuery>().FindAsync("kwame.moreau@example.net", Cancel),
        ["invoices"] = (r, _) => r.Get<IInvoiceSheetQuery>().ListAsync(Scope.Everything, new(), new(IsDescending: true), Now, Cancel),
        ["invoices of days"] = (r, _) => r.Get<IInvoiceSheetQuery>().ListAsync(
            Scope.Everything, new(IssuedFrom: new(2020, 1, 1), IssuedTo: new(2020, 1, 2)), new(IsDescending: true), Now, Cancel),
        ["invoices of a customer"] = (r, a) => r.Get<IInvoiceSheetQuery>().ListAsync(Scope.Everything, new(CustomerId: a.CustomerId), new(), Now, Cancel),
        ["invoices by total"] = (r, _) => r.Get<IInvoiceSheetQuery>().ListAsync(Scope.Everything, new(), new(InvoiceSort.Total), Now, Cancel),
        ["invoices by due day"] = (r, _) => r.Get<IInvoiceSheetQuery>().ListAsync(Scope.Everything, new(), new(InvoiceSort.DueOn), Now, Cancel),
        ["payments of all"] = (r, _) => r.Get<IPaymentQuery>().ListAsync(Scope.Everything, new(), new(IsDescending: true), Cancel),
        ["payments by amount"] = (r, _) => r.Get<IPaymentQuery>().ListAsync(Scope.Everything, new(), new(PaymentSort.Amount), Cancel),
        ["payments declined"] = (r, _) => r.Get<IPaymentQuery>().ListAsync(Scope.Everything, new(State: PaymentState.Declined), new(PaymentSort.State), Cancel),
        ["payments of a customer"] = (r, a) => r.Get<IPaymentQuery>().ListAsync(Scope.OfCustomer(a.CustomerId), new(), new(), Cancel),
        ["payments of a balance with a text"] = (r, a) => r.Get<IPaymentQuery>().ListAsync(
            Scope.OfCustomer(a.CustomerId), new(a.BalanceId, Text: "12", TextAmount: 12), new(IsDescending: true, IsCounted: true), Cancel),
        ["vouchers"] = (r, _) => r.Get<IVoucherQuery>().ListAsync(new(), new(IsDescending: true), Cancel),
        ["vouchers of a batch"] = (r, _) => r.Get<IVoucherQuery>().ListAsync(new(BatchId: 3), new(), Cancel),
        ["voucher batches"] = (r, _) => r.Get<IVoucherQuery>().BatchesAsync(null, new(IsDescending: true), Cancel),
        ["messages"] = (r, _) => r.Get<INotificationQuery>().ListAsync(Scope.Everything, new(), new(IsDescending: true), Cancel),
        ["messages of a customer"] = (r, a) => r.Get<INotificationQuery>().ListAsync(Scope.OfCustomer(a.CustomerId), new(), new(), Cancel),
        ["audit log"] = (r, _) => r.Get<IAuditLogQuery>().PageAsync(new(), null, 50, Cancel),
        ["audit log of an account"] = (r, a) => r.Get<IAuditLogQuery>().PageAsync(new(EntityKind: "account", EntityId: $"{a.AccountId}"), null, 50, Cancel),
        ["audit log of a number"] = (r, a) => r.Get<IAuditLogQuery>().PageAsync(new(EntityId: $"{a.AccountId}"), null, 50, Cancel),
        ["audit log of a customer and of what is theirs"] = (r, a) => r.Get<IAuditLogQuery>().PageAsync(
            new(Whose: Scope.OfCustomer(a.CustomerId), WithMoney: true), null, 50, Cancel),
        ["audit log of an account and its money"] = (r, a) => r.Get<IAuditLogQuery>().PageAsync(
            new(Whose: Scope.OfAccount(a.AccountId), WithMoney: true), null, 50, Cancel),
        ["audit log of somebody"] = (r, _) => r.Get<IAuditLogQuery>().PageAsync(new(By: "anna"), null, 50, Cancel),
        ["audit log, the oldest first"] = (r, _) => r.Get<IAuditLogQuery>().PageAsync(new(), new(AuditSort.At, IsDescending: false), null, 50, Cancel),
        ["audit log by kind from a row on"] = (r, _) => r.Get<IAuditLogQuery>().PageAsync(
            new(), new(AuditSort.Kind, IsDescending: false), new(Now, "c", "account"), 50, Cancel),
        ["audit log by kind"] = (r, _) => r.Get<IAuditLogQuery>().PageAsync(new(), new(AuditSort.Kind, IsDescending: true), null, 50, Cancel),
        ["search for an invoice"] = (r, _) => r.Get<ISearchQuery>().FindAsync("cn-1017", Cancel),
        ["search for a reference"] = (r, _) => r.Get<ISearchQuery>().FindAsync("Transfer 00017", Cancel),
        ["search for an id"] = (r, _) => r.Get<ISearchQuery>().FindAsync(Guid.Empty.ToString(), Cancel),
    };

    public static TheoryData<string> Names => [.. Lists.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Not a look at a plan but at what was done: a statement that is put together otherwise tomorrow is measured too.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_list_scans_no_large_table(string name)
    {
        // A connection tells its counts when it ends.
        await using var reader = await operators.MediumAsync(";Pooling=false");
        var account = (await reader.Get<IAccountQuery>().ListAsync(
            Scope.Everything, new(Product: "Mobile 20 GB"), new(), Cancel)).Rows[0];

        if (name.StartsWith("rejected", StringComparison.Ordinal))
        {
            await RejectAsync(reader);
        }

        await using var source = NpgsqlDataSource.Create(reader.ConnectionString);
        await OthersEndAsync(source);
        await using var reset = source.CreateCommand("select pg_stat_reset()");
        await reset.ExecuteNonQueryAsync(Cancel);

        await Lists[name](reader, account);

        await OthersEndAsync(source);
        await using var scanned = source.CreateCommand(ScannedSql);
        scanned.Parameters.Add(new() { Value = Looking.Contains(name) ? 2L * ListQuery.MostLookedAt : 0L });
        Assert.Equal("", await scanned.ExecuteScalarAsync(Cancel));
    }

    // Closing one does not wait for the server's process: what it has not told yet would be missed, or taken for the next one's.
    private static async Task OthersEndAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var others = connection.CreateCommand();
        others.CommandText = """
            select count(*) from pg_stat_activity
            where datname = current_database() and backend_type in ('client backend', 'parallel worker') and pid <> pg_backend_pid()
            """;

        for (var looks = 0; (long)(await others.ExecuteScalarAsync(Cancel))! > 0; looks++)
        {
            Assert.True(looks < 3_000, "a connection does not end");
            await Task.Delay(20, Cancel);
        }
    }

    // More than fit a page of the disk: a table of few rows is rightly read whole.
    private static async Task RejectAsync(Reader reader)
    {
        await reader.Book.ExecuteAsync("""
            insert into access_reject (account_id, rejected_on, node_id, reason, user_name, service, first_at, last_at, times)
            select account_id, current_date - n, 1, 3, login, 'data', now() - n * interval '1 day', now() - n * interval '1 day', n
            from account, generate_series(2, 6) n where account_id % 5 = 0
            on conflict do nothing
            """);
        await reader.Book.ExecuteAsync("""
            insert into unknown_login (rejected_on, node_id, user_name, reason, service, first_at, last_at, times)
            select current_date - n % 7, 1, 'nobody' || n, 5, 'data', now() - n * interval '1 minute', now() - n * interval '1 minute', 1
            from generate_series(1, 10000) n
            on conflict do nothing
            """);
        await reader.Book.ExecuteAsync("analyze access_reject, unknown_login");
    }

    private static async Task<long> WholesaleAsync(Reader reader) =>
        (await reader.Get<ITariffQuery>().ListAsync(new("wholesale"), new(), Cancel)).Rows[0].TariffId;
}
