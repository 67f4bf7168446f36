using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>Where funds meet time: counters with odd periods, promotional money that is gone, usage of ages.</summary>
public sealed class FundsEdgeTests
{
    private static readonly Rate OnePerMinute = PerMinute("60/60", "1.00").Valid();

    [Theory]
    [InlineData(PeriodKind.ThirtyDays)]
    [InlineData(PeriodKind.MonthlyAnniversary)]
    public void Sessions_of_different_days_count_in_one_period(PeriodKind reset)
    {
        var payer = new Payer(funds: 100, beside: new()
        {
            Discounts = [new() { DiscountId = 1, Name = "volume", Measure = CounterMeasure.Units, Reset = reset, Tiers = [new(60, 50)] }],
            Limits = [new(1, null, 100, reset)],
        });

        foreach (var day in new[] { 0, 1 })
        {
            var at = Start + Duration.FromDays(day);
            var session = Payer.New(OnePerMinute);
            session = session with
            {
                Terms = session.Terms with { AuthorizedAt = at },
                ReportedAt = at,
                HeardAt = at,
                SettledAt = at,
            };
            var end = at + Duration.FromMinutes(1);
            payer.Report(session, new(new(60, null, null, null, null), end, end, at, SessionState.Ended, "name", 0, null, null), end);
        }

        Assert.Equal([-1m, -0.5m], payer.Entries.Select(entry => entry.Amount));
        Assert.Equal([120m, 1.5m], payer.Balance.Funds.Counters.Select(counter => counter.Value).OrderDescending());
    }

