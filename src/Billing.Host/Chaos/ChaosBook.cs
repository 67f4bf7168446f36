using System.Globalization;
using Npgsql;

namespace Billing.Host.Chaos;

/// <summary>Who takes part in a run, and what must hold of their money at any moment.</summary>
internal sealed class ChaosBook(NpgsqlDataSource database)
{
    /// <summary>A gateway at an address, with the demo's secret and profile.</summary>
    /// <param name="outageLimit">What it may have on trust while nothing can be committed, for an account and a day; null: it may not go on then.</param>
    public Task AddNodeAsync(string name, string address, CancellationToken cancellation, decimal? outageLimit = null) => ExecuteAsync(
        """
        insert into node (name, address, secret, profile, message_authenticator, limit_proxy_state, outage_limit)
        select $1, $2::cidr, secret, profile, message_authenticator, limit_proxy_state, $3::numeric from node where name = 'demo'
        """,
        cancellation,
        name,
        address,
        outageLimit ?? (object)DBNull.Value);

    /// <summary>The same with Huawei's captive portal, and the port on which it takes orders.</summary>
    public Task AddPortalAsync(string name, string address, int coaPort, CancellationToken cancellation) => ExecuteAsync(
        """
        insert into node (name, address, secret, profile, message_authenticator, limit_proxy_state, coa_port)
        select $1, $2::cidr, secret, 'huawei-hotline', message_authenticator, limit_proxy_state, $3 from node where name = 'demo'
        """,
        cancellation,
        name,
        address,
        coaPort);

    /// <summary>Prepaid data accounts with the password of <c>user000000</c>; USD, no credit.</summary>
    /// <returns>Their logins.</returns>
    public async Task<IReadOnlyList<string>> AddAccountsAsync(string name, int count, decimal funds, CancellationToken cancellation)
    {
        var logins = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}{i:D3}")).ToArray();

        foreach (var login in logins)
        {
            await ExecuteAsync(
                """
                with payer as (
                    insert into customer (name) values ($1) returning customer_id
                ), funds as (
                    insert into balance (customer_id, currency, posted, last_sequence)
                    select customer_id, 'USD', $2, case when $2::numeric = 0 then 0 else 1 end from payer
                    returning balance_id, customer_id
                ), entry as (
                    insert into ledger_entry (balance_id, sequence, amount, posted_after, reason, operation_id, recorded_at)
                    select balance_id, 1, $2, $2, 1, 'opening', now() from funds where $2::numeric <> 0
                ), line as (
                    insert into account (customer_id, balance_id, product_id, login, secret)
                    select f.customer_id, f.balance_id, like_it.product_id, $1, like_it.secret
                    from funds f, account like_it where like_it.login = 'user000000'
                    returning account_id
                )
                insert into account_alias (alias, account_id) select $1, account_id from line
                """,
                cancellation,
                login,
                funds);
        }

        return logins;
    }

    /// <summary>Balances of accounts with such names that owe more than they may, running sessions included: a line for each.</summary>
    /// <param name="trust">What each may owe beyond its credit limit.</param>
    public Task<IReadOnlyList<string>> OverspentAsync(string name, CancellationToken cancellation, decimal trust = 0) => LinesAsync(
        """
        select a.login || ' is at ' || b.posted - coalesce(sum(s.charged - s.settled), 0)
        from account a
        join balance b on b.balance_id = a.balance_id
        left join session s on s.balance_id = b.balance_id and s.ended_at is null
        where a.login like $1 || '%'
        group by a.login, b.posted, b.credit_limit
        having b.posted - coalesce(sum(s.charged - s.settled), 0) < -b.credit_limit - $2
        """,
        cancellation,
        name,
        trust);

    /// <summary>An account's sessions as they are stored, a line for each.</summary>
    public Task<IReadOnlyList<string>> StoredAsync(string login, CancellationToken cancellation) => LinesAsync(
        """
        select concat_ws(' ', 'stored', s.acct_session_id, s.incarnation, s.authorized_at, s.started_at, s.reported_at, s.ended_at, s.state, s.terminate_cause, s.output_octets)
        from session s join account a using (account_id) where a.login = $1 order by s.started_at
        """,
        cancellation,
        login);

    /// <summary>What was reported of an account's sessions, all of them together; bytes.</summary>
    public async Task<ulong> OctetsAsync(string login, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select coalesce(sum(s.input_octets::numeric + s.output_octets), 0)::bigint
            from session s join account a using (account_id) where a.login = $1
            """,
            login);

        return (ulong)(long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The balance of an account.</summary>
    public async Task<long> BalanceAsync(string login, CancellationToken cancellation)
    {
        await using var command = Command("select balance_id from account where login = $1", login);

        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The seconds at a captive portal of a login that was let out; null: it was not.</summary>
    public async Task<long?> LiftedAsync(string acctSessionId, CancellationToken cancellation)
    {
        await using var command = Command(
            "select duration_seconds from portal_login where acct_session_id = $1 and lifted_at is not null", acctSessionId);

        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<IReadOnlyList<string>> LinesAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<string>();

        while (await row.ReadAsync(cancellation))
        {
            lines.Add(row.GetString(0));
        }

        return lines;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);

        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
