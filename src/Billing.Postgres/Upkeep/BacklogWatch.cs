using System.Diagnostics.Metrics;
using Billing.Postgres.Paging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Postgres.Upkeep;

/// <summary>How much work waits in the database for whichever process comes for it, and for how long.</summary>
/// <remarks>Every silo reads the same: of their values the newest counts, not the sum.</remarks>
internal sealed partial class BacklogWatch : BackgroundService
{
    public const string Name = "Billing.Postgres.Backlog";

    // Counted no further: how late it is says more.
    private const int Most = 10_000;

    // Each by an index of what waits.
    private const string Sql = """
        select coalesce(extract(epoch from now() - min(at)), 0)::float8, (select count(*) from (
                   (select 1 from notification where routed_at is null and due_at <= now() limit $1)
                   union all
                   (select 1 from notification_delivery where state = 1 and next_at <= now() limit $1)) w)
        from (
            select min(due_at) as at from notification where routed_at is null and due_at <= now()
            union all
            select min(next_at) from notification_delivery where state = 1 and next_at <= now()) waiting
        """;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly Database _database;
    private readonly ILogger<BacklogWatch> _logger;
    private Waiting? _outbox;

    public BacklogWatch(Database database, IMeterFactory meters, ILogger<BacklogWatch> logger)
    {
        (_database, _logger) = (database, logger);
        var meter = meters.Create(Name);
        meter.CreateObservableGauge(
            "billing.outbox.lag", () => Seen(outbox => outbox.LagSeconds), "s", "How long the oldest message to a customer that is due waits to be sent; 0: none is due.");
        meter.CreateObservableGauge("billing.outbox.waiting", () => Seen(outbox => outbox.Messages), "{message}", "Messages that are due and not sent; not counted beyond 10 000.");
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        await using var command = _database.Lists.Command(Sql, Most);
        await using var row = await command.ReadAsync(cancellation);
        await row.ReadAsync(cancellation);
        _outbox = new(row.GetDouble(0), long.Min(Most, row.GetInt64(1)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);

        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
                {
                    _outbox = null; // nothing is better than what was
                    LogUnseen(_logger, failure.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private IEnumerable<Measurement<T>> Seen<T>(Func<Waiting, T> part)
        where T : struct => _outbox is { } outbox ? [new(part(outbox))] : [];

    private sealed record Waiting(double LagSeconds, long Messages);

    [LoggerMessage(Level = LogLevel.Debug, Message = "What waits in the database could not be looked at: {Reason}")]
    private static partial void LogUnseen(ILogger logger, string reason);
}
