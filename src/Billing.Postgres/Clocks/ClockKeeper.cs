using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Clocks;

/// <summary>Asks the database for the time: before anything else of the process starts, each second until it has told it, then every ten seconds.</summary>
/// <remarks>
/// A process that charges does not start without it: by the machine's clock, which may be wrong by hours, it would date what others compare,
/// and what the process before it left in the spool.
/// </remarks>
/// <param name="isNeeded">Nothing else of the process starts before the database has told the time.</param>
public sealed partial class ClockKeeper(Database database, DatabaseClock clock, bool isNeeded, ILogger<ClockKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(1);

    /// <exception cref="TimeoutException">It is needed, and the database did not tell it in time: started again, the process waits for the database.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        await AskAsync(cancellationToken);

        while (isNeeded && !clock.IsHeard)
        {
            if (clock.GetElapsedTime(since) >= Longest)
            {
                throw new TimeoutException(
                    $"the database did not tell the time for {Longest.TotalSeconds:0} s during the start: started again, this process waits for the database");
            }

            await Task.Delay(Again, cancellationToken);
            await AskAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(clock.IsHeard ? Every : Again, stoppingToken);
            await AskAsync(stoppingToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.Read.OpenConnectionAsync(cancellation);
            await using var command = connection.Command("select clock_timestamp()");
            var asked = clock.GetTimestamp();
            var at = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
            var off = clock.Hear(at, asked, clock.GetTimestamp());

            if (off.Duration() >= WorthSaying)
            {
                LogOff(logger, off.TotalSeconds);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            LogUnheard(logger, exception.Message); // the time that passes is measured all the same
        }
    }

    [LoggerMessage(LogLevel.Warning, "The clock was {seconds:0.0} s off the database's and goes by that now. Are the machines' clocks kept by NTP?")]
    private static partial void LogOff(ILogger logger, double seconds);

    [LoggerMessage(LogLevel.Warning, "The database did not tell the time: {reason}")]
    private static partial void LogUnheard(ILogger logger, string reason);
}
