namespace Billing.Grains.Accounts;

/// <summary>The version of what many accounts' terms are made of, as this silo knows it: products, their rating tables, overrides.</summary>
/// <remarks>An account whose terms were read under another one reads them again at its next use.</remarks>
public sealed class TermsVersion(IAccountStore store)
{
    private long _current;
    private long _benefits;

    public long Current => Volatile.Read(ref _current);

    /// <summary>Of what products give beside their services: a balance that has an older one compares at the next session.</summary>
    /// <remarks>Its own, for terms change with every product, and most give nothing else by that.</remarks>
    public long Benefits => Volatile.Read(ref _benefits);

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var (current, benefits) = await store.TermsVersionAsync(cancellation);
        Raise(ref _current, current);
        Raise(ref _benefits, benefits);
    }

    // Two may look at once, and the older answer may come last.
    private static void Raise(ref long known, long read)
    {
        for (var seen = Volatile.Read(ref known); seen < read;)
        {
            var before = Interlocked.CompareExchange(ref known, read, seen);
            seen = before == seen ? read : before;
        }
    }
}
