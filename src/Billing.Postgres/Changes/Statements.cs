using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Changes;

/// <summary>Statements of a change, in one line each.</summary>
internal static class Statements
{
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> DoAsync(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = connection.Command(sql, values);

        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>A statement that is the whole of its transaction.</summary>
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> DoAsync(this Database database, string sql, params object?[] values)
    {
        await using var command = database.Read.Command(sql, values);

        return await command.ExecuteNonQueryAsync();
    }

    /// <returns>The first column of the first row; null when there is none, or it is null.</returns>
    public static async Task<object?> ReadAsync(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = connection.Command(sql, values);

        return await command.ExecuteScalarAsync() is var value && value is DBNull ? null : value;
    }

    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var command = connection.Command(sql, values);
        await using var row = await command.ExecuteReaderAsync();

        return await row.ListAsync(read, CancellationToken.None);
    }

    public static async Task<List<T>> ListAsync<T>(this Database database, string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var connection = await database.Read.OpenConnectionAsync();

        return await connection.ListAsync(sql, read, values);
    }
}
