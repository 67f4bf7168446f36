using System.Globalization;
using Npgsql;

namespace Billing.Host.Bench;

/// <summary>What is stored of sessions that differ: whoever looks for the reason finds the database gone.</summary>
internal static class SessionStory
{
    private const int Most = 3;

    // Where nothing has the name, what its account had then: its reports may have been taken for another session's.
    private const string Sql = """
        with named as (
            select session_id, account_id from session where acct_session_id = $1
        ), had as (
            select account_id from named
            union
            select account_id from account_alias where alias = $2 and not exists (select from named)
        ), told as (
            select 1 as kind, s.authorized_at as at, 'session ' || jsonb_strip_nulls(jsonb_build_object(
                'id', s.session_id, 'name', s.acct_session_id, 'incarnation', s.incarnation, 'node', s.node_id, 'balance', s.balance_id,
                'state', s.state, 'octets', s.input_octets + s.output_octets, 'charged', s.charged, 'held', s.held, 'parts', s.parts,
                'authorized', s.authorized_at, 'started', s.started_at, 'reported', s.reported_at, 'heard', s.heard_at,
                'ended', s.ended_at, 'cause', s.terminate_cause))::text as line
            from session s
            where s.account_id in (select account_id from had) and s.heard_at >= $3
            union all
            select 2, x.recorded_at, 'record ' || jsonb_strip_nulls(to_jsonb(x) - '{attributes,parts}'::text[])::text
            from xdr x
            where x.recorded_at >= $3 and (x.acct_session_id = $1 or x.session_id in (select session_id from named))
            union all
            select 3, o.recorded_at, 'operation ' || jsonb_strip_nulls(to_jsonb(o))::text
            from operation o
            where o.session_id in (select session_id from named)
            union all
            select 4, u.first_heard_at, 'suspense ' || jsonb_strip_nulls(to_jsonb(u))::text
            from suspense_usage u
            where u.acct_session_id = $1
        )
        select line from told order by kind, at limit 60
        """;

    /// <param name="names">Of the sessions that differ; the first few are told of.</param>
    /// <returns>A line for each row that has to do with one.</returns>
    public static async Task<IReadOnlyList<string>> TellAsync(
        string connectionString, RadiusLoadResult result, IEnumerable<string> names, DateTimeOffset since, CancellationToken cancellation)
    {
        var accounts = result.Sessions.ToLookup(session => session.AcctSessionId, session => session.Account);
        var lines = new List<string>();
        await using var source = NpgsqlDataSource.Create(connectionString);

        foreach (var name in names.Distinct().Take(Most))
        {
            await using var command = source.CreateCommand(Sql);
            command.Parameters.Add(new() { Value = name });
            command.Parameters.Add(new() { Value = string.Format(CultureInfo.InvariantCulture, result.UserFormat, accounts[name].FirstOrDefault()) });
            command.Parameters.Add(new() { Value = since.ToUniversalTime() });
            await using var row = await command.ExecuteReaderAsync(cancellation);

            while (await row.ReadAsync(cancellation))
            {
                lines.Add($"  {name}: {row.GetString(0)}");
            }
        }

        return lines;
    }
}
