using Billing.Contracts.Sessions;
using Billing.Grains.Sessions;
using Billing.Postgres.Changes;
using Billing.Postgres.Paging;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Sessions;

internal sealed class PortalStore(Database database) : IPortalStore
{
    // A minute more than its gateway was told. One device is at the portal once: where it comes back before anything was heard of it, an
    // earlier login of it is over, and its address another's.
    private const string BeginSql = """
        with before as (
            update portal_login p
            set expires_at = now()
            from account_alias l
            where l.alias = $2 and p.account_id = l.account_id and p.node_id = $3 and p.calling_party = $5
              and p.session_id <> $1
              and p.heard_at is null and p.lifted_at is null and p.expires_at > now()
        )
        insert into portal_login (session_id, account_id, balance_id, node_id, user_name, service, calling_party, comes_back, expires_at, nas_address, nas_identifier)
        select $1, a.account_id, a.balance_id, $3, $2, $4, $5, $6, now() + $7 * interval '1 second' + interval '1 minute', $8::text, $9::text
        from account_alias l
        join account a using (account_id)
        where l.alias = $2
        on conflict (session_id) do nothing
        """;

    private const string LoadSql = """
        select p.session_id, p.account_id, p.balance_id, p.node_id, p.user_name, p.service, p.calling_party, p.comes_back, p.acct_session_id,
               p.framed_address, p.gateway_user_name, p.heard_at, p.duration_seconds, p.input_octets, p.output_octets,
               p.lifted_at, p.ended_at, coalesce(p.earlier_ids, '{}'),
               (select min(c.answered_at) from session_control c where c.session_id = p.session_id and c.kind = 2 and c.outcome = 1),
               p.nas_address, p.nas_identifier
        from portal_login p
        where p.session_id = $1
        """;

    // One that ended at the portal is known by its name for a day more (it may begin anew under another name); one that was let out as
    // long as a report of its session may come, for event times are believed for 31 days.
    private const string IsKnown = """
        case when lifted_at is null then expires_at > now() - interval '1 day'
             else lifted_at > now() - interval '31 days'
                  or exists (select from session s
                             where s.session_id = p.session_id and (s.ended_at is null or s.ended_at > now() - interval '31 days')) end
        """;

    // A gateway that counts from one again gives a name again: what began after a login had it is another's.
    private const string NamedSql = $"""
        select session_id
        from portal_login p
        where account_id = $2 and node_id = $1 and (acct_session_id = $3 or $3 = any(earlier_ids)) and session_id <> all($4)
          and ((lifted_at is not null and acct_session_id = $3)
               or $5 < coalesce(ended_at, lifted_at, case when acct_session_id = $3 then expires_at else heard_at end))
          and {IsKnown}
        order by created_at desc
        limit 1
        """;

    // The same device is preferred and no other refused: a gateway may write it in another way here than at the login.
    private const string FindSql = $"""
        select session_id
        from portal_login p
        where account_id = $2 and node_id = $1 and session_id <> all($4)
          and (((acct_session_id = $3 or $3 = any(earlier_ids)) and not ($6 and (lifted_at is not null or ended_at is not null)) and {IsKnown})
               or (acct_session_id is null and lifted_at is null and ended_at is null and expires_at > now()
                   and (service is null or service = $5)))
        order by acct_session_id is not null, calling_party = $7 desc nulls last, created_at desc
        limit 1
        """;

    // Its gateway has begun another accounting session for it.
    private const string IsOther = "nullif($2, '') <> acct_session_id";

    private const string NameSql = $"""
        acct_session_id = coalesce(nullif($2, ''), acct_session_id),
            earlier_ids = case when {IsOther} then (array_prepend(acct_session_id, earlier_ids))[1:8] else earlier_ids end
        """;

    // Another accounting session counts from zero. Of the same, the time went on since the last report, however late this one is.
    // A request that was repeated left earlier logins of the same device, which nobody is at. Of a device that is not known none is, and of
    // two reports at once none waits for what the other has.
    private const string HeardSql = $"""
        with repeated as (
            update portal_login o
            set expires_at = now()
            from portal_login p
            where p.session_id = $1 and o.account_id = p.account_id and o.node_id = p.node_id and o.session_id <> p.session_id
              and o.calling_party = p.calling_party and o.created_at < p.created_at and o.heard_at is null and o.lifted_at is null and o.expires_at > now()
        )
        update portal_login
        set {NameSql},
            framed_address = coalesce($3, framed_address), gateway_user_name = $4,
            duration_seconds = case when {IsOther} then $5
                else greatest(duration_seconds + coalesce(floor(extract(epoch from now() - heard_at))::bigint, 0), $5) end,
            input_octets = case when {IsOther} then $6 else greatest(input_octets, $6) end,
            output_octets = case when {IsOther} then $7 else greatest(output_octets, $7) end,
            heard_at = now(), ended_at = null, expires_at = greatest(expires_at, now() + interval '3 minutes')
        where session_id = $1 and lifted_at is null and (ended_at is null or {IsOther})
        """;

    private const string EndSql = $"""
        update portal_login
        set {NameSql},
            ended_at = now(), expires_at = least(expires_at, now())
        where session_id = $1 and lifted_at is null and ended_at is null
        """;