    [Fact]
    public void An_event_that_an_allowance_pays_does_not_claim_the_entry_of_money_that_expired()
    {
        var balance = new Payer(funds: 5, beside: new()
        {
            Allowances =
            [
                new() { AllowanceId = 1, Name = "minutes", Kind = AllowanceKind.Units, Initial = 60, Remaining = 60 },
                new() { AllowanceId = 2, Name = "gift", Kind = AllowanceKind.Promotion, Initial = 5, Remaining = 5, ExpiresAt = Start },
            ],
            LastAllowanceId = 2,
        }).Balance;

        var outcome = Operations.Charge(balance, Payer.New(OnePerMinute), 60, new("a", "charge", Start));

        var posting = Assert.IsType<AuthorizeOutcome.Granted>(outcome).Posting;
        var entry = Assert.Single(posting.Entries);
        Assert.Equal((LedgerReason.PromotionExpired, null), (entry.Reason, entry.OperationId));
        Assert.Equal((0m, null), (posting.Operation!.Amount, posting.Operation.Sequence));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_message_that_failed_after_all_takes_nothing_of_what_pays(int events)
    {
        Funds[] all =
        [
            With(new() { AllowanceId = 1, Name = "messages", Kind = AllowanceKind.Units, Initial = 1, Remaining = 1 }),
            With(new() { AllowanceId = 1, Name = "reserved", Kind = AllowanceKind.Money, Initial = 1, Remaining = 1 }),
            With(new() { AllowanceId = 1, Name = "too little", Kind = AllowanceKind.Money, Initial = 0.02m, Remaining = 0.02m }),
            Discounted(CounterMeasure.Units),
            Discounted(CounterMeasure.Money),
            new() { Limits = [new(1, null, 1, PeriodKind.Daily)] },
        ];
        decimal[] left = [0, 0.95m, 0, 1, 0.05m, 0.05m];

        foreach (var (beside, i) in all.Select((one, i) => (one, i)))
        {
            var payer = new Payer(funds: 1, beside: beside);
            var session = Payer.New(Row("*", "1/1", "0.05", per: 1).Valid(Unit.Event), unit: Unit.Event);
            var (end, night) = (Start + Duration.FromHours(1), Start + Duration.FromHours(13));
            payer.Report(session, new(default, Start, Start, Start, SessionState.Running, "name", 0, null, null), Start);

            // The next day, by its clock: the limit of the day before had counted it.
            payer.Report(session, new(default, end, night, Start, SessionState.Ended, "name", 0, null, null) { Events = events }, night);

            var paid = events == 0 ? 0 : i switch { 0 or 1 => 0, 2 => 0.03m, _ => 0.05m };
            Assert.Equal(1 - paid, payer.Balance.Posted);
            Assert.All(payer.Balance.Funds.Allowances, one => Assert.Equal(events == 0 ? one.Initial : left[i], one.Remaining));
            Assert.All(payer.Balance.Funds.Counters, one => Assert.Equal(events == 0 ? 0 : left[i], one.Value));
        }

        static Funds With(Allowance allowance) => new() { Allowances = [allowance], LastAllowanceId = 1 };

        static Funds Discounted(CounterMeasure by) => new()
        {
            Discounts = [new() { DiscountId = 1, Name = "volume", Measure = by, Reset = PeriodKind.Monthly, Tiers = [new(100, 50)] }],
        };
    }

    [Theory]
    //          of five messages paid by   so many were sent  left  posted
    [InlineData(AllowanceKind.Units, 3, "1", "1.00")]
    [InlineData(AllowanceKind.Units, 5, "0", "0.95")]
    [InlineData(AllowanceKind.Money, 3, "3.85", "1.00")]
    [InlineData(AllowanceKind.Money, 0, "4", "1.00")]
    public void Of_several_messages_only_those_that_failed_come_back(AllowanceKind by, int sent, string left, string posted)
    {
        var payer = new Payer(funds: 1, beside: new()
        {
            Allowances = [new() { AllowanceId = 1, Name = "messages", Kind = by, Initial = 4, Remaining = 4 }],
            LastAllowanceId = 1,
        });
        var session = Payer.New(Row("*", "1/1", "0.05", per: 1).Valid(Unit.Event), unit: Unit.Event);

        payer.Report(session, new(default, Start, Start, Start, SessionState.Running, "name", 0, null, null) { Events = 5 }, Start);
        payer.Report(session, new(default, Start, Start, Start, SessionState.Ended, "name", 0, null, null) { Events = sent }, Start);

        Assert.Equal((D(left), D(posted)), (Assert.Single(payer.Balance.Funds.Allowances).Remaining, payer.Balance.Posted));
    }

    [Fact]
    public void A_refund_of_promotional_money_that_is_gone_does_not_become_money()
    {
        var payer = new Payer(funds: 0);
        var charged = new LedgerEntry(7, 1, -3, 0, LedgerReason.Usage, Guid.NewGuid(), 1, Start) { Promotions = [new(9, -2)] };

        var posting = Operations.Refund(payer.Balance, charged, session: null, refunded: 0, amount: null, new("b", "refund", Start));

        Assert.Equal(
            [(1L, 3m, 3m, LedgerReason.Refund), (2L, -2m, 1m, LedgerReason.PromotionExpired)],
            posting.Entries.Select(entry => (entry.Sequence, entry.Amount, entry.PostedAfter, entry.Reason)));
        Assert.Equal((1m, 2L, 3m), (posting.After.Posted, posting.After.LastSequence, posting.Operation!.Amount));
    }

    [Fact]
    public void Usage_of_ages_is_priced_when_an_allowance_covers_most_of_it()
    {
        var payer = new Payer(funds: 0, limit: 1_000_000_000_000_000, beside: new()
        {
            Allowances = [new() { AllowanceId = 1, Name = "for ever", Kind = AllowanceKind.Units, Initial = 600_000_000_000, Remaining = 600_000_000_000 }],
        });
        var session = Payer.New(OnePerMinute, longest: RateLimits.MaxUnits);

        payer.Authorize(session);
        var totals = new UsageTotals(
            new(600_000_000_060, null, null, null, null), Start, Start, Start, SessionState.Ended, "name", 0, null, null);
        payer.Report(session, totals, Start);

        Assert.Equal(1m, payer[session].Charged);
    }
}
