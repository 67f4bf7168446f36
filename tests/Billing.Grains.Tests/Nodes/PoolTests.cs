using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;

namespace Billing.Grains.Tests.Nodes;

public sealed class PoolTests(TwoSilos silos)
{
    private static int _network;

    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_pool_is_made_grows_and_shrinks_but_for_what_is_in_use_and_the_log_says_who_did_it()
    {
        var (name, net) = (Office.Unique("pool"), $"10.77.{Interlocked.Increment(ref _network)}");
        var nodeId = (int)Office.Done(await _office.Creation().CreateNodeAsync(new(Office.Unique("gateway"), $"{net}.0/24", "generic"), Office.Anna));
        var pool = _office.Grains.GetGrain<IPoolGrain>(name);
        Office.Done(0, await pool.SetAsync(new([$"{net}.0/29"], [], [nodeId]), new(Office.Anna, 0)));
        var made = (await pool.GetAsync())!;
        Assert.Equal((6, 0, nodeId, 1L), (made.Addresses, made.Leased, made.NodeIds.Single(), made.Version));

        Assert.Equal(ChangeResult.Conflict, (await pool.SetAsync(new([], [], []), new(Office.Anna, 0))).Result);
        Office.IsRefused(await pool.SetAsync(new([$"{net}.3"], [], []), new(Office.Anna, 1)), "Add");
        Office.IsRefused(await pool.SetAsync(new(["10.0.0.0/8"], [], []), new(Office.Anna, 1)), "Add");
        Office.IsRefused(await pool.SetAsync(new([], [$"{net}.200"], []), new(Office.Anna, 1)), "Take");

        // A running session has one: the others go.
        var sessionId = Guid.CreateVersion7();
        await silos.Book.ExecuteAsync(RunningSql, sessionId, nodeId);
        var leased = (await _office.Grains.GetGrain<IAddressPoolGrain>(
            await silos.Book.ReadAsync<int>("select pool_id from address_pool where name = $1", name)).LeaseAsync(sessionId))!;
        Assert.Equal(1, (await pool.GetAsync())!.Leased);
        Office.IsRefused(await pool.SetAsync(new([], [leased], [nodeId]), new(Office.Anna, 1)), "Take");
        Office.Done(0, await pool.SetAsync(new([$"{net}.100"], [$"{net}.6"], []), new(Office.Anna, 1)));
        var changed = (await pool.GetAsync())!;
        Assert.Equal((6, 0, 2L), (changed.Addresses, changed.Nodes.Length, changed.Version));
        await silos.Book.ExecuteAsync("delete from session where session_id = $1", sessionId);

        var log = await _office.LogOfAsync(EntityKinds.AddressPool, name);
        Assert.Equal(["edit", "create"], log.Select(line => line.Action));
        Assert.All(log, line => Assert.Equal(Office.Anna, line.By));
    }

    [Fact]
    public async Task A_realm_is_passed_on_and_its_secret_is_told_to_nobody()
    {
        var name = $"{Guid.NewGuid():N}.example";
        var realm = _office.Grains.GetGrain<IRealmGrain>(name);
        Office.IsRefused(await realm.SetAsync(new("192.0.2.1"), null, new(Office.Anna, 0)), "Secret");
        Office.IsRefused(await realm.SetAsync(new("server.example"), "s3cret", new(Office.Anna, 0)), "Server");
        Office.Done(0, await realm.SetAsync(new("192.0.2.1"), "s3cret", new(Office.Anna, 0)));
        Office.Done(0, await realm.SetAsync(new("192.0.2.2", 1645, 1646, StripsName: true), null, new(Office.Anna, 1)));
        Office.Done(0, await realm.SetAsync(new("192.0.2.2", 1645, 1646, StripsName: true), "other", new(Office.Anna, 2)));
        Assert.Equal(ChangeResult.Conflict, (await realm.RemoveAsync(new(Office.Anna, 1))).Result);
        Assert.Equal(new(name, new("192.0.2.2", 1645, 1646, true), 3), await realm.GetAsync());

        // By TLS there is no secret, and by UDP afterwards there must be one.
        var tls = new RealmDetails("192.0.2.2", Backup: "192.0.2.3", Tls: new(2083, "radius.example"));
        Office.IsRefused(await realm.SetAsync(tls with { Backup = tls.Server }, null, new(Office.Anna, 3)), "Backup");
        Office.IsRefused(await realm.SetAsync(tls with { Tls = new(0) }, null, new(Office.Anna, 3)), "Port");
        Office.IsRefused(await realm.SetAsync(tls with { Tls = new(Name: "no name") }, null, new(Office.Anna, 3)), "Name");
        Office.Done(0, await realm.SetAsync(tls, null, new(Office.Anna, 3)));
        Assert.Equal(new(name, tls, 4), await realm.GetAsync());
        Office.IsRefused(await realm.SetAsync(tls with { Tls = null }, null, new(Office.Anna, 4)), "Secret");
        Office.Done(0, await realm.RemoveAsync(new(Office.Anna, 4)));
        Assert.Null(await realm.GetAsync());
        Assert.Equal(ChangeResult.NotFound, (await realm.RemoveAsync(new(Office.Anna, 0))).Result);

        var log = await _office.LogOfAsync(EntityKinds.Realm, name);
        Assert.Equal(["remove", "edit", "edit", "edit", "create"], log.Select(line => line.Action));
        Assert.DoesNotContain(log, line => $"{line.OldJson}{line.NewJson}{line.Sentence}".Contains("s3cret", StringComparison.Ordinal));
    }

    private const string RunningSql = """
        insert into session (session_id, balance_id, account_id, node_id, reported_at, heard_at, duration_seconds, input_octets, output_octets,
                             used_units, granted_units, charged, held, settled, settled_units, settled_at, parts, state, incarnation, saw_gigawords,
                             authorized_at, unit, tariff_id, tariff_version, longest_units, service, user_name, zone_id)
        values ($1, 0, 0, $2, now(), now(), 0, 0, 0, 0, 0, 0, 0, 0, 0, now(), 0, 1, 0, false, now(), 1, 1, 1, 1, 'data', 'somebody', 'UTC')
        """;
}