    // Of now: a login that is heard of after that is one that came after the restart. Only not believed to be there any more: which of a
    // network's gateways restarts need not be known, and what is said twice may come late.
    // When it was heard is the database's time; until when it ends is this process's, which knows that to some milliseconds under load.
    private const string EndOfNodeSql = """
        update portal_login
        set expires_at = least(expires_at, now())
        where node_id = $1 and lifted_at is null and greatest(created_at, heard_at) < $2 + interval '100 milliseconds' and expires_at > now()
          and coalesce(nas_address = $3::text, true) and coalesce(nas_identifier = $4::text, true)
        """;

    private const string CheckedSql = "update portal_login set checked_version = $2 where session_id = $1";

    private const string LiftedSql = """
        update portal_login
        set lifted_at = $5, duration_seconds = greatest(duration_seconds, $2), input_octets = greatest(input_octets, $3),
            output_octets = greatest(output_octets, $4)
        where session_id = $1 and lifted_at is null and ended_at is null
        """;

    private const string UsedSql = """
        update portal_login
        set input_octets = greatest(input_octets, $2), output_octets = greatest(output_octets, $3)
        where session_id = $1 and lifted_at is not null
        """;

    // A gateway knows the session once it has reported it. One that was asked to end it and said yes is waited for.
    private const string DueSql = """
        select p.session_id, b.version
        from portal_login p
        join balance b on b.balance_id = p.balance_id
        left join lateral (
            select c.outcome, c.kind, c.asked_at, c.again_at from session_control c
            where c.session_id = p.session_id and c.cause in ('portal', 'portal+')
            order by c.control_id desc
            limit 1
        ) c on true
        where p.lifted_at is null and p.expires_at > now() and p.heard_at is not null
          and ((c.asked_at is null and p.checked_version is distinct from b.version)
               or (c.outcome is null and c.asked_at < now() - interval '2 minutes')
               or c.again_at <= now()
               or exists (select from session_control o where o.session_id = p.session_id and o.kind = 2 and o.outcome = 1))
        order by p.expires_at
        limit $1
        """;

    public Task BeginAsync(Guid id, PortalLogin login) => DoAsync(
        BeginSql, id, login.UserName, login.NodeId, login.Service, login.CallingParty, login.ComesBack, login.Seconds,
        login.NasAddress, login.NasIdentifier);

    public async Task<StoredPortalLogin?> LoadAsync(Guid id) => (await database.ListAsync(LoadSql, Read, id)).SingleOrDefault();

    public async Task<Guid?> NamedAsync(PortalSearch search) => (await database.ListAsync(
        NamedSql,
        row => (Guid?)row.GetGuid(0),
        search.NodeId,
        search.AccountId,
        search.AcctSessionId,
        search.Others.ToArray(),
        search.BeganAt.ToDateTimeUtc())).SingleOrDefault();

    public async Task<Guid?> FindAsync(PortalSearch search) => (await database.ListAsync(
        FindSql,
        row => (Guid?)row.GetGuid(0),
        search.NodeId,
        search.AccountId,
        search.AcctSessionId,
        search.Others.ToArray(),
        search.Service,
        search.IsStart,
        search.CallingParty)).SingleOrDefault();

    public Task<bool> HeardAsync(Guid id, UsageReport report, PortalUsage used) => DoAsync(
        HeardSql,
        id,
        report.AcctSessionId,
        report.FramedAddress,
        report.GatewayUserName,
        used.DurationSeconds,
        used.InputOctets,
        used.OutputOctets);

    public Task<bool> EndAsync(Guid id, string acctSessionId) => DoAsync(EndSql, id, acctSessionId);

    public Task EndOfNodeAsync(int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore) =>
        DoAsync(EndOfNodeSql, nodeId, heardBefore.ToDateTimeUtc(), nasAddress, nasIdentifier);

    public Task CheckedAsync(Guid id, long balanceVersion) => DoAsync(CheckedSql, id, balanceVersion);

    public Task<bool> LiftedAsync(Guid id, PortalUsage used, Instant at) => DoAsync(
        LiftedSql, id, used.DurationSeconds, used.InputOctets, used.OutputOctets, at.ToDateTimeUtc());

    public Task UsedAsync(Guid id, PortalUsage used) => DoAsync(UsedSql, id, used.InputOctets, used.OutputOctets);

    public async Task<IReadOnlyList<PortalDue>> DueAsync(int most) => await database.ListAsync(
        DueSql, row => new PortalDue(row.GetGuid(0), row.GetInt64(1)), most);

    private async Task<bool> DoAsync(string sql, params object?[] values) => await database.DoAsync(sql, values) > 0;

    private static StoredPortalLogin Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetInt32(3),
        row.GetString(4),
        row.Text(5),
        row.Text(6),
        row.GetBoolean(7),
        row.Text(8),
        row.Text(9),
        row.Text(10),
        row.AtOrNull(11),
        new(row.GetInt64(12), row.GetInt64(13), row.GetInt64(14)),
        row.AtOrNull(15),
        row.AtOrNull(18),
        row.AtOrNull(16),
        row.Texts(17),
        row.Text(19),
        row.Text(20));
}
