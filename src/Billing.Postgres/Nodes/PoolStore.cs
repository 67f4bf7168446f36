using System.Collections.Immutable;
using System.Net;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Nodes;
using Billing.Postgres.Changes;
using Npgsql;

namespace Billing.Postgres.Nodes;

/// <summary>Pools of addresses and accounts' own ones, for the grains and the shell.</summary>
public sealed class PoolStore : IPoolStore
{
    private const string MakeSql = "insert into address_pool (name, version, kind) values ($1, 0, $2) on conflict (name) do nothing";

    private static readonly Leases Addresses = new("address_lease", "address", "inet");

    private static readonly Leases Prefixes = new("prefix_lease", "prefix", "cidr");

    // A gateway has at most one pool of each kind.
    private const string AssignSql = """
        update node n
        set address_pool_id = case when p.kind <> 1 then n.address_pool_id when n.node_id = any($2::int[]) then p.pool_id end,
            link_pool_id = case when p.kind <> 2 then n.link_pool_id when n.node_id = any($2::int[]) then p.pool_id end,
            delegated_pool_id = case when p.kind <> 3 then n.delegated_pool_id when n.node_id = any($2::int[]) then p.pool_id end,
            version = version + 1
        from (select pool_id, kind from address_pool where name = $1) p
        where (n.node_id = any($2::int[]))
              <> (p.pool_id is not distinct from case p.kind when 1 then n.address_pool_id when 2 then n.link_pool_id else n.delegated_pool_id end)
        """;

    private const string FixSql = """
        with fixed as (
            update account set framed_address = $2
            where account_id = $1 and framed_address is distinct from $2
            returning account_id
        )
        update terms_version set version = version + 1 where exists (select from fixed)
        """;

    // One that is not there yet has version 0. The networks are those of 256 addresses: a pool of 65 000 is not listed one by one.
    private static readonly Subject Pool = new(
        EntityKinds.AddressPool,
        "select coalesce((select version from address_pool where name = $1 for no key update), 0)",
        """
        select p.name,
               jsonb_build_object(
                   'networks', array(select network(set_masklen(l.address, 24))::text || ': ' || count(*) from address_lease l
                                     where l.pool_id = p.pool_id group by network(set_masklen(l.address, 24)) order by network(set_masklen(l.address, 24))),
                   'prefixes', array(select set_masklen(l.prefix, greatest(0, masklen(l.prefix) - 8))::text || ': ' || count(*) from prefix_lease l
                                     where l.pool_id = p.pool_id group by set_masklen(l.prefix, greatest(0, masklen(l.prefix) - 8)) order by 1),
                   'gateways', array(select n.name from node n where p.pool_id in (n.address_pool_id, n.link_pool_id, n.delegated_pool_id) order by 1))::text
        from address_pool p
        where p.name = $1
        """,
        "update address_pool set version = version + 1 where name = $1 returning version");

    private readonly Database _database;
    private readonly ChangeWriter _changes;

    internal PoolStore(Database database, ChangeWriter changes) => (_database, _changes) = (database, changes);

    public async Task<PoolView?> GetAsync(string pool) =>
        (await _database.ListAsync($"{PoolQuery.PoolsSql} where p.name = $1", PoolQuery.Read, pool)).SingleOrDefault();

    public Task<ChangeReply> SetAsync(string pool, IPAddress[] add, IPAddress[] take, ImmutableArray<int>? nodes, Edit edit) =>
        SetAsync(Addresses, pool, PoolKind.Addresses, add, take, nodes, edit);

    public Task<ChangeReply> SetPrefixesAsync(
        string pool, PoolKind kind, IPNetwork[] add, IPNetwork[] take, ImmutableArray<int>? nodes, Edit edit) =>
        SetAsync(Prefixes, pool, kind, add, take, nodes, edit);

    private Task<ChangeReply> SetAsync<T>(
        Leases leases, string pool, PoolKind kind, T[] add, T[] take, ImmutableArray<int>? nodes, Edit edit) =>
        _changes.EditAsync(Pool, pool, edit, edit.SeenVersion == 0 ? "create" : "edit", async connection =>
        {
            await connection.DoAsync(MakeSql, pool, (short)kind);
            await connection.DoAsync(leases.AddSql, pool, add);

            if (await connection.DoAsync(leases.TakeSql, pool, take) != take.Length)
            {
                return new("Take", "addresses of this pool that no running session has");
            }

            if (nodes is { } gateways)
            {
                await connection.DoAsync(AssignSql, pool, gateways.ToArray());
            }

            return null;
        });

    /// <param name="address">Null: one of a pool, or none.</param>
    /// <exception cref="PostgresException">It is another account's (unique violation).</exception>
    public async Task FixAsync(long accountId, string login, IPAddress? address, string by)
    {
        await using var connection = await _database.Read.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        if (await connection.DoAsync(FixSql, accountId, address) > 0)
        {
            await new AuditLine(
                _changes.Now, by, "edit", EntityKinds.Account, $"{accountId}", $"edit account {login}: framed address → {address?.ToString() ?? "none"}")
                .WriteAsync(connection);
        }

        await transaction.CommitAsync();
    }

    /// <summary>What is leased of a pool, one by one.</summary>
    private sealed class Leases(string table, string column, string type)
    {
        public string AddSql { get; } = $"""
            insert into {table} ({column}, pool_id)
            select a, (select pool_id from address_pool where name = $1) from unnest($2::{type}[]) a
            """;

        // One that a running session has stays; all of those that are named are the pool's.
        public string TakeSql { get; } = $"""
            delete from {table} l
            using address_pool p
            where p.name = $1 and l.pool_id = p.pool_id and l.{column} = any($2::{type}[])
                  and not exists (select from session s where s.session_id = l.session_id and s.ended_at is null)
            """;
    }
}
