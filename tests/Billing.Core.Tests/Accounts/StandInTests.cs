using Billing.Core.Accounts;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Accounts;

/// <summary>What is granted on trust while nothing can be committed: up to a limit a day, and what costs nothing.</summary>
public sealed class StandInTests
{
    [Theory]
    [InlineData("0.05", 50_000_000, 5_000_000)] // 0.01 a megabyte
    [InlineData("1", 50_000_000, 50_000_000)] // no more than is wanted
    [InlineData("0.009", 50_000_000, 0)]
    [InlineData("0", 50_000_000, 0)]
    public void It_grants_what_the_limit_buys(string limit, long wanted, long granted) =>
        Assert.Equal(granted, Grant(StandIn.None, D(limit), wanted, Start).Units);

    [Fact]
    public void Grants_of_a_day_share_the_limit_and_the_next_day_has_its_own()
    {
        var (first, one) = Grant(StandIn.None, 0.08m, 5_000_000, Start);
        var (second, two) = Grant(one, 0.08m, 5_000_000, Start + Duration.FromHours(1));
        var (third, three) = Grant(two, 0.08m, 5_000_000, Start + Duration.FromHours(23));
        var (fourth, _) = Grant(three, 0.08m, 5_000_000, Start + Duration.FromHours(24));

        Assert.Equal((5_000_000, 3_000_000, 0, 5_000_000), (first, second, third, fourth));
        Assert.Same(two, three);
    }

    [Fact]
    public void What_costs_nothing_needs_no_limit() =>
        Assert.Equal(60, StandIn.None.Grant(PerMinute("60/60", "0").Valid(), 60, Clock, 0, Start).Units);

    [Fact]
    public void No_order_of_grants_in_a_day_is_worth_more_than_the_limit() =>
        Gen.Select(Gen.Decimal[0, 5], Gen.Long[1, 400_000_000].Array[1, 30], Gen.Int[0, 86_399].Array[30]).Sample((limit, wants, seconds) =>
        {
            var standIn = StandIn.None;
            var times = seconds.Order().ToArray();
            var price = 0m;

            for (var i = 0; i < wants.Length; i++)
            {
                (var units, standIn) = Grant(standIn, limit, wants[i], Start + Duration.FromSeconds(times[i]));
                price += Core.Rating.Pricing.Amount(Rate, units, Clock);
            }

            Assert.True(price <= limit, $"{price} of {limit}");
        });

    private static readonly Core.Tariffs.Rate Rate = PerMegabyte("1000000/1000000", "0.01").Valid(Core.Tariffs.Unit.Byte);

    private static (long Units, StandIn After) Grant(StandIn before, decimal limit, long wanted, Instant now) =>
        before.Grant(Rate, wanted, Clock, limit, now);
}
