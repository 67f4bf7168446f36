using Billing.Contracts.Accounts;
using Billing.Grains.Accounts;
using Billing.Postgres.Changes;

namespace Billing.Postgres.Accounts;

internal sealed class RejectStore(Database database) : IRejectStore
{
    private const string AddSql = """
        insert into access_reject as r (account_id, rejected_on, node_id, reason, user_name, service, first_at, last_at, times)
        select account_id, (last_at at time zone 'UTC')::date, node_id, reason, user_name, service, first_at, last_at, times
        from unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::int[])
            as n(account_id, node_id, reason, user_name, service, first_at, last_at, times)
        order by account_id -- two silos take the rows in one order
        on conflict (account_id, rejected_on, node_id, reason) do update
        set user_name = excluded.user_name, service = excluded.service, times = r.times + excluded.times,
            last_at = greatest(r.last_at, excluded.last_at)
        """;

    // Sorted by what two silos may both write, so that they take the rows in one order. Names that were not looked at may be accounts', and
    // are told with those: they are few, where each packet that is not looked at must cost nothing.
    private static readonly string AddUnknownSql = FormattableString.Invariant($"""
        with n as (
            select n.*, (last_at at time zone 'UTC')::date as rejected_on,
                   (select account_id from account_alias where alias = n.user_name and n.reason = {(int)AccessResult.TooManyFailures}) as account_id
            from unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[])
                as n(node_id, reason, user_name, service, first_at, last_at, times)
        ), known as (
            insert into access_reject as r (account_id, rejected_on, node_id, reason, user_name, service, first_at, last_at, times)
            select account_id, rejected_on, node_id, reason, max(user_name), max(service), min(first_at), max(last_at), sum(times)
            from n
            where account_id is not null
            group by account_id, rejected_on, node_id, reason
            order by account_id, node_id
            on conflict (account_id, rejected_on, node_id, reason) do update
            set user_name = excluded.user_name, service = excluded.service, times = r.times + excluded.times,
                last_at = greatest(r.last_at, excluded.last_at)
        )
        insert into unknown_login as r (rejected_on, node_id, user_name, reason, service, first_at, last_at, times)
        select rejected_on, node_id, user_name, reason, service, first_at, last_at, times
        from n
        where account_id is null
        order by node_id, user_name, reason
        on conflict (rejected_on, node_id, user_name, reason) do update
        set service = excluded.service, times = r.times + excluded.times, last_at = greatest(r.last_at, excluded.last_at)
        """);

    public Task AddAsync(IReadOnlyCollection<RejectedLogins> rejects) =>
        database.DoAsync(AddSql, [rejects.Select(one => one.AccountId).ToArray(), .. Columns(rejects)]);

    public Task AddUnknownAsync(IReadOnlyCollection<RejectedLogins> rejects) => database.DoAsync(AddUnknownSql, Columns(rejects));

    private static object[] Columns(IReadOnlyCollection<RejectedLogins> rejects) =>
    [
        rejects.Select(one => one.NodeId).ToArray(),
        rejects.Select(one => (int)one.Reason).ToArray(),
        rejects.Select(one => one.UserName).ToArray(),
        rejects.Select(one => one.Service).ToArray(),
        rejects.Select(one => one.FirstAt.ToDateTimeUtc()).ToArray(),
        rejects.Select(one => one.LastAt.ToDateTimeUtc()).ToArray(),
        rejects.Select(one => one.Times).ToArray(),
    ];
}
