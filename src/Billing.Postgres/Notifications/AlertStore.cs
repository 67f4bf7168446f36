using Billing.Contracts.Changes;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Grains.Notifications;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Notifications;

internal sealed class AlertStore(Database database, ChangeWriter changes) : IAlertStore
{
    private const string GetSql = """
        select s.email, s.low_balance, coalesce(s.unwanted, '{}'), b.currency, c.email, coalesce(s.version, 0)
        from balance b
        join customer c on c.customer_id = b.customer_id
        left join alert_setting s on s.balance_id = b.balance_id
        where b.balance_id = $1
        """;

    private const string EditSql = """
        insert into alert_setting (balance_id, email, low_balance, unwanted) values ($1, $2, $3, $4)
        on conflict (balance_id) do update set email = $2, low_balance = $3, unwanted = $4
        """;

    // Nothing is locked: one grain edits a balance's, and the balance's own row is charging's.
    private static readonly Subject Alerts = new(
        EntityKinds.Balance,
        "select coalesce(s.version, 0) from balance b left join alert_setting s on s.balance_id = b.balance_id where b.balance_id = $1",
        """
        select 'alerts of balance ' || balance_id, jsonb_build_object('email', email, 'low_balance', low_balance, 'unwanted', unwanted)::text
        from alert_setting
        where balance_id = $1
        """,
        "update alert_setting set version = version + 1 where balance_id = $1 returning version");

    public async Task<AlertsView?> GetAsync(long balanceId) => (await database.ListAsync(
        GetSql,
        row => new AlertsView(
            new(row.Text(0), row.Amount(1), [.. row.GetFieldValue<int[]>(2).Select(one => (NotificationEvent)one)]),
            row.GetString(3),
            row.Text(4),
            null,
            false,
            row.GetInt64(5)),
        balanceId)).SingleOrDefault();

    public Task<ChangeReply> EditAsync(long balanceId, AlertDetails details, Edit edit) => changes.EditAsync(
        Alerts,
        balanceId,
        edit,
        "edit",
        async connection =>
        {
            await connection.DoAsync(EditSql, balanceId, details.Email, details.LowBalance, details.Unwanted.Select(one => (int)one).ToArray());

            return null;
        });
}
