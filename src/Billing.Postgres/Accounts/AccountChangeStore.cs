using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Core.Accounts;
using Billing.Core.Customers;
using Billing.Grains.Accounts;
using Billing.Postgres.Changes;
using Billing.Postgres.Notifications;
using Billing.Postgres.Security;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Accounts;

internal sealed partial class AccountChangeStore(Database database, ChangeWriter changes, SecretBox secrets) : IAccountChangeStore
{
    private const string ViewSql = """
        select a.account_id, a.customer_id, a.balance_id, a.login,
               array(select l.alias from account_alias l where l.account_id = a.account_id order by l.alias),
               a.status, a.status_reason, c.status, a.product_id,
               array(select p.product_id from account_product p where p.account_id = a.account_id order by p.precedence),
               n.product_id, n.add_ons, n.effective_at, a.max_sessions, a.created_at, a.version
        from account a
        join customer c on c.customer_id = a.customer_id
        left join account_change n on n.account_id = a.account_id
        where a.account_id = $1
        """;

    // An administrator's word is in the place of billing's, and what the account costs follows it.
    private const string FollowSql = """
        with ours as (
            delete from account_suspension where account_id = $1
        )
        update payer set next_due_at = least(next_due_at, $2) where balance_id = (select balance_id from account where account_id = $1)
        """;

    private const string DueSql = "select account_id from account_change where effective_at <= $1 order by effective_at limit $2";

    private const string DueOneSql = "select product_id, add_ons, by from account_change where account_id = $1 and effective_at <= $2";

    private static readonly Subject Account = new(
        EntityKinds.Account,
        "select version from account where account_id = $1 for no key update",
        """
        select a.login,
               (to_jsonb(a) - '{account_id,login,secret,product_id,created_at,version}'::text[]
                || jsonb_build_object(
                    'status', (array['active', 'blocked', 'closed'])[a.status],
                    'aliases', array(select l.alias from account_alias l where l.account_id = a.account_id order by l.alias),
                    'product', p.name,
                    'add_ons', array(select o.name from account_product ap join product o on o.product_id = ap.product_id
                                     where ap.account_id = a.account_id order by ap.precedence),
                    'to_come', (select jsonb_build_object('product', o.name, 'add_ons', n.add_ons, 'effective_at', n.effective_at)
                                from account_change n join product o on o.product_id = n.product_id
                                where n.account_id = a.account_id)))::text
        from account a
        join product p on p.product_id = a.product_id
        where a.account_id = $1
        """,
        "update account set version = version + 1 where account_id = $1 returning version");

    public async Task<AccountView?> ViewAsync(long accountId) =>
        (await database.ListAsync(ViewSql, Read, accountId)).SingleOrDefault();

    public Task<ChangeReply> AddAliasAsync(long accountId, string alias, Edit edit) => EditAsync(
        accountId, edit, "add alias to", "insert into account_alias (account_id, alias) values ($1, $2)", alias);

    public Task<ChangeReply> RemoveAliasAsync(long accountId, string alias, Edit edit) =>
        changes.EditAsync(Account, accountId, edit, "remove alias from", async connection =>
        {
            await using var command = connection.Command(
                """
                delete from account_alias l using account a
                where a.account_id = $1 and l.account_id = a.account_id and l.alias = $2 and l.alias <> a.login
                """,
                accountId,
                alias);

            return await command.ExecuteNonQueryAsync() == 1 ? null : new("Alias", "one of the account's aliases that is not its login");
        });

    public Task<ChangeReply> SetPasswordAsync(long accountId, string password, Edit edit) => changes.EditAsync(
        Account,
        accountId,
        edit,
        "set password of",
        connection => DoAsync(connection, "update account set secret = $2 where account_id = $1", accountId, secrets.Close(password)),
        isUnseen: true);

    public Task<ChangeReply> SetStatusAsync(long accountId, AccountStatus status, string? reason, Edit edit) => changes.EditAsync(
        Account,
        accountId,
        edit,
        status switch { AccountStatus.Active => "activate", AccountStatus.Suspended => "block", _ => "close" },
        async connection =>
        {
            await StatusNotices.OfAccountAsync(connection, accountId, status, changes.Now);
            await connection.DoAsync(FollowSql, accountId, changes.Now.ToDateTimeUtc());

            return await DoAsync(
                connection,
                "update account set status = $2, status_reason = $3 where account_id = $1",
                accountId,
                (int)status,
                status is AccountStatus.Active ? null : reason);
        });

    public Task<ChangeReply> SetMaxSessionsAsync(long accountId, int? maxSessions, Edit edit) => EditAsync(
        accountId, edit, "edit", "update account set max_sessions = $2 where account_id = $1", [maxSessions]);

    public async Task<bool> ApplyDueAsync(long accountId, Instant now)
    {
        var due = await database.ListAsync(
            DueOneSql,
            row => (Change: new ProductChange(row.GetInt64(0), [.. row.GetFieldValue<long[]>(1)], null), By: row.GetString(2)),
            accountId,
            now.ToDateTimeUtc());

        if (due is not [var (change, by)] || await ViewAsync(accountId) is not { Version: var version })
        {
            return false;
        }

        var edit = new Edit(by, version);
        var reply = await changes.EditAsync(Account, accountId, edit, "do due change of", async connection =>
        {
            await DoAsync(connection, "delete from account_change where account_id = $1", accountId);

            return await PutProductsAsync(connection, accountId, change);
        }, checkedField: "ProductId");

        if (reply.Result is ChangeResult.Refused)
        {
            reply = await ChangeProductsAsync(accountId, null, edit); // it would never fit
        }

        return reply.IsDone;
    }

    public async Task<IReadOnlyList<long>> DueAsync(Instant now, int most) =>
        await database.ListAsync(DueSql, row => row.GetInt64(0), now.ToDateTimeUtc(), most);

    private Task<ChangeReply> EditAsync(long accountId, Edit edit, string action, string sql, params object?[] values) =>
        changes.EditAsync(Account, accountId, edit, action, connection => DoAsync(connection, sql, [accountId, .. values]));

    private static async Task<FieldProblem?> DoAsync(NpgsqlConnection connection, string sql, params object?[] values)
    {
        await connection.DoAsync(sql, values);

        return null;
    }

    private static AccountView Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetString(3),
        [.. row.GetFieldValue<string[]>(4)],
        (AccountStatus)row.GetInt32(5),
        row.IsDBNull(6) ? null : row.GetString(6),
        (CustomerStatus)row.GetInt32(7),
        row.GetInt64(8),
        [.. row.GetFieldValue<long[]>(9)],
        row.IsDBNull(10)
            ? null
            : new(row.GetInt64(10), [.. row.GetFieldValue<long[]>(11)], Instant.FromDateTimeUtc(row.GetDateTime(12))),
        row.IsDBNull(13) ? null : row.GetInt32(13),
        Instant.FromDateTimeUtc(row.GetDateTime(14)),
        row.GetInt64(15));
}
