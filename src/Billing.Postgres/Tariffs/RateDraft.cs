using System.Collections.Concurrent;
using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Tariffs;

/// <summary>A large change that the silos compile while it is being written, so that it is live when it is committed.</summary>
/// <remarks>
/// It stands in tables of its own, which no price is read from. The version that it becomes names it; a silo that has not
/// compiled it by then, or has compiled another one, reads the version as any other.
/// </remarks>
internal sealed class RateDraft : IAsyncDisposable
{
    // Smaller changes are compiled faster than anybody could answer.
    private const int Fewest = 20_000;

    private const string HeadSql = "insert into rate_draft_head (draft_id, tariff_id, base_version, removed) values ($1, $2, $3, $4)";

    private const string NumbersSql =
        "select nextval(pg_get_serial_sequence('rate', 'rate_id')) from generate_series(1, $1)";

    private const string DropSql = """
        with head as (delete from rate_draft_head where draft_id = $1 or created_at < now() - interval '1 day' returning draft_id)
        delete from rate_draft where draft_id in (select draft_id from head)
        """;

    /// <summary>Who hears of a draft says so at once; longer than that is no silo.</summary>
    private static readonly TimeSpan Hearing = TimeSpan.FromMilliseconds(500);

    /// <summary>A silo that needs longer than that will be late: the others do not wait for it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Database _database;
    private readonly long _tariffId;
    private readonly NpgsqlConnection _ears;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, bool> _silos = new(); // whether it is ready
    private Task _listening = Task.CompletedTask;
    private Task _hearing = Task.CompletedTask;

    private RateDraft(Database database, long tariffId, NpgsqlConnection ears, IReadOnlyList<long> rateIds)
    {
        (_database, _tariffId, _ears, RateIds) = (database, tariffId, ears, rateIds);
        _ears.Notification += (_, news) =>
        {
            if (TariffNews.ReadAnswer(news, DraftId) is { } said)
            {
                _silos.AddOrUpdate(said.Silo, said.IsReady, (_, before) => before || said.IsReady);
            }
        };
    }

    public Guid DraftId { get; } = Guid.NewGuid();

    /// <summary>The numbers that the added rates will have.</summary>
    public IReadOnlyList<long> RateIds { get; }

    /// <summary>Whether the version was committed: then the silos have it, and it must not be taken from them.</summary>
    public bool IsCommitted { get; set; }

    public static bool IsWorth(RateChanges changes) => changes.Added.Count + changes.Removed.Count >= Fewest;

    /// <summary>Writes the draft and tells the silos of it.</summary>
    /// <param name="known">The newest version, which stays the newest one until the caller's transaction ends.</param>
    public static async Task<RateDraft> WriteAsync(
        Database database, Tariff known, RateChanges changes, Action<long> done, CancellationToken cancellation)
    {
        var ears = await database.Journal.OpenConnectionAsync(cancellation);

        try
        {
            var draft = new RateDraft(database, known.TariffId, ears, await NumbersAsync(database, changes.Added.Count, cancellation));
            await draft.ListenAsync(cancellation);
            await draft.WriteAsync(known, changes, done, cancellation);

            return draft;
        }
        catch
        {
            await ears.DisposeAsync();

            throw;
        }
    }

    /// <summary>Returns when every silo that heard of it has compiled it, or has had time enough.</summary>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(Longest);

        try
        {
            await _hearing.WaitAsync(enough.Token);

            while (_silos.Values.Contains(false))
            {
                await Task.Delay(20, enough.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // it goes on without the slow one
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening;
        await _ears.DisposeAsync();
        _end.Dispose();

        try
        {
            await using var connection = await _database.Read.OpenConnectionAsync(CancellationToken.None);

            if (!IsCommitted)
            {
                await TariffNews.AnnounceDraftAsync(connection, _tariffId, Guid.Empty, CancellationToken.None);
            }

            await connection.DoAsync(DropSql, DraftId);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            // nobody reads it any more, and the next one takes it away
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using (var listen = _ears.Command($"listen {TariffNews.AnswerChannel}"))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        _listening = Task.Run(
            async () =>
            {
                try
                {
                    while (true)
                    {
                        await _ears.WaitAsync(_end.Token);
                    }
                }
                catch (Exception failure) when (failure is OperationCanceledException or NpgsqlException)
                {
                    // the end, or nobody will be heard any more: then nobody is waited for who was not heard
                }
            },
            CancellationToken.None);
    }

    private async Task WriteAsync(Tariff known, RateChanges changes, Action<long> done, CancellationToken cancellation)
    {
        await using var connection = await _database.Read.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.DoAsync(HeadSql, DraftId, known.TariffId, known.Version, changes.Removed.ToArray());
        await RateCopy.WriteAsync(connection, new(known.TariffId, known.Version + 1, DraftId), changes.Added, RateIds, done, cancellation);
        await TariffNews.AnnounceDraftAsync(connection, known.TariffId, DraftId, cancellation);
        await transaction.CommitAsync(cancellation);
        _hearing = Task.Delay(Hearing, cancellation);
    }

    private static async Task<IReadOnlyList<long>> NumbersAsync(Database database, int count, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(NumbersSql, count);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var numbers = new List<long>(count);

        while (await row.ReadAsync(cancellation))
        {
            numbers.Add(row.GetInt64(0));
        }

        return numbers;
    }
}
