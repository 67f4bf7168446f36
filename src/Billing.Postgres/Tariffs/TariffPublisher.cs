using Billing.Core.Tariffs;
using Billing.Core.Tariffs.Import;
using Billing.Grains.Tariffs;
using Npgsql;

namespace Billing.Postgres.Tariffs;

/// <summary>Writes new versions of tariffs: all of one or nothing, one writer of a tariff at a time.</summary>
/// <remarks>
/// One transaction locks the tariff's row, ends what goes, copies in what comes, moves the version and announces it. Rates
/// that stay are not touched: they belong to the new version because nothing ended them. Of a large change the silos get
/// a <see cref="RateDraft"/> first, and have compiled it when it is committed.
/// </remarks>
public sealed class TariffPublisher(Database database, ITariffStore tariffs)
{
    private const string FindSql = "select tariff_id from tariff where name = $1";

    private const string CreateSql =
        "insert into tariff (name, currency, unit, version) values ($1, $2, $3, 0) on conflict (name) do nothing returning tariff_id";

    // Not "for update": products may refer to the tariff meanwhile.
    private const string LockSql = "select version from tariff where tariff_id = $1 for no key update";

    private const string RemoveSql = "update rate set removed_in = $2 where rate_id = any($1) and removed_in is null";

    private const string MoveSql = "update tariff set version = $2, draft_id = $3 where tariff_id = $1";

    /// <summary>The newest version of the tariff of a name; null when there is none.</summary>
    public async Task<Tariff?> FindAsync(string name, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(FindSql, name);

        return await command.ExecuteScalarAsync(cancellation) is long tariffId ? await tariffs.LoadAsync(tariffId) : null;
    }

    /// <summary>Makes the next version, or the first one of a tariff that is not there yet (its number is 0).</summary>
    /// <param name="decide">What the version changes, of the newest one; asked again when that is not the known one any more.</param>
    /// <param name="progress">Told of a stage, how much of it is done, and of how much.</param>
    /// <param name="note">Who does what, for the audit log; null: it has nothing of it.</param>
    /// <param name="beside">What else is written in the same transaction, of the new version.</param>
    /// <exception cref="TariffTakenException">A tariff of this name has come meanwhile.</exception>
    public async Task<Publication> PublishAsync(
        Tariff known,
        Func<Tariff, RateChanges> decide,
        Action<string, long, long> progress,
        CancellationToken cancellation,
        RateChangeNote? note = null,
        Func<NpgsqlConnection, int, Task>? beside = null)
    {
        await using var connection = await database.Journal.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var tariffId = known.TariffId;

        if (tariffId == 0)
        {
            tariffId = await ReadAsync<long>(connection, CreateSql, cancellation, known.Name, known.Currency.Code, (int)known.Unit)
                ?? throw new TariffTakenException(known.Name);
        }
        else
        {
            known = await LockAsync(connection, known, progress, cancellation);
        }

        var changes = decide(known);

        if (changes.IsEmpty)
        {
            return new(changes, known.Version, known.Rates.Count);
        }

        var version = known.Version + 1;
        await using var draft = known.TariffId != 0 && RateDraft.IsWorth(changes)
            ? await RateDraft.WriteAsync(
                database, known, changes, done => progress("telling the silos", done, changes.Added.Count), cancellation)
            : null;
        await WriteAsync(connection, tariffId, version, changes, draft, progress, cancellation);
        await TariffNews.AnnounceAsync(connection, tariffId, version, cancellation);

        if (note is not null)
        {
            await note.LineOf(known, tariffId, changes).WriteAsync(connection);
        }

        if (beside is not null)
        {
            await beside(connection, version);
        }

        if (draft is not null)
        {
            progress("waiting for the silos", 0, 1);
            await draft.ReadyAsync(cancellation);
            draft.IsCommitted = true; // as far as the silos may know
        }

        await transaction.CommitAsync(CancellationToken.None); // its outcome is never unknown by our own doing

        return new(changes, version, known.Rates.Count - changes.Removed.Count + changes.Added.Count);
    }

    private async Task<Tariff> LockAsync(
        NpgsqlConnection connection, Tariff known, Action<string, long, long> progress, CancellationToken cancellation)
    {
        if (await ReadAsync<int>(connection, LockSql + " skip locked", cancellation, known.TariffId) is { } version)
        {
            return version == known.Version ? known : await NewestAsync(known);
        }

        progress("waiting for another import of this tariff", 0, 1);
        await ReadAsync<int>(connection, LockSql, cancellation, known.TariffId);

        return await NewestAsync(known);
    }

    private async Task<Tariff> NewestAsync(Tariff known) => await tariffs.LoadAsync(known.TariffId, known)
        ?? throw new InvalidOperationException($"there is no tariff {known.TariffId} any more");

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        long tariffId,
        int version,
        RateChanges changes,
        RateDraft? draft,
        Action<string, long, long> progress,
        CancellationToken cancellation)
    {
        foreach (var removed in changes.Removed.Chunk(50_000))
        {
            await ExecuteAsync(connection, RemoveSql, cancellation, removed, version);
        }

        await RateCopy.WriteAsync(
            connection, new(tariffId, version), changes.Added, draft?.RateIds, done => progress("writing", done, changes.Added.Count), cancellation);
        await ExecuteAsync(connection, MoveSql, cancellation, tariffId, version, draft?.DraftId);
    }

    private static async Task<T?> ReadAsync<T>(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] values)
        where T : struct
    {
        await using var command = connection.Command(sql, values);
        command.CommandTimeout = 0;

        return (T?)await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = connection.Command(sql, values);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A version as it was written; the known one when there was nothing to change.</summary>
/// <param name="Rates">How many it has.</param>
public sealed record Publication(RateChanges Changes, int Version, int Rates);

/// <summary>Somebody else has made a tariff of this name.</summary>
public sealed class TariffTakenException : Exception
{
    public TariffTakenException(string name)
        : base($"there is a tariff \"{name}\" already")
    {
    }
}
