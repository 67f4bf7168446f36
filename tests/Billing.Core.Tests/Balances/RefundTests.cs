using System.Collections.Immutable;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>What is taken back was not used: counters of discounts and limits are as if it had not been.</summary>
public sealed class RefundTests
{
    private static readonly Rate OnePerMinute = PerMinute("60/60", "1.00").Valid();

    [Theory]
    //          measure                before  discount counter after a and b, after a is refunded
    [InlineData(CounterMeasure.Units, "0", "240", "120")]
    [InlineData(CounterMeasure.Money, "0", "3", "1")]
    [InlineData(CounterMeasure.Money, "7", "9", "8")]
    public void A_refund_takes_off_the_counters_what_the_event_had_added(CounterMeasure measure, string before, string both, string after)
    {
        var balance = With(measure, decimal.Parse(before, System.Globalization.CultureInfo.InvariantCulture));
        (balance, var first) = Charge(balance, "a");
        (balance, var second) = Charge(balance, "b");
        Assert.Equal(both, $"{Value(balance, CounterOf.Discount):0.##}");
        Assert.Equal(-first.Amount - second.Amount, Value(balance, CounterOf.SpendingLimit));

        balance = Refund(balance, first, refunded: 0, amount: null);

        Assert.Equal(after, $"{Value(balance, CounterOf.Discount):0.##}");
        Assert.Equal(-second.Amount, Value(balance, CounterOf.SpendingLimit));
    }

    [Fact]
    public void In_part_only_limits_count_less_and_the_rest_takes_off_what_is_left()
    {
        var (balance, charge) = Charge(With(CounterMeasure.Units), "a");

        balance = Refund(balance, charge, refunded: 0, amount: 0.50m);
        Assert.Equal((120m, 1.50m), (Value(balance, CounterOf.Discount), Value(balance, CounterOf.SpendingLimit)));

        balance = Refund(balance, charge, refunded: 0.50m, amount: null);
        Assert.Equal((0m, 0m), (Value(balance, CounterOf.Discount), Value(balance, CounterOf.SpendingLimit)));
    }

    [Fact]
    public void A_limit_that_is_younger_than_the_event_does_not_fall_below_zero_and_a_counter_that_is_gone_is_not_made()
    {
        var (balance, charge) = Charge(With(CounterMeasure.Units), "a");
        var funds = balance.Funds with { Counters = [new(new(CounterOf.SpendingLimit, 1), PeriodStart(balance, CounterOf.SpendingLimit), 0.25m)] };

        balance = Refund(balance with { Funds = funds }, charge, refunded: 0, amount: null);

        Assert.Equal([0m], balance.Funds.Counters.Select(counter => counter.Value));
    }

    [Fact]
    public void A_refund_next_month_changes_the_counters_of_the_month_of_the_event()
    {
        var (balance, charge) = Charge(With(CounterMeasure.Units), "a");

        balance = Refund(balance, charge, refunded: 0, amount: null, Start + Duration.FromDays(31));

        Assert.Equal((0m, 0m), (Value(balance, CounterOf.Discount), Value(balance, CounterOf.SpendingLimit)));
        Assert.Equal(2, balance.Funds.Counters.Length);
    }

    private static Balance With(CounterMeasure measure, decimal counted = 0) => new Payer(100, beside: new()
    {
        Discounts =
        [
            new() { DiscountId = 1, Name = "volume", Measure = measure, Reset = PeriodKind.Monthly, Tiers = [new(measure is CounterMeasure.Units ? 120 : 2, 50)] },
        ],
        Limits = [new(1, null, 50, PeriodKind.Monthly)],
        Counters = counted == 0 ? [] : [new(new(CounterOf.Discount, 1), BillingPeriod.At(PeriodKind.Monthly, Start, DateTimeZone.Utc, Start).Start, counted)],
    }).Balance;

    // Two minutes.
    private static (Balance, Charged) Charge(Balance balance, string id)
    {
        var session = Payer.New(OnePerMinute);
        var posting = Assert.IsType<AuthorizeOutcome.Granted>(Operations.Charge(balance, session, 120, new(id, id, Start))).Posting;

        return (posting.After, new(posting.Entries.Single(), posting.Session!, posting.Operation!.Amount));
    }

    private static Balance Refund(Balance balance, Charged charge, decimal refunded, decimal? amount, Instant? at = null) =>
        Operations.Refund(balance, charge.Entry, charge.Session, refunded, amount, new("refund", "refund", at ?? Start)).After;

    private static decimal Value(Balance balance, CounterOf of) => Of(balance, of).Sum(counter => counter.Value);

    private static Instant PeriodStart(Balance balance, CounterOf of) => Of(balance, of).Single().PeriodStart;

    private static ImmutableArray<Counter> Of(Balance balance, CounterOf of) => [.. balance.Funds.Counters.Where(counter => counter.Key.Of == of)];

    private sealed record Charged(LedgerEntry Entry, Session Session, decimal Amount);
}
