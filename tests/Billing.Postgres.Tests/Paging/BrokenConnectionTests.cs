using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;
using Billing.Contracts.Nodes;
using Billing.Contracts.Payers;
using Billing.Contracts.Records;
using Billing.Contracts.Search;
using Billing.Contracts.Usage;
using Billing.Contracts.Users;
using Billing.Testing;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Tests.Paging;

/// <summary>The server is started again while nobody reads: who reads next notices nothing.</summary>
public sealed class BrokenConnectionTests(MigratedPostgres postgres)
{
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();

    private static readonly Dictionary<string, Func<Reader, Task>> Reads = new()
    {
        ["customers"] = r => r.Get<ICustomerQuery>().ListAsync(new(), new(IsCounted: true), Cancel),
        ["accounts called"] = r => r.Get<IAccountQuery>().ListAsync(Scope.Everything, new("3519"), new(), Cancel),
        ["records' sums"] = r => r.Get<IXdrQuery>().TotalsAsync(Scope.Everything, new(Now - Duration.FromDays(30), Now), Cancel),
        ["dashboard"] = r => r.Get<IDashboardQuery>().ShowAsync(DateTimeZone.Utc, Now, Cancel),
        ["search"] = r => r.Get<ISearchQuery>().FindAsync("kwame", Cancel),
        ["gateways"] = r => r.Get<INodeQuery>().RowsAsync(Cancel),
        ["plans"] = r => r.Get<IPayerQuery>().PlanHeadsAsync(Cancel),
        ["users"] = r => r.Get<IUserQuery>().ListAsync(new(), new(), Cancel),
    };

    public static TheoryData<string> Names => [.. Reads.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_read_over_connections_that_are_gone_is_answered(string name)
    {
        await using var reader = new Reader(await postgres.CreateDatabaseAsync());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Reads[name](reader))); // several, all of which are broken then
        await EndAllAsync(reader.ConnectionString);

        await Reads[name](reader);
    }

    // As a stop of the server ends them.
    private static async Task EndAllAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var end = source.CreateCommand(
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like 'billing%'");
        Assert.NotEqual(0L, await end.ExecuteScalarAsync(Cancel));
    }
}
