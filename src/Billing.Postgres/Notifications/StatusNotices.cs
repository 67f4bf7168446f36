using Billing.Core.Accounts;
using Billing.Core.Customers;
using Billing.Core.Notifications;
using Billing.Postgres.Changes;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Notifications;

/// <summary>What a customer is told when somebody changes the status, in that change's transaction and before it: once for each version.</summary>
/// <remarks>A closed one is not told: that is between people.</remarks>
internal static class StatusNotices
{
    private const string CustomerSql = """
        insert into notification (key, event, balance_id, facts, raised_at, due_at)
        select 'customer/' || c.customer_id || '/' || c.version, $3, b.balance_id, '{}', $4, $4
        from customer c
        cross join lateral (select balance_id from balance where customer_id = c.customer_id order by balance_id limit 1) b
        where c.customer_id = $1 and c.status <> $2
        on conflict (key) do nothing
        """;

    private const string AccountSql = """
        insert into notification (key, event, balance_id, account_id, facts, raised_at, due_at)
        select 'account/' || account_id || '/' || version, $3, balance_id, account_id, jsonb_build_object('line', login), $4, $4
        from account
        where account_id = $1 and status <> $2
        on conflict (key) do nothing
        """;

    public static Task OfCustomerAsync(NpgsqlConnection connection, long customerId, CustomerStatus status, Instant now) => status switch
    {
        CustomerStatus.Active => WriteAsync(connection, CustomerSql, customerId, (int)status, NotificationEvent.Resumed, now),
        CustomerStatus.Suspended => WriteAsync(connection, CustomerSql, customerId, (int)status, NotificationEvent.Stopped, now),
        _ => Task.CompletedTask,
    };

    public static Task OfAccountAsync(NpgsqlConnection connection, long accountId, AccountStatus status, Instant now) => status switch
    {
        AccountStatus.Active => WriteAsync(connection, AccountSql, accountId, (int)status, NotificationEvent.LineUnblocked, now),
        AccountStatus.Suspended => WriteAsync(connection, AccountSql, accountId, (int)status, NotificationEvent.LineBlocked, now),
        _ => Task.CompletedTask,
    };

    private static async Task WriteAsync(NpgsqlConnection connection, string sql, long id, int status, NotificationEvent told, Instant now) =>
        await connection.DoAsync(sql, id, status, (int)told, now.ToDateTimeUtc());
}
