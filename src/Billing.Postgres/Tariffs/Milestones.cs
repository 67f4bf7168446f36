using System.Collections.Concurrent;
using Billing.Postgres.Paging;
using NodaTime;

namespace Billing.Postgres.Tariffs;

/// <summary>Every thousandth destination of the rates in force, so that a position is found without counting up to it.</summary>
/// <remarks>A version of a tariff never changes: what is noted of it stays right. Noting reads the index once, for each time that is looked at.</remarks>
internal sealed class Milestones(Database database)
{
    private const int Apart = 1_000;
    private const int MostKept = 64;

    private const string NoteSql = $"""
        select coalesce(array_agg(destination order by place) filter (where place % 1000 = 0), array[]::text[]), count(*)::int
        from (select destination, row_number() over (order by destination collate "C") - 1 as place from ({RatesInForce.InForce}) f) n
        """;

    private readonly ConcurrentDictionary<(long, int, Instant, string), Known> _known = [];

    public async Task<Known> FindAsync(long tariffId, Instant at, string prefix, CancellationToken cancellation)
    {
        var version = await database.Lists.ListAsync(
            "select version from tariff where tariff_id = $1", row => row.GetInt32(0), cancellation, tariffId);

        if (version.Count == 0)
        {
            return new([], 0);
        }

        var key = (tariffId, version[0], at, prefix);

        if (!_known.TryGetValue(key, out var known))
        {
            var read = await database.Lists.ListAsync(
                NoteSql,
                row => new Known(row.Texts(0), row.GetInt32(1)),
                cancellation,
                tariffId,
                at.ToDateTimeUtc(),
                prefix,
                Narrowing.EndOf(prefix));
            known = read[0];

            if (_known.Count >= MostKept)
            {
                _known.Clear();
            }

            _known[key] = known;
        }

        return known;
    }

    /// <param name="Destinations">At the positions 0, 1000, 2000 …</param>
    internal sealed record Known(string[] Destinations, int Total)
    {
        /// <summary>Where to begin for a position, and how many to skip from there.</summary>
        public (string First, int Skip) Before(int offset, string prefix)
        {
            var place = int.Min(offset / Apart, Destinations.Length - 1);

            return place < 0 ? (prefix, offset) : (Destinations[place], offset - (place * Apart));
        }
    }
}
