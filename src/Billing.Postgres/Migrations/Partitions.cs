using Npgsql;

namespace Billing.Postgres.Migrations;

/// <summary>The partitions of ledger entries and transaction records: one a month of recording, in UTC.</summary>
internal static class Partitions
{
    /// <summary>How many months ahead there are; the default partition takes what lies outside.</summary>
    public const int MonthsAhead = 3;

    /// <summary>Makes those that are missing. Safe for several at once: who comes second finds it made, or fails and comes again.</summary>
    /// <param name="monthsAhead">0: this month's only.</param>
    /// <returns>The names of those that were made now.</returns>
    public static async Task<IReadOnlyList<string>> MakeAsync(
        NpgsqlConnection connection, DateTimeOffset now, int monthsAhead, CancellationToken cancellation)
    {
        var first = new DateOnly(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);
        var made = new List<string>();

        foreach (var table in new[] { "ledger_entry", "xdr" })
        {
            for (var ahead = 0; ahead <= monthsAhead; ahead++)
            {
                var from = first.AddMonths(ahead);
                await MakeAsync(
                    $"{table}_{from:yyyyMM}",
                    $"partition of {table} for values from ('{from:yyyy-MM-dd} 00:00:00+00') to ('{from.AddMonths(1):yyyy-MM-dd} 00:00:00+00')");
            }

            await MakeAsync($"{table}_other", $"partition of {table} default");
        }

        return made;

        // Asked first: making one takes a lock on the whole table, for which every commit would wait.
        async Task MakeAsync(string name, string what)
        {
            await using var exists = connection.Command("select to_regclass($1) is not null", name);

            if (await exists.ExecuteScalarAsync(cancellation) is true)
            {
                return;
            }

            await using var create = connection.Command($"create table if not exists {name} {what}");

            try
            {
                await create.ExecuteNonQueryAsync(cancellation);
                made.Add(name);
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.CheckViolation)
            {
                // The default partition has rows of that month already and keeps them all; the later months have theirs.
            }
        }
    }
}
