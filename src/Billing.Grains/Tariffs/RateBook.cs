using System.Collections.Concurrent;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>The rates that sessions of this silo are pinned to, by number: a balance prices by them.</summary>
/// <remarks>Rates are immutable, so an entry is never wrong; the book is emptied when it grows past its bound.</remarks>
public sealed class RateBook(ITariffStore store)
{
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<long, Rate> _rates = new();

    public void Add(Rate rate)
    {
        if (_rates.TryAdd(rate.RateId, rate) && _rates.Count > Most)
        {
            _rates.Clear();
        }
    }

    /// <summary>The rate with this number.</summary>
    /// <exception cref="InvalidOperationException">There is none: a session is pinned to a rate that never existed.</exception>
    public ValueTask<Rate> GetAsync(long rateId) =>
        _rates.TryGetValue(rateId, out var rate) ? new(rate) : new(LoadAsync(rateId));

    private async Task<Rate> LoadAsync(long rateId)
    {
        var rate = await store.LoadRateAsync(rateId)
            ?? throw new InvalidOperationException($"there is no rate {rateId}");
        Add(rate);

        return rate;
    }
}
