using System.Collections.Concurrent;
using Billing.Contracts.Accounts;

namespace Billing.Grains.Accounts;

/// <summary>Which called numbers are those of our own accounts: asked once a minute for a number, and only for tariffs that care.</summary>
public sealed class OnNetNumbers(IAccountQuery accounts, TimeProvider clock)
{
    private const int Most = 500_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (bool IsOurs, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <param name="number">In E.164 without "+"; on-net when an account has it as an alias.</param>
    public ValueTask<bool> ContainsAsync(string number) =>
        _known.TryGetValue(number, out var known) && (clock.GetUtcNow() - known.At).Duration() < Lifetime
            ? new(known.IsOurs)
            : new(ReadAsync(number));

    private async Task<bool> ReadAsync(string number)
    {
        var isOurs = await accounts.FindAsync(number) is not null;

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[number] = (isOurs, clock.GetUtcNow());

        return isOurs;
    }
}
