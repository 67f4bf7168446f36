using System.Collections.Immutable;
using System.Net;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Changes;

namespace Billing.Grains.Nodes;

/// <summary>Reads and writes pools of addresses; every write with its line in the audit log.</summary>
public interface IPoolStore
{
    Task<PoolView?> GetAsync(string pool);

    /// <summary>Makes it when version 0 was seen, else changes it.</summary>
    /// <param name="nodes">The gateways that it is for from now on; null: as before.</param>
    Task<ChangeReply> SetAsync(string pool, IPAddress[] add, IPAddress[] take, ImmutableArray<int>? nodes, Edit edit);
}

internal sealed class PoolGrain(IPoolStore store) : Grain, IPoolGrain
{
    private const int MostNetworks = 100;

    private string Name => this.GetPrimaryKeyString();

    public Task<PoolView?> GetAsync() => store.GetAsync(Name);

    public async Task<ChangeReply> SetAsync(PoolChange change, Edit edit)
    {
        var (add, take) = (Addresses(change.Add), Addresses(change.Take));
        var problems = new Problems()
            .Text(Name, "Name", 100)
            .Expect(add is not null, nameof(change.Add), PoolNetwork.Expected)
            .Expect(take is not null, nameof(change.Take), PoolNetwork.Expected)
            .Expect(change.Nodes.OrEmpty().AreDistinct(), nameof(change.Nodes), "each gateway once");

        return problems.Refusal ?? await store.SetAsync(Name, add!, take!, change.Nodes.OrEmpty(), edit);
    }

    private static IPAddress[]? Addresses(ImmutableArray<string> networks)
    {
        var all = networks.OrEmpty().Select(PoolNetwork.Addresses).ToArray();

        return all.Length > MostNetworks || all.Contains(null) ? null : [.. all.SelectMany(one => one!).Distinct()];
    }
}
