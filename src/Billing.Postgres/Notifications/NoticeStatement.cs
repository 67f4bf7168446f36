using Billing.Core.Notifications;
using Billing.Grains.Notifications;
using Npgsql;

namespace Billing.Postgres.Notifications;

/// <summary>Writes notices into the outbox, in the transaction of what they tell of.</summary>
internal static class NoticeStatement
{
    // A notice whose key is there was raised already, or is told often enough.
    private const string Sql = """
        insert into notification (key, event, balance_id, account_id, facts, raised_at, due_at)
        select key, event, balance_id, account_id, facts::jsonb, raised_at, raised_at
        from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[]) as n(key, event, balance_id, account_id, facts, raised_at)
        on conflict (key) do nothing
        """;

    public static void Execute(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<Notice> notices)
    {
        if (notices.Count == 0)
        {
            return;
        }

        using var command = connection.Command(Sql, Values(notices));
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>The same of one, in the transaction that is open there.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, Notice notice)
    {
        await using var command = connection.Command(Sql, Values([notice]));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The same as a part of a batch.</summary>
    public static NpgsqlBatchCommand Of(IReadOnlyCollection<Notice> notices) => Payers.PayerWrites.Statement(Sql, Values(notices));

    private static object?[] Values(IReadOnlyCollection<Notice> notices) =>
    [
        notices.Select(notice => notice.Key).ToArray(),
        notices.Select(notice => (int)notice.Event).ToArray(),
        notices.Select(notice => notice.BalanceId).ToArray(),
        notices.Select(notice => notice.AccountId).ToArray(),
        notices.Select(notice => FactsJson.Write(notice.Facts)).ToArray(),
        notices.Select(notice => notice.RaisedAt.ToDateTimeUtc()).ToArray(),
    ];
}
