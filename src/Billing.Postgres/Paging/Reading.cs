using Npgsql;

namespace Billing.Postgres.Paging;

/// <summary>A short list, whole.</summary>
internal static class Reading
{
    /// <summary>For statements that write nothing: see <see cref="Reads"/>.</summary>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values)
    {
        await using var command = source.Command(sql, values);
        await using var row = await command.ReadAsync(cancellation);

        return await row.ListAsync(read, cancellation);
    }

    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values)
    {
        await using var command = connection.Command(sql, values);
        await using var row = await command.ExecuteReaderAsync(cancellation);

        return await row.ListAsync(read, cancellation);
    }

    /// <summary>The rows that are left of a result.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlDataReader row, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var list = new List<T>();

        while (await row.ReadAsync(cancellation))
        {
            list.Add(read(row));
        }

        return list;
    }
}
