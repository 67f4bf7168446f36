using Billing.Postgres.Migrations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Upkeep;

/// <summary>What a database needs now and then while it serves: next months' partitions, and no more sessions and exported files than are of use.</summary>
/// <remarks>Every silo comes for it; an advisory lock lets one of them do it.</remarks>
public sealed partial class DatabaseUpkeep(
    Database database, TimeProvider clock, IOptions<UpkeepOptions> options, ILogger<DatabaseUpkeep> logger) : BackgroundService
{
    private const long Lock = 7_310_520_413;

    // A mistyped name is asked about within days.
    private static readonly TimeSpan UnknownLoginsKept = TimeSpan.FromDays(7);

    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);

    /// <summary>Does once what is due, unless another silo is at it.</summary>
    /// <returns>How many sessions were removed; null when another silo is at it.</returns>
    public async Task<int?> RunOnceAsync(CancellationToken cancellation)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);
        await using var take = connection.Command("select pg_try_advisory_lock($1)", Lock); // it goes with the connection

        if (await take.ExecuteScalarAsync(cancellation) is not true)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var removed = await SessionPurge.RunAsync(
            connection, Instant.FromDateTimeOffset(now) - Duration.FromTimeSpan(options.Value.KeepSessions), cancellation);

        // It tells sessions that ended before it from others of their names.
        await using var restarts = connection.Command("delete from nas_restart where restarted_at < $1", (now - options.Value.KeepSessions).UtcDateTime);
        await restarts.ExecuteNonQueryAsync(cancellation);

        await using var forget = connection.Command(
            "delete from access_reject where rejected_on < $1", DateOnly.FromDateTime((now - options.Value.KeepSessions).UtcDateTime));
        await forget.ExecuteNonQueryAsync(cancellation);

        await using var unknown = connection.Command(
            "delete from unknown_login where rejected_on < $1", DateOnly.FromDateTime((now - UnknownLoginsKept).UtcDateTime));
        await unknown.ExecuteNonQueryAsync(cancellation);

        // The counters with which a session began are wanted as long as reports of it may come; of others nothing is.
        await using var portals = connection.Command(
            """
            delete from portal_login p
            where (p.lifted_at is null and p.expires_at < $2)
               or (p.lifted_at < $1 and not exists (
                   select from session s where s.session_id = p.session_id and (s.ended_at is null or s.ended_at >= $1)))
            """,
            (now - options.Value.KeepSessions).UtcDateTime,
            (now - TimeSpan.FromDays(1)).UtcDateTime);
        await portals.ExecuteNonQueryAsync(cancellation);

        await using var files = connection.Command("delete from export_job where begun_at < $1", (now - options.Value.KeepExports).UtcDateTime);
        await files.ExecuteNonQueryAsync(cancellation);

        // A re-rating that was posted stays: it says why its records cost what they cost.
        await using var dryRuns = connection.Command(
            "delete from rerating where begun_at < $1 and post_begun_at is null", (now - options.Value.KeepExports).UtcDateTime);
        await dryRuns.ExecuteNonQueryAsync(cancellation);

        // What was made stays; that it was ordered is in the audit log.
        await using var jobs = connection.Command("delete from desk_job where begun_at < $1", (now - options.Value.KeepExports).UtcDateTime);
        await jobs.ExecuteNonQueryAsync(cancellation);

        await using var codes = connection.Command("delete from voucher_codes where keep_until <= $1", now.UtcDateTime);
        await codes.ExecuteNonQueryAsync(cancellation);

        if (removed > 0)
        {
            LogRemoved(logger, removed, options.Value.KeepSessions.TotalDays);
        }

        // A partition waits for whoever reads the table, and every commit would wait behind it: rather next time.
        await using var patience = connection.Command("set lock_timeout = '2s'");
        await patience.ExecuteNonQueryAsync(cancellation);

        foreach (var partition in await Partitions.MakeAsync(connection, now, Partitions.MonthsAhead, cancellation))
        {
            LogMade(logger, partition);
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = AfterStart;

        while (true)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, failure.Message);
            }

            pause = options.Value.Interval;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} sessions that ended more than {Days:0.#} days ago were removed; their transaction records stay")]
    private static partial void LogRemoved(ILogger logger, int count, double days);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Name} was made")]
    private static partial void LogMade(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database's upkeep failed and is tried again later: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
