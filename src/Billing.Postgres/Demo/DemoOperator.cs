using Billing.Postgres.Migrations;
using Billing.Postgres.Security;
using Billing.Postgres.Usage;

namespace Billing.Postgres.Demo;

/// <summary>Makes up an operator with customers, months of usage and the money that paid for it, to look at and to measure with.</summary>
/// <remarks>
/// All of it or nothing, in one transaction; it passes the audit. Each balance is the sum of its entries, each record has its
/// entry, and sessions cost what their rates say.
/// </remarks>
public sealed class DemoOperator(Database database, SecretBox secrets, UsageFold fold, TimeProvider clock)
{
    private const string Vacuum =
        "vacuum analyze customer, balance, account, account_alias, session, ledger_entry, xdr, operation, rate, destination";

    /// <param name="progress">Gets a stage's name, how much of it is done, and of how much.</param>
    /// <returns>False when there is one already: nothing was made.</returns>
    public async Task<bool> MakeAsync(DemoSize size, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);

        async Task DoAsync(string sql, params object?[] values)
        {
            await using var command = connection.Command(sql, values);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            await DoAsync("select pg_advisory_xact_lock(7310520413)");
            await using (var check = connection.Command("select 1 from tariff where name = 'Wholesale EUR'"))
            {
                if (await check.ExecuteScalarAsync(cancellation) is not null)
                {
                    return false;
                }
            }

            await DoAsync("set local work_mem = '256MB'");
            await DoAsync("set local maintenance_work_mem = '512MB'");
            await DoAsync("set local temp_buffers = '64MB'");
            await Partitions.MakeAsync(connection, now.AddDays(-size.Days - 1), Partitions.MonthsAhead, cancellation);
            progress("catalogue", 0, 3);
            await DoAsync(DemoCatalogue.Pick);
            await DoAsync(DemoCatalogue.Destinations);
            await DoAsync(DemoCatalogue.Nodes, secrets.Close("testing123"));
            await DoAsync(DemoCatalogue.Tariffs);
            progress("catalogue", 1, 3);
            await DoAsync(DemoCatalogue.Wholesale, size.WholesaleRates, now);
            await DoAsync(DemoCatalogue.Products);
            await DoAsync(DemoUsage.NodePlaces);
            progress("customers", 0, 4);
            await DoAsync(DemoPeople.Homes);
            await DoAsync(DemoPeople.Lines, size.Accounts);
            await DoAsync(DemoPeople.Bases);
            progress("customers", 1, 4);
            await DoAsync(DemoPeople.Customers, now);
            await DoAsync(DemoPeople.Accounts);
            progress("usage", 0, 3);
            await DoAsync(DemoUsage.Uses, size.Records, size.Accounts, size.Days, now);
            progress("usage", 1, 3);
            await DoAsync(DemoUsage.TopUps, size.Days, now);
            progress("usage", 2, 3);
            await DoAsync(DemoUsage.Events);
            await DoAsync(DemoUsage.EventIndex);
            progress("accounts", 0, 3);
            await DoAsync(DemoUsage.Balances);
            await DoAsync(DemoUsage.SharedBalances);
            progress("accounts", 1, 3);
            await DoAsync(DemoPeople.AccountRows, secrets.Close("testing123"));
            progress("accounts", 2, 3);
            await DoAsync(DemoPeople.Aliases);
            await RecordAsync(size, now, DoAsync, progress);
            var kept = now.UtcDateTime.Date.AddDays(1 - size.SessionDays);
            progress("sessions", 0, 2);
            await DoAsync(DemoSessions.Purged, kept);
            await DoAsync(DemoSessions.Ended, kept);
            progress("sessions", 1, 2);
            await DoAsync(DemoSessions.Open, size.OpenSessions, now);
            await transaction.CommitAsync(cancellation);
        }

        progress("statistics", 0, 1);
        await DoAsync("set maintenance_work_mem = '256MB'");
        await DoAsync(Vacuum);
        await fold.RebuildAsync(cancellation, (to, due) => progress("sums of usage", (long)(size.Days - (due - to).TotalDays), size.Days));
        await DoAsync("vacuum analyze usage_day, usage_quarter, usage_destination, usage_report");

        return true;
    }

    private static async Task RecordAsync(DemoSize size, DateTimeOffset now, Func<string, object?[], Task> doAsync, Action<string, long, long> progress)
    {
        var first = now.UtcDateTime.Date.AddDays(-size.Days - 1);

        for (var day = 0; day <= size.Days + 1; day++)
        {
            progress("records", day, size.Days + 2);
            object?[] stretch = [first.AddDays(day), first.AddDays(day + 1)];
            await doAsync(DemoUsage.Entries, stretch);
            await doAsync(DemoUsage.Operations, stretch);
            await doAsync(DemoUsage.Records, stretch);
        }
    }
}
