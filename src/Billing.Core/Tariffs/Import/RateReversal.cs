using NodaTime;

namespace Billing.Core.Tariffs.Import;

/// <summary>A change set taken back as one: from now on its destinations cost what they would have cost without it.</summary>
/// <remarks>
/// <para>Rates are never changed, so this is a change like any other, the tariff's next version, and can be taken back itself. A rate
/// of the set that is not in force yet goes. One that was in force ends now, and stays for what began before: what was charged stays,
/// a running session keeps its rate, and a record that comes late is priced by what was in force when it began. What the set put
/// out of force comes back at its own date, or now where a rate of the set stays at that date.</para>
/// <para>A destination that was changed again since, so that from now on it is not as the set left it, stays as it is.</para>
/// </remarks>
/// <param name="Changes">Empty: there is nothing to take back any more.</param>
/// <param name="Withdrawn">Rates that go before they were ever in force.</param>
/// <param name="Ended">Rates that were in force, and end now.</param>
/// <param name="Restored">Rates that come back.</param>
/// <param name="Kept">Destinations that stay, for they were changed again since.</param>
/// <param name="LostPeriod">A period that a rate to come back has a price for, and the tariff knows no more: then it cannot be done. Else null.</param>
public sealed record RateReversal(RateChanges Changes, int Withdrawn, int Ended, int Restored, int Kept, string? LostPeriod)
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    /// <param name="known">The newest version.</param>
    /// <param name="now">A whole second.</param>
    public static RateReversal Of(Tariff known, RateChangeSet set, Instant now)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(set);

        var work = new Work(known, now);
        var before = set.Before.ToLookup(rate => rate.Destination, StringComparer.OrdinalIgnoreCase);
        var after = set.After.ToLookup(rate => rate.Destination, StringComparer.OrdinalIgnoreCase);

        foreach (var destination in before.Concat(after).Select(group => group.Key).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            work.Take(destination, NewestFirst(before[destination]), NewestFirst(after[destination]));
        }

        return work.Done();
    }

    private static Rate[] NewestFirst(IEnumerable<Rate> rates)
    {
        Rate[] sorted = [.. rates];
        Array.Sort(sorted, (left, right) => right.EffectiveFrom.CompareTo(left.EffectiveFrom));

        return sorted;
    }

    /// <summary>What counts from now on: the rates to come, and of those in force the ones that no newer one covers for ever.</summary>
    private static Rate[] Outlook(ReadOnlySpan<Rate> newestFirst, Instant now)
    {
        var outlook = new List<Rate>(newestFirst.Length);

        foreach (var rate in newestFirst)
        {
            if (rate.EffectiveTo <= now)
            {
                continue;
            }

            outlook.Add(rate);

            if (rate.EffectiveFrom <= now && rate.EffectiveTo is null)
            {
                break;
            }
        }

        return [.. outlook];
    }

    private static bool IsAlike(Rate[] left, Rate[] right, Instant now)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!RateStep.IsSame(left[i], right[i])
                || Instant.Max(left[i].EffectiveFrom, now) != Instant.Max(right[i].EffectiveFrom, now))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Has(Rate[] rates, long rateId) => Array.Exists(rates, rate => rate.RateId == rateId);

    private sealed class Work(Tariff known, Instant now)
    {
        private readonly List<Rate> _added = [];
        private readonly List<Rate> _removed = [];
        private readonly List<(Rate? Before, Rate? After)> _steps = [];
        private int _withdrawn;
        private int _ended;
        private int _restored;
        private int _kept;
        private string? _lostPeriod;

        public void Take(string destination, Rate[] before, Rate[] after)
        {
            var rates = known.RatesOf(destination).ToArray();
            var target = Outlook(before, now);
            var outlook = Outlook(rates, now);

            if (!IsAlike(outlook, Outlook(after, now), now))
            {
                _kept++;

                return;
            }

            if (IsAlike(outlook, target, now))
            {
                return;
            }

            var taken = Array.FindAll(rates, rate => !Has(before, rate.RateId) && !(rate.EffectiveTo <= now));
            var ended = taken.Where(rate => rate.EffectiveFrom < now).Select(rate => rate.Between(rate.EffectiveFrom, now)).ToArray();
            List<Instant> dates = [.. rates.Where(rate => !Has(taken, rate.RateId)).Concat(ended).Select(rate => rate.EffectiveFrom)];
            var restored = target.Where(rate => !Has(rates, rate.RateId)).Select(rate => Restored(rate, before, dates)).OfType<Rate>().ToArray();

            _removed.AddRange(taken);
            _added.AddRange(ended);
            _added.AddRange(restored);
            _ended += ended.Length;
            _withdrawn += taken.Length - ended.Length;
            _restored += restored.Length;
            _lostPeriod ??= restored.SelectMany(rate => rate.Terms.PeriodLadders)
                .Select(ladder => ladder.Period).FirstOrDefault(period => known.Periods?.Find(period) is null);
            _steps.Add(StepOf(outlook, target));
        }

        public RateReversal Done() =>
            new(RateChanges.Exactly(_added, _removed, _steps), _withdrawn, _ended, _restored, _kept, _lostPeriod);

        // At the date of a rate that stays it can only come back later: now, or just before the newer one that lies over it, and
        // before what already stays there since a change that was taken back earlier.
        private Rate? Restored(Rate rate, Rate[] before, List<Instant> dates)
        {
            var from = rate.EffectiveFrom;

            if (dates.Contains(from))
            {
                var next = before.LastOrDefault(newer => newer.EffectiveFrom > rate.EffectiveFrom)?.EffectiveFrom;
                from = next <= now ? next.Value - Second : now;
            }

            while (dates.Contains(from))
            {
                if (from <= rate.EffectiveFrom)
                {
                    return null; // each second between them has had a change of its own
                }

                from -= Second;
            }

            dates.Add(from);

            return rate.Between(from, rate.EffectiveTo);
        }

        // The first moment from now on at which the two differ says what it does to the price.
        private (Rate? Before, Rate? After) StepOf(Rate[] outlook, Rate[] target)
        {
            if (Differ(outlook, target, now) is { } atOnce)
            {
                return atOnce;
            }

            foreach (var at in outlook.Concat(target).SelectMany(rate => new[] { rate.EffectiveFrom, rate.EffectiveTo ?? now })
                .Where(at => at > now).Distinct().Order())
            {
                if (Differ(outlook, target, at) is { } later)
                {
                    return later;
                }
            }

            return default;
        }

        private static (Rate? Before, Rate? After)? Differ(Rate[] outlook, Rate[] target, Instant at)
        {
            var (one, other) = (InForce(outlook, at), InForce(target, at));

            return (one is null ? other is null : other is not null && RateStep.IsSame(one, other)) ? null : (one, other);
        }

        private static Rate? InForce(Rate[] newestFirst, Instant at) => Array.Find(newestFirst, rate => rate.IsEffectiveAt(at));
    }
}
