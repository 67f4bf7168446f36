using System.Collections.Concurrent;
using Billing.Core.Tariffs;

namespace Billing.Grains.Tariffs;

/// <summary>The rates and period sets that sessions of this silo are pinned to, by number: a balance prices by them.</summary>
/// <remarks>Both are immutable, so an entry is never wrong; the book is emptied when it grows past its bound.</remarks>
public sealed class RateBook(ITariffStore store)
{
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<long, Rate> _rates = new();
    private readonly ConcurrentDictionary<long, TariffPeriods> _periods = new();

    /// <param name="periods">Those of its tariff, if it has any.</param>
    public void Add(Rate rate, TariffPeriods? periods)
    {
        if (periods is not null)
        {
            Add(periods);
        }

        Add(rate);
    }

    /// <summary>The period set with this number; null where none is pinned.</summary>
    /// <exception cref="InvalidOperationException">There is none: a session is pinned to a set that never existed.</exception>
    public ValueTask<TariffPeriods?> GetPeriodsAsync(long? periodSetId)
    {
        if (periodSetId is not { } id)
        {
            return default;
        }

        return _periods.TryGetValue(id, out var periods) ? new(periods) : new(LoadPeriodsAsync(id));
    }

    private void Add(TariffPeriods periods)
    {
        if (_periods.TryAdd(periods.PeriodSetId, periods) && _periods.Count > Most)
        {
            _periods.Clear();
        }
    }

    private void Add(Rate rate)
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

    private async Task<TariffPeriods?> LoadPeriodsAsync(long periodSetId)
    {
        var periods = await store.LoadPeriodsAsync(periodSetId)
            ?? throw new InvalidOperationException($"there is no period set {periodSetId}");
        Add(periods);

        return periods;
    }

    private async Task<Rate> LoadAsync(long rateId)
    {
        var rate = await store.LoadRateAsync(rateId)
            ?? throw new InvalidOperationException($"there is no rate {rateId}");
        Add(rate);

        return rate;
    }
}
