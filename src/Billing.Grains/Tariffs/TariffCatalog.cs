using System.Collections.Concurrent;
using Billing.Core.Tariffs;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Tariffs;

/// <summary>This silo's compiled tariffs: the newest version that it knows of each, swapped whole.</summary>
/// <remarks>
/// A version is loaded and compiled beside the one that serves, on the pool and not in a grain's turn; a look-up waits for
/// nobody once the tariff was loaded here. A session keeps the rate that it started with.
/// </remarks>
public sealed partial class TariffCatalog(ITariffStore store, TimeProvider clock, ILogger<TariffCatalog> logger)
{
    private readonly ConcurrentDictionary<long, Shelf> _shelves = new();

    /// <summary>The version that serves here; the newest one when none was loaded yet; null when there is no such tariff.</summary>
    public ValueTask<Tariff?> GetAsync(long tariffId) =>
        ShelfOf(tariffId).Served is { } served ? new(served) : new(UpdateAsync(tariffId, 0));

    /// <summary>How many rates were read so far of the version that is loaded here now; 0 when none is.</summary>
    public int ReadSoFar(long tariffId) => ShelfOf(tariffId).ReadSoFar;

    /// <summary>Serves a version or a later one; the others that need it meanwhile wait for the same load.</summary>
    /// <returns>What serves now.</returns>
    public Task<Tariff?> UpdateAsync(long tariffId, int version) => Task.Run(async () =>
    {
        var shelf = ShelfOf(tariffId);
        var askedAt = clock.GetTimestamp();
        await shelf.Gate.WaitAsync();

        try
        {
            if (shelf.Served is null || shelf.Served.Version < version)
            {
                shelf.Served = await store.LoadAsync(tariffId, shelf.Served, shelf.Draft, read => shelf.ReadSoFar = read) ?? shelf.Served;
                shelf.Draft = null;

                if (shelf.Served is { } served)
                {
                    var waited = clock.GetElapsedTime(askedAt);
                    LogServes(logger, served.Name, served.Version, served.Rates.Count, waited);
                }
            }

            return shelf.Served;
        }
        catch (InvalidDataException)
        {
            shelf.BrokenVersion = version;

            throw;
        }
        finally
        {
            shelf.ReadSoFar = 0;
            shelf.Gate.Release();
        }
    });

    /// <summary>Compiles a draft of the next version beside the one that serves; it is served when it is committed.</summary>
    /// <param name="draftId">The empty one: what was drafted is not to come.</param>
    public Task PrepareAsync(long tariffId, Guid draftId) => Task.Run(async () =>
    {
        var shelf = ShelfOf(tariffId);
        shelf.Draft = null; // a version is not kept in memory for a draft that another one follows

        if (draftId != Guid.Empty && shelf.Served is { } served)
        {
            shelf.Draft = await store.LoadDraftAsync(draftId, served);
        }
    });

    /// <summary>Loads every tariff that has a newer version than the one that serves here, each as soon as it can be.</summary>
    /// <remarks>One that cannot be compiled fails once, not at each look; what served goes on serving.</remarks>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var versions = await store.VersionsAsync(cancellation);

        await Task.WhenAll(versions
            .Where(tariff => ShelfOf(tariff.Key) is var shelf
                && shelf.BrokenVersion < tariff.Value && (shelf.Served?.Version ?? 0) < tariff.Value)
            .Select(tariff => UpdateAsync(tariff.Key, tariff.Value)));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tariff {Name} serves in version {Version} with {Rates} rates after {Waited}")]
    private static partial void LogServes(ILogger logger, string name, int version, int rates, TimeSpan waited);

    private Shelf ShelfOf(long tariffId) => _shelves.GetOrAdd(tariffId, static _ => new());

    private sealed class Shelf
    {
        private volatile Tariff? _served;
        private volatile int _readSoFar;

        /// <summary>One load at a time: the next one needs only what changed since.</summary>
        public SemaphoreSlim Gate { get; } = new(1);

        public Tariff? Served
        {
            get => _served;
            set => _served = value;
        }

        public int ReadSoFar
        {
            get => _readSoFar;
            set => _readSoFar = value;
        }

        public TariffDraft? Draft { get; set; }

        public int BrokenVersion { get; set; }
    }
}
