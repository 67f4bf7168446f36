using Billing.Core.Amounts;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Benchmarks.Tariffs;

/// <summary>A wholesale price list of the usual shape: prefixes of 4 to 9 digits, some in others, some thousand prices.</summary>
internal static class WorldTariff
{
    internal const int RateCount = 500_000;

    internal static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 12, 0);

    internal static List<RateRow> Rows()
    {
        var random = new Random(20260302);
        var prefixes = new HashSet<string>(RateCount);

        while (prefixes.Count < RateCount)
        {
            var digits = random.Next(100) switch { < 2 => 4, < 15 => 6, < 45 => 7, < 80 => 8, _ => 9 };
            prefixes.Add(Digits(random, digits));
        }

        return [.. prefixes.Select(prefix => new RateRow
        {
            Destination = prefix,
            EffectiveFrom = Instant.FromUtc(2026, 1, 1 + random.Next(28), 0, 0),
            Intervals = Ladder(random),
            PriceUnitSize = 60,
        })];
    }

    internal static Tariff Build(List<RateRow> rows)
    {
        var builder = new TariffBuilder(1, 1, "World", Currency.Usd, Unit.Second);

        foreach (var row in rows)
        {
            builder.Add(row);
        }

        return ((TariffOutcome.Built)builder.Build()).Tariff;
    }

    internal static string[] Numbers(List<RateRow> rows, int count)
    {
        var random = new Random(1);

        return [.. Enumerable.Range(0, count).Select(_ => rows[random.Next(rows.Count)].Destination + Digits(random, 5))];
    }

    private static string Digits(Random random, int count) =>
        string.Create(count, random, (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)('0' + source.Next(i == 0 ? 1 : 0, 10));
            }
        });

    private static RateInterval[] Ladder(Random random)
    {
        var price = random.Next(1, 2_000) / 10_000m;

        return random.Next(3) switch
        {
            0 => [new(1, null, price)],
            1 => [new(60, null, price)],
            _ => [new(60, 1, price), new(6, null, price)],
        };
    }
}
