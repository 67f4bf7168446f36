using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Notifications;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Notifications;

public sealed class CrossingsTests
{
    [Theory]
    //          before  amount  threshold told
    [InlineData("10.00", "-5.01", "5", "low-balance")]
    [InlineData("10.00", "-5.00", "5", "")] // 5.00 is not less than 5
    [InlineData("5.00", "-0.00001", "5", "low-balance")]
    [InlineData("4.99", "-1", "5", "")] // was low before
    [InlineData("10.00", "-10", "0", "")]
    [InlineData("10.00", "-10.01", "0", "low-balance")]
    [InlineData("10.00", "-9", null, "")] // nobody wants to know
    [InlineData("4.00", "+10", "5", "payment-received")]
    public void Prepaid_money_that_falls_below_the_threshold_is_told(string before, string amount, string? threshold, string told)
    {
        var notices = Post(Balance(D(before)), D(amount), threshold is null ? null : D(threshold));

        Assert.Equal(told, string.Join(' ', notices.Select(notice => EventTerms.Of(notice.Event).Name)));
    }

    [Fact]
    public void What_the_payer_has_said_goes_before_what_everybody_has()
    {
        var balance = Balance(10) with { LowBalance = 8 };

        Assert.Equal("low-balance/7/2026-03-02", Assert.Single(Post(balance, -3, 5)).Key);
        Assert.Empty(Post(balance with { LowBalance = 1 }, -6, 5));
    }

    [Theory]
    //          owed   more   percent
    [InlineData("0", "79.99", null)]
    [InlineData("0", "80", 80)]
    [InlineData("80", "10", null)]
    [InlineData("90", "10", 100)]
    [InlineData("0", "120", 100)] // of both the graver one
    [InlineData("100", "1", null)]
    public void A_credit_limit_is_told_at_80_percent_and_when_it_is_used(string owed, string more, int? percent)
    {
        var notices = Post(Balance(-D(owed)) with { CreditLimit = 100 }, -D(more), 1_000);

        Assert.Equal(percent, (notices.SingleOrDefault()?.Facts.First(fact => fact.Name == "percent").Value as Fact.Number)?.Value is { } number ? (int)number : null);
    }

    [Theory]
    [InlineData(100, 21, null)]
    [InlineData(100, 20, 80)]
    [InlineData(20, 0, 100)]
    [InlineData(100, 0, 100)]
    [InlineData(20, 10, null)]
    [InlineData(0, 0, null)]
    public void An_allowance_is_told_once_at_each_share(int before, int after, int? percent)
    {
        var allowance = new Allowance { AllowanceId = 3, Name = "Minutes", Kind = AllowanceKind.Units, Initial = 100, Remaining = before };
        var balance = Balance(10) with { Funds = Funds.None with { Allowances = [allowance] } };
        var posting = Posting(balance, balance) with { Allowances = [allowance with { Remaining = after }] };
        var notices = Crossings.Of(balance, posting, null, Start);

        Assert.Equal(percent is null ? [] : [$"allowance/7/3/{percent}"], notices.Select(notice => notice.Key));
        Assert.Empty(Crossings.Of(balance, posting with { Allowances = [allowance with { Remaining = after, Kind = AllowanceKind.Promotion }] }, null, Start));
    }

    [Fact]
    public void A_spending_limit_is_told_once_a_period()
    {
        var key = new CounterKey(CounterOf.SpendingLimit, 4);
        var balance = Balance(10) with { Funds = Funds.None with { Limits = [new(4, null, 5, PeriodKind.Daily)], Counters = [new(key, Start, 3)] } };

        Assert.Equal(
            [$"spending-limit/7/4/{Start.ToUnixTimeSeconds()}/80"],
            Crossings.Of(balance, Posting(balance, balance) with { Counters = [new(key, Start, 4)] }, null, Start).Select(notice => notice.Key));
        Assert.Empty(Crossings.Of(balance, Posting(balance, balance) with { Counters = [new(key, Start, 3.5m)] }, null, Start));
        Assert.Empty(Crossings.Of(balance, Posting(balance, balance) with { Counters = [new(new(CounterOf.Discount, 4), Start, 4)] }, null, Start));
    }

    [Fact]
    public void However_money_moves_it_is_told_exactly_when_it_was_enough_and_is_not() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[-9, 9].Array[1, 20]).Sample((threshold, moves) =>
        {
            var balance = Balance(15);

            foreach (var move in moves.Where(move => move != 0))
            {
                var posting = Operations.Post(balance, LedgerReason.Adjustment, move, null, new("x", "x", Start));
                var told = Crossings.Of(balance, posting, threshold, Start).Length == 1;
                var isCrossed = balance.Posted >= threshold && posting.After.Posted < threshold;

                if (told != isCrossed)
                {
                    return false;
                }

                balance = posting.After;
            }

            return true;
        });

    private static Balance Balance(decimal posted) =>
        new() { BalanceId = 7, Currency = Currency.Usd, CreditLimit = 0, Posted = posted, Version = 0, LastSequence = 0 };

    private static Posting Posting(Balance before, Balance after) => new(before.Version, after, null, false, [], null);

    private static ImmutableArray<Notice> Post(Balance balance, decimal amount, decimal? threshold) => Crossings.Of(
        balance,
        Operations.Post(balance, amount > 0 ? LedgerReason.TopUp : LedgerReason.OneOff, amount, null, new("x", "x", Start)),
        threshold,
        Start);
}
