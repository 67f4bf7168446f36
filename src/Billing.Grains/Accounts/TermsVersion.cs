namespace Billing.Grains.Accounts;

/// <summary>The version of what many accounts' terms are made of, as this silo knows it: products, their rating tables, overrides.</summary>
/// <remarks>An account whose terms were read under another one reads them again at its next use.</remarks>
public sealed class TermsVersion(IAccountStore store)
{
    private long _current;

    public long Current => Volatile.Read(ref _current);

    public async Task RefreshAsync(CancellationToken cancellation) =>
        Volatile.Write(ref _current, await store.TermsVersionAsync(cancellation));
}
