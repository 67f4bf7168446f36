using System.Net;
using Billing.Grains.Nodes;
using Billing.Postgres.Changes;

namespace Billing.Postgres.Nodes;

internal sealed class AddressStore(Database database) : IAddressStore
{
    // One statement: of two that look at the same row the second passes over it. An account's own address is nobody else's.
    private const string LeaseSql = """
        with mine as (
            select address from address_lease where session_id = $2
        ), leased as (
            update address_lease l set session_id = $2
            where not exists (select from mine)
              and l.address = (
                select f.address
                from address_lease f
                where f.pool_id = $1 and f.session_id is null
                  and not exists (select from account a where a.framed_address = f.address)
                order by f.freed_at, f.address
                limit 1
                for update skip locked)
            returning l.address
        )
        select address from leased union all select address from mine
        """;

    // Who is at a captive portal has an address as well, and keeps it as the session that begins when it is let out.
    private const string TakeBackSql = """
        update address_lease l set session_id = null, freed_at = $2
        where l.pool_id = $1 and l.session_id is not null
          and not exists (select from session s where s.session_id = l.session_id and s.ended_at is null)
          and not exists (select from portal_login p where p.session_id = l.session_id and p.lifted_at is null and p.expires_at > now())
        """;

    private const string LeasePrefixSql = """
        with mine as (
            select prefix from prefix_lease where session_id = $2 and pool_id = $1
        ), leased as (
            update prefix_lease l set session_id = $2
            where not exists (select from mine)
              and l.prefix = (
                select f.prefix
                from prefix_lease f
                where f.pool_id = $1 and f.session_id is null
                order by f.freed_at, f.prefix
                limit 1
                for update skip locked)
            returning l.prefix
        )
        select prefix::text from leased union all select prefix::text from mine
        """;

    private const string TakeBackPrefixesSql = """
        update prefix_lease l set session_id = null, freed_at = $2
        where l.pool_id = $1 and l.session_id is not null
          and not exists (select from session s where s.session_id = l.session_id and s.ended_at is null)
          and not exists (select from portal_login p where p.session_id = l.session_id and p.lifted_at is null and p.expires_at > now())
        """;

    public async Task<string?> LeaseAsync(int poolId, Guid sessionId)
    {
        await using var command = database.Read.Command(LeaseSql, poolId, sessionId);

        return (await command.ExecuteScalarAsync() as IPAddress)?.ToString();
    }

    public Task<int> TakeBackAsync(int poolId, DateTimeOffset at) => database.DoAsync(TakeBackSql, poolId, at.UtcDateTime);

    public async Task<string?> LeasePrefixAsync(int poolId, Guid sessionId)
    {
        await using var command = database.Read.Command(LeasePrefixSql, poolId, sessionId);

        return await command.ExecuteScalarAsync() as string;
    }

    public Task<int> TakeBackPrefixesAsync(int poolId, DateTimeOffset at) => database.DoAsync(TakeBackPrefixesSql, poolId, at.UtcDateTime);
}
