using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Billing.Postgres.Usage;

/// <summary>Folds transaction records into the sums that charts and figures are read from, after the fact.</summary>
/// <remarks>
/// Not in the charging path: a sum that each charge had to update would be one more row to write for each, and for the
/// operator's own figures the same few rows for all of them, one after the other. So records are folded in by when they were
/// recorded, up to a mark that stays behind the newest ones, and readers add what is not folded yet: they are never behind.
/// A record shows itself after its commit, which may be later than what was recorded in the meantime: the mark stays two
/// minutes behind the clock and behind the oldest transaction that is still open, whatever that does. A silo's clock that is
/// slow by more would leave records out: <c>billing audit</c> finds that, <see cref="RebuildAsync"/> mends it.
/// </remarks>
public sealed partial class UsageFold(Database database, IOptions<UsageOptions> options, ILogger<UsageFold> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(8);

    // Whoever has the row folds; what is not visible to it yet was recorded after the second column.
    private const string MarkSql = """
        select folded_to, report_to,
               least(now(), (select min(xact_start) from pg_stat_activity
                             where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()))
               - interval '2 minutes',
               (select min(recorded_at) from xdr)
        from usage_fold
        for update
        """;

    // It rests as vacuum does, after each few rows that are read or written, for what is charged meanwhile waits for the processor that it has;
    // not after many, or it would never catch up.
    // The records are read once, and added up before anything is joined to them. A day begins at a whole quarter of an hour in every zone, so
    // that an account's quarters are in one day of its own. An account or customer that is not there any more has no class and product, and
    // without the tariff there is no currency.
    private const string FoldSql = """
        with summed as materialized (
            select account_id, node_id, tariff_id, service, destination, rate_id is null as is_unrated,
                   date_bin('15 minutes', started_at, 'epoch') as began, date_bin('15 minutes', recorded_at, 'epoch') as quarter,
                   count(*) as events, sum(used_units) as units, sum(amount) as amount
            from (select account_id, node_id, tariff_id, service, destination, rate_id, started_at, recorded_at, used_units, amount, row_number() over () as n
                  from xdr where recorded_at >= $1 and recorded_at < $2) x
            where n % 500 <> 0 or n > 100000 or pg_sleep($5) is not null
            group by 1, 2, 3, 4, 5, 6, 7, 8
        ), folded as materialized (
            select s.*, (s.began at time zone coalesce(c.time_zone, 'UTC'))::date as day, (s.quarter at time zone 'UTC')::date as recorded_on,
                   t.currency, coalesce(c.class, '') as class, coalesce(a.product_id, 0) as product_id
            from summed s
            left join tariff t on t.tariff_id = s.tariff_id
            left join account a on a.account_id = s.account_id
            left join customer c on c.customer_id = a.customer_id
        ), days as (
            insert into usage_day as u (account_id, day, service, currency, events, units, amount)
            select account_id, day, service, currency, events, units, amount
            from (select account_id, day, service, currency, sum(events) as events, sum(units) as units, sum(amount) as amount, row_number() over () as n
                  from folded where $3 and currency is not null group by account_id, day, service, currency) d
            where n % 100 <> 0 or n > 20000 or pg_sleep($5) is not null
            on conflict (account_id, day, service, currency) do update
            set events = u.events + excluded.events, units = u.units + excluded.units, amount = u.amount + excluded.amount
        ), quarters as (
            insert into usage_quarter as u (quarter, service, currency, events, units, amount, unrated)
            select quarter, service, currency, sum(events), sum(units), sum(amount), coalesce(sum(events) filter (where is_unrated), 0)
            from folded where $3 and currency is not null group by quarter, service, currency
            on conflict (quarter, service, currency) do update
            set events = u.events + excluded.events, units = u.units + excluded.units, amount = u.amount + excluded.amount,
                unrated = u.unrated + excluded.unrated
        ), destinations as (
            insert into usage_destination as u (day, service, destination, currency, events, units, amount)
            select recorded_on, service, destination, currency, sum(events), sum(units), sum(amount)
            from folded where $3 and currency is not null and destination is not null group by recorded_on, service, destination, currency
            on conflict (day, service, destination, currency) do update
            set events = u.events + excluded.events, units = u.units + excluded.units, amount = u.amount + excluded.amount
        ), reports as (
            insert into usage_report as u (day, service, class, product_id, node_id, tariff_id, events, units, amount)
            select recorded_on, service, class, product_id, node_id, tariff_id, sum(events), sum(units), sum(amount)
            from folded where $4 group by recorded_on, service, class, product_id, node_id, tariff_id
            on conflict (day, service, class, product_id, node_id, tariff_id) do update
            set events = u.events + excluded.events, units = u.units + excluded.units, amount = u.amount + excluded.amount
        )
        update usage_fold
        set folded_to = case when $3 then $2 else folded_to end, report_to = case when $4 then $2 else report_to end
        """;

    private const string ForgetSql = "update usage_fold set folded_to = '-infinity', report_to = '-infinity'";

    /// <summary>Folds what is due, a day of recording at most in one transaction.</summary>
    /// <param name="progress">Gets up to when it is done, of which.</param>
    /// <param name="rest">After every 500 records that are read and every 100 sums that are written, of the first; by itself it takes its time.</param>
    public async Task RunOnceAsync(CancellationToken cancellation, Action<DateTime, DateTime>? progress = null, TimeSpan rest = default)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);

        while (await StepAsync(connection, progress, rest, cancellation))
        {
        }
    }

    /// <summary>Makes all sums again from the records.</summary>
    public async Task RebuildAsync(CancellationToken cancellation, Action<DateTime, DateTime>? progress = null)
    {
        await using (var connection = await database.Journal.OpenConnectionAsync(cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            // First the row, so that what another one folds meanwhile is there to be deleted.
            foreach (var sql in (string[])[ForgetSql, "delete from usage_day", "delete from usage_quarter", "delete from usage_destination", "delete from usage_report"])
            {
                await using var command = connection.Command(sql);
                command.CommandTimeout = 0;
                await command.ExecuteNonQueryAsync(cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }

        await RunOnceAsync(cancellation, progress);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(options.Value.FoldEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await RunOnceAsync(stoppingToken, rest: Rest);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, failure.Message);
            }
        }
    }

    /// <returns>Whether there is more to do.</returns>
    private static async Task<bool> StepAsync(
        NpgsqlConnection connection, Action<DateTime, DateTime>? progress, TimeSpan rest, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        DateTime folded, reported, due;

        await using (var command = connection.Command(MarkSql))
        {
            command.CommandTimeout = 0; // another process may fold a large step just now
            await using var row = await command.ExecuteReaderAsync(cancellation);
            await row.ReadAsync(cancellation);
            due = row.GetDateTime(2);
            (folded, reported) = (Mark(row, 0, due), Mark(row, 1, due));
        }

        // Sums that are behind the others catch up first; then all of them move together.
        if (reported != folded)
        {
            var (from, until) = reported < folded ? (reported, folded) : (folded, reported);
            await RunAsync(from, until - from > Step ? from + Step : until, withSums: folded < reported, withReports: reported < folded);

            return true;
        }

        if (folded > due)
        {
            return false;
        }

        var to = due - folded > Step ? folded + Step : due;
        await RunAsync(folded, to, withSums: true, withReports: true);

        return to < due;

        async Task RunAsync(DateTime after, DateTime upTo, bool withSums, bool withReports)
        {
            await using (var fold = connection.Command(FoldSql, after, upTo, withSums, withReports, rest.TotalSeconds))
            {
                fold.CommandTimeout = 0;
                await fold.ExecuteNonQueryAsync(cancellation);
            }

            await transaction.CommitAsync(cancellation);
            progress?.Invoke(upTo, due);
        }
    }

    private static DateTime Mark(NpgsqlDataReader row, int column, DateTime due) =>
        row.GetDateTime(column) is var mark && mark > DateTime.MinValue ? mark : row.IsDBNull(3) ? due : row.GetDateTime(3);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sums of usage could not be brought up to date and are read from records meanwhile: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}

/// <summary>Section <c>Billing:Usage</c>.</summary>
public sealed class UsageOptions
{
    /// <summary>How often new transaction records are folded into the sums of usage.</summary>
    public TimeSpan FoldEvery { get; set; } = TimeSpan.FromSeconds(30);
}
