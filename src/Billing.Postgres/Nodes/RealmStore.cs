using System.Net;
using Billing.Contracts.Nodes;
using Billing.Postgres.Changes;
using Billing.Postgres.Security;

namespace Billing.Postgres.Nodes;

/// <summary>Realms of other servers and pools of addresses, for the listener and the shell.</summary>
public sealed class RealmStore(Database database, SecretBox secrets) : IRealmQuery
{
    private const string PutSql = """
        insert into radius_realm (realm, server, auth_port, acct_port, secret, strips_name) values ($1, $2, $3, $4, $5, $6)
        on conflict (realm) do update
        set server = excluded.server, auth_port = excluded.auth_port, acct_port = excluded.acct_port, secret = excluded.secret,
            strips_name = excluded.strips_name
        """;

    private const string PoolSql = """
        with made as (
            insert into address_pool (name) values ($1) on conflict (name) do update set name = excluded.name returning pool_id
        )
        insert into address_lease (address, pool_id) select unnest($2::inet[]), pool_id from made
        """;

    private const string PoolsSql = """
        select p.name, count(l.address)::int, count(s.session_id)::int,
               array(select n.name from node n where n.address_pool_id = p.pool_id order by 1)
        from address_pool p
        left join address_lease l on l.pool_id = p.pool_id
        left join session s on s.session_id = l.session_id and s.ended_at is null
        group by p.pool_id
        order by p.name
        """;

    private const string AssignSql = """
        update node set address_pool_id = (select pool_id from address_pool where name = $2), version = version + 1 where name = $1
        """;

    private const string FixSql = """
        with fixed as (
            update account set framed_address = $2
            where account_id = (select account_id from account_alias where alias = $1)
            returning account_id
        )
        update terms_version set version = version + 1 where exists (select from fixed)
        """;

    public async Task<IReadOnlyList<RealmView>> RealmsAsync(CancellationToken cancellation) => await database.ListAsync(
        "select realm, server, auth_port, acct_port, secret, strips_name from radius_realm order by realm",
        row => new RealmView(
            row.GetString(0), row.GetFieldValue<IPAddress>(1), row.GetInt32(2), row.GetInt32(3), secrets.Open(row.GetString(4)), row.GetBoolean(5)));

    public Task PutAsync(RealmView realm) => DoAsync(
        PutSql, realm.Realm, realm.Server, realm.AuthPort, realm.AcctPort, secrets.Close(realm.Secret), realm.StripsName);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string realm) => await DoAsync("delete from radius_realm where realm = $1", realm) > 0;

    /// <summary>Adds addresses to a pool, which is made if there is none of the name.</summary>
    public Task AddAsync(string pool, IPAddress[] addresses) => DoAsync(PoolSql, pool, addresses);

    public async Task<IReadOnlyList<PoolView>> PoolsAsync(CancellationToken cancellation) => await database.ListAsync(
        PoolsSql, row => new PoolView(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<string[]>(3)));

    /// <param name="pool">Null: the gateway gives addresses itself.</param>
    /// <returns>Whether there is such a gateway.</returns>
    public async Task<bool> AssignAsync(string node, string? pool) => await DoAsync(AssignSql, node, pool) > 0;

    /// <param name="address">Null: one of a pool, or none.</param>
    /// <returns>Whether there is such an account.</returns>
    public async Task<bool> FixAsync(string alias, IPAddress? address) => await DoAsync(FixSql, alias, address) > 0;

    private async Task<int> DoAsync(string sql, params object?[] values)
    {
        await using var command = database.Lists.Command(sql, values);

        return await command.ExecuteNonQueryAsync();
    }
}

/// <param name="Leased">Addresses of running sessions.</param>
/// <param name="Nodes">The gateways that it is for.</param>
public sealed record PoolView(string Name, int Addresses, int Leased, IReadOnlyList<string> Nodes);
