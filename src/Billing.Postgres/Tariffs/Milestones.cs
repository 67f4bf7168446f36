using System.Collections.Concurrent;
using Billing.Postgres.Paging;
using NodaTime;

namespace Billing.Postgres.Tariffs;

/// <summary>Every thousandth destination of the rates in force, so that a position is found without counting up to it.</summary>
/// <remarks>
/// A version of a tariff never changes: what is noted of it stays right, from one change of its rates to the next. Noting reads
/// the index once, for all who look at the time; half a million rates take more than a second, which a first look does not wait for.
/// </remarks>
internal sealed class Milestones(Database database) : IDisposable
{
    private const int Apart = 1_000;
    private const int MostKept = 64;

    // With when the rates that are in force change next to it, before and after.
    private const string NoteSql = $"""
        select n.places, n.total, greatest(c.from_before, c.to_before), least(c.from_after, c.to_after)
        from (
            select coalesce(array_agg(destination order by place) filter (where place % 1000 = 0), array[]::text[]) as places, count(*)::int as total
            from (select destination, row_number() over (order by destination collate "C") - 1 as place from ({RatesInForce.InForce}) f) p
        ) n, (
            select max(effective_from) filter (where effective_from <= $2) as from_before, max(effective_to) filter (where effective_to <= $2) as to_before,
                   min(effective_from) filter (where effective_from > $2) as from_after, min(effective_to) filter (where effective_to > $2) as to_after
            from (
                select effective_from, effective_to from rate
                where tariff_id = $1 and removed_in is null and destination collate "C" >= $3 and destination collate "C" < $4
                order by destination collate "C", effective_from -- the index has it all
                offset 0
            ) r
        ) c
        """;

    private readonly ConcurrentQueue<(Place Place, Known Known)> _known = [];
    private readonly ConcurrentDictionary<(Place, Instant), Task<Known>> _reading = [];
    private readonly SemaphoreSlim _one = new(1);

    /// <returns>What is noted, or will be when its reading ends.</returns>
    public async Task<Task<Known>> FindAsync(long tariffId, Instant at, string prefix, CancellationToken cancellation)
    {
        var version = await database.Lists.ListAsync(
            "select version from tariff where tariff_id = $1", row => row.GetInt32(0), cancellation, tariffId);

        if (version.Count == 0)
        {
            return Task.FromResult(new Known([], 0, null, null));
        }

        var place = new Place(tariffId, version[0], prefix);

        // Nobody's leaving ends it: others wait for the same.
        return Noted(place, at) is { } known ? Task.FromResult(known) : _reading.GetOrAdd((place, at), _ => NoteAsync(place, at));
    }

    public void Dispose() => _one.Dispose();

    private Known? Noted(Place place, Instant at) => _known.FirstOrDefault(one => one.Place == place && one.Known.IsRightAt(at)).Known;

    // One after the other: those of several times at once would take the connections that pages wait for, and what one reads
    // mostly is what the next one looks for, for it holds until rates change.
    private async Task<Known> NoteAsync(Place place, Instant at)
    {
        await Task.Yield();
        await _one.WaitAsync();

        try
        {
            if (Noted(place, at) is { } known)
            {
                return known;
            }

            var read = await database.Lists.ListAsync(
                NoteSql,
                row => new Known(row.Texts(0), row.GetInt32(1), row.AtOrNull(2), row.AtOrNull(3)),
                CancellationToken.None,
                place.TariffId,
                at.ToDateTimeUtc(),
                place.Prefix,
                Narrowing.EndOf(place.Prefix));
            _known.Enqueue((place, read[0]));

            while (_known.Count > MostKept)
            {
                _known.TryDequeue(out var _);
            }

            return read[0];
        }
        finally
        {
            _one.Release();
            _reading.TryRemove((place, at), out var _);
        }
    }

    private sealed record Place(long TariffId, int Version, string Prefix);

    /// <param name="Destinations">At the positions 0, 1000, 2000 …</param>
    /// <param name="From">The first instant at which this is in force; null: ever.</param>
    /// <param name="To">The first at which something else is; null: never.</param>
    internal sealed record Known(string[] Destinations, int Total, Instant? From, Instant? To)
    {
        public bool IsRightAt(Instant at) => (From is not { } from || at >= from) && (To is not { } to || at < to);

        /// <summary>Where to begin for a position, and how many to skip from there.</summary>
        public (string First, int Skip) Before(int offset, string prefix)
        {
            var place = int.Min(offset / Apart, Destinations.Length - 1);

            return place < 0 ? (prefix, offset) : (Destinations[place], offset - (place * Apart));
        }
    }
}
