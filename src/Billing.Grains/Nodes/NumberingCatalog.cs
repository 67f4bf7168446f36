namespace Billing.Grains.Nodes;

/// <summary>This silo's snapshot of numbers and destination groups, swapped whole when it changed.</summary>
/// <remarks>A look at it never waits for anybody once it was read; a session keeps what it started with.</remarks>
public sealed class NumberingCatalog(INumberingStore store)
{
    private Numbering? _current;

    public ValueTask<Numbering> GetAsync() => Volatile.Read(ref _current) is { } current ? new(current) : new(LoadAsync(CancellationToken.None));

    /// <summary>Loads it again if there is a newer one.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _current) is { } known && await store.VersionAsync(cancellation) != known.Version)
        {
            await LoadAsync(cancellation);
        }
    }

    private async Task<Numbering> LoadAsync(CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(cancellation);

        // Two loads may cross: the older one must not stay.
        while (Volatile.Read(ref _current) is var known && (known is null || known.Version < loaded.Version))
        {
            Interlocked.CompareExchange(ref _current, loaded, known);
        }

        return Volatile.Read(ref _current)!;
    }
}
