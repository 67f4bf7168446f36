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

    /// <summary>The same of a pool of prefixes.</summary>
    Task<ChangeReply> SetPrefixesAsync(string pool, PoolKind kind, IPNetwork[] add, IPNetwork[] take, ImmutableArray<int>? nodes, Edit edit);
}

internal sealed class PoolGrain(IPoolStore store) : Grain, IPoolGrain
{
    private const int MostNetworks = 100;

    private string Name => this.GetPrimaryKeyString();

    public Task<PoolView?> GetAsync() => store.GetAsync(Name);

    public async Task<ChangeReply> SetAsync(PoolChange change, Edit edit)
    {
        var has = (await store.GetAsync(Name))?.Kind;
        var kind = has ?? change.Kind ?? PoolKind.Addresses;

        return kind is PoolKind.Addresses
            ? await SetAsync(change, has, PoolNetwork.Addresses, PoolNetwork.Expected, (add, take) => store.SetAsync(Name, add, take, change.Nodes.OrEmpty(), edit))
            : await SetAsync(
                change, has, PoolNetwork.Prefixes, PoolNetwork.ExpectedPrefixes,
                (add, take) => store.SetPrefixesAsync(Name, kind, add, take, change.Nodes.OrEmpty(), edit));
    }

    private async Task<ChangeReply> SetAsync<T>(
        PoolChange change, PoolKind? has, Func<string, T[]?> read, string expected, Func<T[], T[], Task<ChangeReply>> set)
    {
        var (add, take) = (All(change.Add, read), All(change.Take, read));
        var problems = new Problems()
            .Text(Name, "Name", 100)
            .Expect(change.Kind is null || has is null || change.Kind == has, nameof(change.Kind), "the kind that the pool has")
            .Expect(change.Kind is null || Enum.IsDefined(change.Kind.Value), nameof(change.Kind), "addresses or prefixes")
            .Expect(add is not null, nameof(change.Add), expected)
            .Expect(take is not null, nameof(change.Take), expected)
            .Expect(change.Nodes.OrEmpty().AreDistinct(), nameof(change.Nodes), "each gateway once");

        return problems.Refusal ?? await set(add!, take!);
    }

    private static T[]? All<T>(ImmutableArray<string> networks, Func<string, T[]?> read)
    {
        var all = networks.OrEmpty().Select(read).ToArray();

        return all.Length > MostNetworks || all.Contains(null) ? null : [.. all.SelectMany(one => one!).Distinct()];
    }
}
