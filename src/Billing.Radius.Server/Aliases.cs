using System.Collections.Concurrent;
using Billing.Contracts.Accounts;

namespace Billing.Radius.Server;

/// <summary>Which account a name stands for: remembered as a hint, which the account itself confirms.</summary>
internal sealed class Aliases(IAccountQuery accounts)
{
    private const int Most = 500_000;

    private readonly ConcurrentDictionary<string, long> _known = new(StringComparer.Ordinal);

    public ValueTask<long?> FindAsync(string alias) =>
        _known.TryGetValue(alias, out var accountId) ? new(accountId) : new(ReadAsync(alias));

    public void Forget(string alias) => _known.TryRemove(alias, out _);

    // An unknown name is not remembered: it may be somebody's in the next second, and strangers would fill the memory.
    private async Task<long?> ReadAsync(string alias)
    {
        var accountId = await accounts.FindAsync(alias);

        if (accountId is { } found)
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            _known[alias] = found;
        }

        return accountId;
    }
}
