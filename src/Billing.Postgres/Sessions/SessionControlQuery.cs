using Billing.Contracts.Sessions;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Sessions;

internal sealed class SessionControlQuery(Database database) : ISessionControlQuery
{
    private const string OfSessionSql = $"{Columns} where c.session_id = $1 order by c.control_id desc limit $2";
    private const string OfAccountSql = $"{Columns} where c.account_id = $1 order by c.control_id desc limit $2";
    private const string OfCauseSql = $"{Columns} where c.cause = $1 order by c.outcome is not distinct from 1, c.control_id limit $2";
    private const string DisobeyedSql = $"""
        {Columns}
        join session s on s.session_id = c.session_id and s.ended_at is null
        where {Disobeyed}
        order by c.control_id desc
        limit $1
        """;

    private const string ListSql = $"{Columns} where c.control_id < $1 order by c.control_id desc limit $2";

    private const string Columns = """
        select c.control_id, c.session_id, c.account_id, coalesce(a.login, c.account_id::text), coalesce(n.name, c.node_id::text),
               c.acct_session_id, c.kind, c.policy, c.requested_by, c.reason, c.asked_at, c.answered_at, c.outcome, c.error_cause,
               c.tries, c.answer
        from session_control c
        left join account a on a.account_id = c.account_id
        left join node n on n.node_id = c.node_id
        """;

    /// <summary>Of an order <c>c</c>: it is given again and again, or was given up because the gateway knows no such session.</summary>
    public const string Disobeyed = "c.rounds >= 3 and c.outcome <> 1 and (c.again_at is not null or c.error_cause = 503)";

    // By gateway, so that each look uses the index of names.
    private const string RunningSql = """
        select s.session_id
        from node n
        join session s on s.node_id = n.node_id and s.acct_session_id = $1
        where s.ended_at is null
        order by s.session_id
        """;

    public Task<IReadOnlyList<Guid>> RunningAsync(string acctSessionId, CancellationToken cancellation) =>
        database.Read.ListAsync(RunningSql, row => row.GetGuid(0), cancellation, acctSessionId);

    public Task<IReadOnlyList<ControlRecord>> OfSessionAsync(Guid sessionId, int most, CancellationToken cancellation) =>
        database.Read.ListAsync(OfSessionSql, Read, cancellation, sessionId, most);

    public Task<IReadOnlyList<ControlRecord>> OfAccountAsync(long accountId, int most, CancellationToken cancellation) =>
        database.Read.ListAsync(OfAccountSql, Read, cancellation, accountId, most);

    public Task<IReadOnlyList<ControlRecord>> OfCauseAsync(string cause, int most, CancellationToken cancellation) =>
        database.Read.ListAsync(OfCauseSql, Read, cancellation, cause, most);

    public Task<IReadOnlyList<ControlRecord>> DisobeyedAsync(int most, CancellationToken cancellation) =>
        database.Read.ListAsync(DisobeyedSql, Read, cancellation, most);

    public Task<IReadOnlyList<ControlRecord>> ListAsync(long? before, int most, CancellationToken cancellation) =>
        database.Read.ListAsync(ListSql, Read, cancellation, before ?? long.MaxValue, most);

    private static ControlRecord Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetString(4),
        row.Text(5),
        (ControlKind)row.GetInt32(6),
        row.Text(7),
        row.GetString(8),
        row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10),
        row.TimeOrNull(11),
        row.IsDBNull(12) ? null : (ControlOutcome)row.GetInt32(12),
        row.Small(13),
        row.GetInt32(14),
        row.Text(15));
}
