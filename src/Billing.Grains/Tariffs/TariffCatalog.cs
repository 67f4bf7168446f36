using System.Collections.Concurrent;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>This silo's compiled tariffs: the newest version that it knows of each, swapped whole.</summary>
/// <remarks>A lookup never waits for anybody once the tariff was used here; a session keeps the rate it started with.</remarks>
public sealed class TariffCatalog(ITariffStore store)
{
    private readonly ConcurrentDictionary<long, Lazy<Task<Tariff?>>> _tariffs = new();

    public ValueTask<Tariff?> GetAsync(long tariffId)
    {
        var loading = _tariffs.GetOrAdd(tariffId, static (id, store) => new(() => store.LoadAsync(id)), store).Value;

        if (loading.IsCompletedSuccessfully)
        {
            return new(loading.Result);
        }

        return new(AwaitAsync(tariffId, loading));
    }

    /// <summary>Loads again what has a newer version than the one that is known here.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        foreach (var (tariffId, version) in await store.VersionsAsync(cancellation))
        {
            if (_tariffs.TryGetValue(tariffId, out var known) && known.Value is { IsCompletedSuccessfully: true } loaded
                && (loaded.Result is null || loaded.Result.Version < version))
            {
                var newer = await store.LoadAsync(tariffId);
                _tariffs[tariffId] = new(Task.FromResult(newer));
            }
        }
    }

    // A failed load must not be remembered: the next caller tries again.
    private async Task<Tariff?> AwaitAsync(long tariffId, Task<Tariff?> loading)
    {
        try
        {
            return await loading;
        }
        catch
        {
            _tariffs.TryRemove(tariffId, out _);

            throw;
        }
    }
}
