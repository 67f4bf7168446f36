using Billing.Core.Sessions;
using Billing.Grains.Sessions;
using Billing.Postgres.Tariffs;
using NodaTime;
using Npgsql;

namespace Billing.Postgres.Sessions;

internal sealed class SessionStore : ISessionStore
{
    private const string ByIdSql = $"""
        select {SessionRows.Columns}, {RateRows.Columns}
        from session s
        {SessionRows.Joins}
        where s.session_id = any($1)
        """;

    private const string ByNameSql = $"""
        select {SessionRows.Columns}, {RateRows.Columns}
        from unnest($1::int[], $2::text[]) as n(node_id, name)
        join session s on s.node_id = n.node_id and s.acct_session_id = n.name
        {SessionRows.Joins}
        order by s.authorized_at, s.incarnation
        """;

    // Whose gateway is not known, or did not say as much of itself, may be of this one.
    private const string OfNodeSql = """
        select session_id, reported_at, heard_at
        from session
        where node_id = $1 and ended_at is null and heard_at < $2
          and coalesce(nas_address = $4::text, true) and coalesce(nas_identifier = $5::text, true)
        order by heard_at
        limit $3
        """;

    // The same of who restarted.
    private const string RestartedSql = """
        select greatest(n.restarted_at, (
            select max(r.restarted_at) from nas_restart r
            where r.node_id = n.node_id
              and (r.nas_address = '' or coalesce(r.nas_address = $2::text, true))
              and (r.nas_identifier = '' or coalesce(r.nas_identifier = $3::text, true))))
        from node n
        where n.node_id = $1
        """;

    private const string OfAccountSql = """
        select s.session_id
        from account a
        join session s on s.balance_id = a.balance_id and s.account_id = a.account_id
        where a.account_id = $1 and s.ended_at is null and s.is_emergency is not true
        order by s.session_id
        limit $2
        """;

    // A call of a gateway that cannot come back (no slices) was granted, and holds, all of it at once: nobody hears of it before its Stop,
    // unless its gateway reports in between all the same. Then it has been heard of with usage, and is silent as any other. One that was blocked
    // before its first use keeps the hold, and its row does not say any more how much was granted: no more than its longest.
    private const string SilentSql = """
        select s.session_id, s.reported_at, s.heard_at
        from session s
        left join node n on n.node_id = s.node_id
        where s.ended_at is null
          and greatest(s.heard_at, $5) < $1 - case when s.state = 1 and s.unit = 2 then $3
                                                   when s.state = 1 then $2
                                                   else make_interval(secs => 3 * coalesce(n.interim_interval_seconds, 300)) end
          and (s.state = 1 or s.unit <> 1 or s.slice_units is not null or s.used_units > 0
               or extract(epoch from $1 - greatest(s.heard_at, $5)) - 60 > s.granted_units - s.used_units
                  + case when s.granted_units <= s.used_units
                              and (s.held > 0 or jsonb_array_length(s.coverage -> 'holds') > 0) then s.longest_units else 0 end)
        order by s.heard_at
        limit $4
        """;

    private readonly Database _database;
    private readonly BatchLoader<Guid, Session> _byId;
    private readonly BatchLoader<(int NodeId, string Name), List<Session>> _byName;

    public SessionStore(Database database)
    {
        _database = database;
        _byId = new(ReadByIdAsync);
        _byName = new(ReadByNameAsync);
    }

    public Task<Session?> LoadAsync(Guid sessionId) => _byId.LoadAsync(sessionId);

    public async Task<IReadOnlyList<Session>> FindByNameAsync(int nodeId, string acctSessionId) =>
        await _byName.LoadAsync((nodeId, acctSessionId)) ?? [];

    public async Task<Instant?> RestartedAtAsync(int nodeId, string? nasAddress, string? nasIdentifier)
    {
        await using var command = _database.Read.Command(RestartedSql, nodeId, nasAddress, nasIdentifier);

        return await command.ExecuteScalarAsync() is DateTime at ? Instant.FromDateTimeUtc(at) : null;
    }

    public Task<IReadOnlyList<OpenSession>> OpenOfNodeAsync(
        int nodeId, string? nasAddress, string? nasIdentifier, Instant heardBefore, int most) =>
        ListAsync(OfNodeSql, nodeId, heardBefore.ToDateTimeUtc(), most, nasAddress, nasIdentifier);

    public async Task<IReadOnlyList<Guid>> OpenOfAccountAsync(long accountId, int most)
    {
        await using var command = _database.Read.Command(OfAccountSql, accountId, most);
        await using var row = await command.ExecuteReaderAsync();
        var open = new List<Guid>();

        while (await row.ReadAsync())
        {
            open.Add(row.GetGuid(0));
        }

        return open;
    }

    public Task<IReadOnlyList<OpenSession>> SilentAsync(
        Instant now, Duration unstartedCallAfter, Duration unstartedDataAfter, int most, Instant? heardSince = null) => ListAsync(
        SilentSql,
        now.ToDateTimeUtc(),
        unstartedCallAfter.ToTimeSpan(),
        unstartedDataAfter.ToTimeSpan(),
        most,
        (heardSince ?? Instant.FromUnixTimeTicks(0)).ToDateTimeUtc());

    private async Task<Dictionary<Guid, Session>> ReadByIdAsync(Guid[] ids)
    {
        await using var command = _database.Read.Command(ByIdSql, ids);

        return (await ReadAsync(command)).ToDictionary(session => session.Terms.SessionId);
    }

    private async Task<Dictionary<(int, string), List<Session>>> ReadByNameAsync((int NodeId, string Name)[] names)
    {
        await using var command = _database.Read.Command(
            ByNameSql, names.Select(name => name.NodeId).ToArray(), names.Select(name => name.Name).ToArray());

        return (await ReadAsync(command))
            .GroupBy(session => (session.Terms.NodeId, session.AcctSessionId!))
            .ToDictionary(group => group.Key, group => group.ToList());
    }

    private static async Task<List<Session>> ReadAsync(NpgsqlCommand command)
    {
        var sessions = new List<Session>();
        var pinned = new PinnedTerms();
        await using var row = await command.ExecuteReaderAsync();

        while (await row.ReadAsync())
        {
            sessions.Add(SessionRows.Read(row, pinned));
        }

        return sessions;
    }

    private async Task<IReadOnlyList<OpenSession>> ListAsync(string sql, params object?[] values)
    {
        await using var command = _database.Sweeps.Command(sql, values);
        await using var row = await command.ExecuteReaderAsync();
        var open = new List<OpenSession>();

        while (await row.ReadAsync())
        {
            open.Add(new(
                row.GetGuid(0),
                Instant.FromDateTimeUtc(row.GetDateTime(1)),
                Instant.FromDateTimeUtc(row.GetDateTime(2))));
        }

        return open;
    }
}
