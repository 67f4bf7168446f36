using Billing.Contracts.Accounts;
using Billing.Postgres.Paging;

namespace Billing.Postgres.Accounts;

internal sealed partial class AuthenticationQuery(Database database) : IAuthenticationQuery
{
    // An accepted login is a session: a running one, or the first transaction record of one that was used.
    private const string LastSql = """
        select l.at, l.reason, coalesce(n.name, l.node_id::text), l.user_name, l.service, l.times, l.first_at, l.session_id
        from (
            (select last_at as at, reason, node_id, user_name, service, times, first_at, null::uuid as session_id
             from access_reject where account_id = $1
             order by rejected_on desc, last_at desc limit $2)
            union all
            (select s.authorized_at, null, s.node_id, s.user_name, s.service, 1, s.authorized_at, s.session_id
             from account a join session s on s.balance_id = a.balance_id and s.account_id = a.account_id
             where a.account_id = $1 and s.ended_at is null
             order by s.session_id desc limit $2)
            union all
            (select coalesce(s.authorized_at, x.started_at), null, x.node_id, x.user_name, x.service, 1,
                    coalesce(s.authorized_at, x.started_at), x.session_id
             from xdr x left join session s on s.session_id = x.session_id
             where x.account_id = $1 and x.part = 1 and (s.session_id is null or s.ended_at is not null)
             order by x.recorded_at desc limit $2)
        ) l
        left join node n on n.node_id = l.node_id
        order by l.at desc
        limit $2
        """;

    public Task<IReadOnlyList<AuthenticationRecord>> LastAsync(long accountId, int most, CancellationToken cancellation) => database.Read.ListAsync(
        LastSql,
        row => new AuthenticationRecord(
            row.GetFieldValue<DateTimeOffset>(0),
            row.IsDBNull(1) ? null : ((AccessResult)row.GetInt32(1)).Reason(),
            row.GetString(2),
            row.GetString(3),
            row.Text(4),
            row.GetInt32(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.Id(7)),
        cancellation,
        accountId,
        most);
}
