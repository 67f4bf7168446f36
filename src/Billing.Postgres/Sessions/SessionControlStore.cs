using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Grains.Sessions;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Sessions;

internal sealed class SessionControlStore(Database database) : ISessionControlStore
{
    // Begun again: what was not obeyed, when its time has come; what no gateway answered and nothing gives again by itself, after a minute;
    // what a lost process left at work, after two. The end of a session whose funds were gone does not become its policy when they come. What is done in the place of another order ("+") follows it by its patience.
    private const string ClaimSql = """
        insert into session_control as c
            (session_id, account_id, node_id, acct_session_id, cause, kind, policy, requested_by, reason, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
        on conflict (session_id, cause) do update
        set asked_at = now(), answered_at = null, outcome = null, again_at = null, rounds = c.rounds + 1,
            kind = excluded.kind, policy = excluded.policy
        where ((c.requested_by = 'rule: funds') = (excluded.requested_by = 'rule: funds'))
          and (c.again_at <= now() + case when c.cause like '%+' then interval '30 seconds' else interval '0' end
           or (c.outcome = 3 and c.again_at is null and c.answered_at < now() - interval '1 minute')
           or (c.outcome is null and c.asked_at < now() - interval '2 minutes'))
        returning control_id
        """;

    private const string FindSql = """
        select control_id, outcome, answer, error_cause, tries, milliseconds
        from session_control
        where session_id = $1 and cause = $2
        """;

    // Of a running session what a rule asked for, or what ends a blocked account's session whoever asked, is given again after 1, 2, 4 …
    // 30 minutes until the gateway does it. One that says three times that it knows no such session is not asked any more.
    // What is given up, or was refused three times, is told to the staff: once for what is asked ("+" is the same in another way), and as
    // long as no more than 20 were told in the hour, for a gateway that is away has thousands of sessions. The others come with a later try.
    private const string AnsweredSql = $"""
        with c as (
            update session_control c
            set answered_at = now(), outcome = $2, answer = $3, error_cause = $4::int, tries = tries + $5, milliseconds = $6,
                unknown = c.unknown + case when $4::int = 503 then 1 else 0 end,
                again_at = case
                    when $2 <> 1 and not $7 and ($4::int is distinct from 503 or c.unknown < 2)
                         and exists (select from session s
                                     join account a on a.account_id = s.account_id
                                     where s.session_id = c.session_id and s.ended_at is null
                                       and (c.requested_by like 'rule:%' or (c.kind = 1 and a.status <> 1))
                                     union all
                                     select from portal_login p
                                     where p.session_id = c.session_id and p.lifted_at is null and c.requested_by like 'rule:%')
                    then now() + interval '1 minute' * least(30, power(2, least(c.rounds, 6) - 1))
                end
            where c.control_id = $1
            returning c.*
        )
        insert into notification (key, event, balance_id, account_id, facts, raised_at, due_at)
        select 'order-not-obeyed/' || c.session_id || '/' || rtrim(c.cause, '+'), {OrderNotObeyed}, s.balance_id, c.account_id,
               jsonb_build_object(
                   'gateway', coalesce(n.name, c.node_id::text), 'account', coalesce(a.login, c.account_id::text),
                   'session', coalesce(c.acct_session_id, c.session_id::text),
                   'order', case c.kind when 1 then 'Disconnect-Request' else 'CoA-Request' || coalesce(' ' || c.policy, '') end,
                   'reason', c.reason, 'answer', c.answer, 'times', c.rounds),
               now(), now()
        from c
        join session s on s.session_id = c.session_id and s.ended_at is null
        left join account a on a.account_id = c.account_id
        left join node n on n.node_id = c.node_id
        where {SessionControlQuery.Disobeyed}
          and (select count(*) from notification where event = {OrderNotObeyed} and raised_at > now() - interval '1 hour') < 20
        on conflict (key) do nothing
        """;

    private const string OrderNotObeyed = "21"; // NotificationEvent

    // One that was sent there is there unless its gateway said that it will not: that the answer was lost, or the process, is no sign that it
    // was not obeyed. What lets it out has, when it was acknowledged. What a person tells it meanwhile does not let it out.
    private const string IsAtPortalSql = """
        select policy = 'portal' and requested_by = 'rule: funds'
        from session_control
        where session_id = $1 and kind = 2 and requested_by like 'rule:%'
          and (outcome = 1 or (policy = 'portal' and requested_by = 'rule: funds' and (outcome is null or outcome = 3)))
        order by coalesce(answered_at, asked_at) desc
        limit 1
        """;

    // Not the newest of them: whoever blocks an account disconnects its sessions himself, and has the claims of it by then.
    private const string ChangedSql = """
        select c.change_id, c.account_id, coalesce(a.status, 3),
               array(select s.session_id from session s
                     where a.status <> 1 and s.balance_id = a.balance_id and s.account_id = a.account_id
                       and s.ended_at is null and s.is_emergency is not true
                       and not exists (select from session_control o
                                       where o.session_id = s.session_id and o.kind = 1 and o.asked_at >= c.changed_at))
        from account_status_change c
        left join account a on a.account_id = c.account_id
        where c.changed_at < now() - interval '1 second'
        order by c.change_id
        limit $1
        """;

    private const string ForgetSql = "delete from account_status_change where change_id = any($1)";

    public async Task<ControlClaim> ClaimAsync(ControlStart start)
    {
        await using var connection = await database.Read.OpenConnectionAsync();
        await using var claim = connection.Command(
            ClaimSql,
            start.SessionId,
            start.AccountId,
            start.NodeId,
            start.AcctSessionId,
            start.Cause,
            (int)start.Kind,
            start.Policy,
            start.By,
            start.Reason);

        if (await claim.ExecuteScalarAsync() is long mine)
        {
            return new(mine, IsMine: true, null);
        }

        await using var find = connection.Command(FindSql, start.SessionId, start.Cause);
        await using var row = await find.ExecuteReaderAsync();
        await row.ReadAsync();

        return new(row.GetInt64(0), IsMine: false, row.IsDBNull(1) ? null : Reply(row));
    }

    public Task AnsweredAsync(long controlId, ControlReply reply, bool isFinal) => database.DoAsync(
        AnsweredSql, controlId, (int)reply.Outcome, reply.Words, reply.ErrorCause, reply.Tries, reply.Milliseconds, isFinal);

    public async Task<bool> IsAtPortalAsync(Guid sessionId)
    {
        await using var command = database.Read.Command(IsAtPortalSql, sessionId);

        return await command.ExecuteScalarAsync() is true;
    }

    public async Task<IReadOnlyList<ChangedAccount>> ChangedAsync(int most) => await database.ListAsync(
        ChangedSql,
        row => new ChangedAccount(
            row.GetInt64(0),
            row.GetInt64(1),
            ((AccountStatus)row.GetInt32(2)).ToString().ToLowerInvariant(),
            row.GetFieldValue<Guid[]>(3)),
        most);

    public async Task ForgetAsync(IReadOnlyCollection<long> changeIds)
    {
        if (changeIds.Count == 0)
        {
            return;
        }

        await using var command = database.Read.Command(ForgetSql, changeIds.ToArray());
        await command.ExecuteNonQueryAsync();
    }

    private static ControlReply Reply(NpgsqlDataReader row) => new(
        (ControlOutcome)row.GetInt32(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetInt32(3),
        row.GetInt32(4),
        row.GetInt32(5));
}
