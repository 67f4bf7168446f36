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
