namespace Billing.Host.Chaos;

/// <summary>What befalls a cluster, and when: the same for the same seed, whatever machine it is played on.</summary>
internal static class ChaosSchedule
{
    private static readonly ChaosKind[] Kinds = Enum.GetValues<ChaosKind>();

    /// <remarks>Each kind comes once before any comes again, so that a short run has seen many of them.</remarks>
    public static IReadOnlyList<ChaosEvent> Of(int seed, TimeSpan duration, int silos)
    {
        var random = new Random(seed);
        var events = new List<ChaosEvent>();
        var bag = new List<ChaosKind>();

        for (var at = Seconds(random, 1, 3); at < duration; at += Seconds(random, 3, 8))
        {
            if (bag.Count == 0)
            {
                bag.AddRange(Kinds);
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bag));
            }

            var kind = bag[^1];
            bag.RemoveAt(bag.Count - 1);
            var lasting = kind switch
            {
                ChaosKind.FreezeSilo or ChaosKind.JumpClock => Seconds(random, 1, 9),
                ChaosKind.CutSilo => Seconds(random, 1, 12),
                ChaosKind.StartWithoutDatabase => Seconds(random, 1, 6),
                _ => Seconds(random, 0.2, 3),
            };
            var silo = random.Next(silos);
            events.Add(new(at, kind, kind is ChaosKind.CutSilo ? silos - 1 : silo, lasting, kind is ChaosKind.JumpClock ? random.Next(-100, 101) : 0));
            at += lasting;
        }

        return events;
    }

    private static TimeSpan Seconds(Random random, double least, double most) =>
        TimeSpan.FromMilliseconds(Math.Round(1_000 * (least + (most - least) * random.NextDouble())));
}
