using Npgsql;

namespace Billing.Postgres.Paging;

/// <summary>A short list, whole.</summary>
internal static class Reading
{
    public static async Task<IReadOnlyList<T>> ListAsync<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object[] values)
    {
        await using var command = source.Command(sql, values);
        await using var row = await command.ReadAsync(cancellation);
        var list = new List<T>();

        while (await row.ReadAsync(cancellation))
        {
            list.Add(read(row));
        }

        return list;
    }
}
