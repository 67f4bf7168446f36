using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using CsCheck;

namespace Billing.Core.Tests.Sessions;

public sealed class UsageCountersTests
{
    private const long Wrap = 1L << 32;

    [Theory]
    //          known: s  octets          saw    report: s  low           high   after: s  octets         saw
    [InlineData(0, 0L, false, 60L, 1_000u, null, 60, 1_000L, false)]
    [InlineData(60, 1_000L, false, 120L, 2_000u, null, 120, 2_000L, false)]
    [InlineData(120, 2_000L, false, 60L, 1_000u, null, 120, 2_000L, false)] // late
    [InlineData(120, 2_000L, false, 120L, 2_000u, null, 120, 2_000L, false)] // twice
    [InlineData(120, 2_000L, false, 180L, null, null, 180, 2_000L, false)] // says nothing
    [InlineData(120, 2_000L, false, null, 3_000u, null, 120, 3_000L, false)] // no time
    [InlineData(120, 2_000L, false, null, 1_000u, null, 120, 2_000L, false)] // no time, less: late
    [InlineData(120, 2_000L, false, 180L, 500u, 1u, 180, Wrap + 500, true)]
    [InlineData(120, Wrap + 500, true, 180L, 400u, 2u, 180, 2 * Wrap + 400, true)]
    [InlineData(120, Wrap + 500, true, 60L, 400u, 0u, 120, Wrap + 500, true)]
    [InlineData(120, Wrap + 500, true, 180L, 400u, null, 180, Wrap + 500, true)] // left the high word out
    [InlineData(120, 4_000_000_000L, false, 180L, 5u, null, 180, Wrap + 5, false)] // wrapped
    [InlineData(120, 4_000_000_000L, false, 120L, 5u, null, 120, 4_000_000_000L, false)] // not later: no wrap
    [InlineData(180, Wrap + 5, false, 240L, 9u, null, 240, Wrap + 9, false)]
    [InlineData(240, Wrap + 9, false, 300L, 5u, null, 300, 2 * Wrap + 5, false)] // wrapped again
    [InlineData(240, Wrap + 9, false, 120L, 4_000_000_000u, null, 240, Wrap + 9, false)] // late, of before the wrap
    [InlineData(600, 104_857_600L, false, 601L, 104_857_000u, null, 601, 104_857_600L, false)] // 34 Gbit/s: a slip
    [InlineData(600, 4_294_967_000L, false, 601L, 500u, null, 601, Wrap + 500, false)] // a wrap in one second, slow enough
    [InlineData(600, 0L, false, 603L, 0u, null, 603, 0L, false)]
    [InlineData(0, 3_000_000_001L, false, 1L, 0u, null, 1, 3_000_000_001L, false)] // 1 294 967 295 octets in a second
    [InlineData(0, 3_044_967_296L, false, 1L, 0u, null, 1, Wrap, false)] // 1 250 000 000
    [InlineData(120, 2_000L, true, 180L, 4_294_967_000u, 4_294_967_295u, 180, 2_000L, true)] // counted below zero
    [InlineData(120, 2_000L, true, 180L, 0u, 2_147_483_648u, 180, 2_000L, true)]
    [InlineData(120, 2_000L, true, 180L, 7u, 2_147_483_647u, 180, UsageCounters.MaxOctets, true)]
    public void A_report_moves_the_totals_forward_only(
        long seconds, long octets, bool saw, long? reportedSeconds, uint? low, uint? high, long secondsAfter, long octetsAfter, bool sawAfter)
    {
        // Input and output are counted alike.
        var input = new UsageCounters(seconds, octets, 0, saw).Advance(new(reportedSeconds, low, high, null, null));
        var output = new UsageCounters(seconds, 0, octets, saw).Advance(new(reportedSeconds, null, null, low, high));

        Assert.Equal(new UsageCounters(secondsAfter, octetsAfter, 0, sawAfter), input);
        Assert.Equal(new UsageCounters(secondsAfter, 0, octetsAfter, sawAfter), output);
    }

    [Theory]
    [InlineData(Unit.Second, 300)]
    [InlineData(Unit.Byte, 70)]
    [InlineData(Unit.Event, 1)]
    public void Usage_is_counted_in_the_unit_of_the_service(Unit unit, long used) =>
        Assert.Equal(used, new UsageCounters(300, 50, 20, false).In(unit));

    [Fact]
    public void Reports_in_any_order_come_to_the_highest() =>
        Gen.Select(Gen.Select(Gen.Long[0, 10_000], Gen.Long[0, 20 * Wrap]).Array[1, 12], Gen.Int[0, int.MaxValue]).Sample((totals, seed) =>
        {
            // What a gateway with Gigawords says of a session whose octets grow with its time.
            var seconds = totals.Select(total => total.Item1).Order().ToArray();
            var octets = totals.Select(total => total.Item2).Order().ToArray();
            var reports = seconds.Zip(octets, (s, o) => new ReportedCounters(s, (uint)(o % Wrap), (uint)(o / Wrap), null, null)).ToArray();
            var all = reports.Concat(reports).ToArray();
            new Random(seed).Shuffle(all);

            return all.Aggregate(default(UsageCounters), (known, report) => known.Advance(report))
                == new UsageCounters(seconds[^1], octets[^1], 0, true);
        });

    [Fact]
    public void A_gateway_without_gigawords_loses_nothing_when_it_wraps() =>
        Gen.Long[1, Wrap - 1].Array[1, 12].Sample(steps =>
        {
            var (known, total, seconds) = (default(UsageCounters), 0L, 0L);

            foreach (var step in steps)
            {
                total += step;
                seconds += 60;
                known = known.Advance(new(seconds, (uint)(total % Wrap), null, null, null));
            }

            return known.InputOctets == total;
        });
}
