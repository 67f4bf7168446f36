using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Clocks;

/// <summary>Asks the database for the time: before anything else of the process starts, then every ten seconds.</summary>
public sealed partial class ClockKeeper(Database database, DatabaseClock clock, ILogger<ClockKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
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
