using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>What usage cost is made right by entries that name it; the usage itself stays as it was charged.</summary>
public sealed class CorrectionTests
{
    private static readonly Rate OnePerMinute = PerMinute("60/60", "1.00").Valid();

    [Theory]
    //          targets in turn        entries posted
    [InlineData(new[] { 3 }, new[] { 2 })]
    [InlineData(new[] { 3, 3 }, new[] { 2 })]
    [InlineData(new[] { 3, 6, 0 }, new[] { 2, -3, 6 })]
    [InlineData(new[] { 5 }, new int[0])]
    [InlineData(new[] { -1 }, new[] { 6 })]
    public void The_difference_to_what_it_costs_by_then_is_posted(int[] targets, int[] posted)
    {
        var call = new Call(funds: 10, minutes: 5);

        foreach (var target in targets)
        {
            call.Correct(target);
        }

        Assert.Equal(posted.Select(amount => (decimal)amount), call.Corrections.Select(entry => entry.Amount));
        Assert.All(call.Corrections, entry => Assert.Equal((call.Id, 1, "c", "why"), (entry.SessionId, entry.Part, entry.OperationId, entry.Note)));
        Assert.Equal(10m - targets[^1], call.Payer.Balance.Posted);
    }

    [Fact]
    public void The_operation_says_what_it_should_cost_and_names_its_entry()
    {
        var call = new Call(funds: 10, minutes: 5);

        var changed = call.Correct(3).Operation!;
        var same = call.Correct(3).Operation!;

        Assert.Equal((2m, 2L, call.Id, 1, 3m), (changed.Amount, changed.Sequence, changed.SessionId, changed.Correction!.Part, changed.Correction.Target));
        Assert.Equal((0m, null, call.Id), (same.Amount, same.Sequence, same.SessionId));
    }

    [Fact]
    public void More_is_taken_below_the_limit_if_need_be_and_comes_back_as_it_was_taken()
    {
        var call = new Call(funds: 5, minutes: 5);
        call.Correct(7);
        Assert.Equal(-2m, call.Payer.Balance.Posted);

        var gift = new Call(funds: 8, minutes: 5, beside: Gift(3));
        gift.Correct(1);
        Assert.Equal([new(1, 3m)], gift.Corrections[^1].Promotions); // three of the five were a gift
        gift.Correct(0);
        Assert.Empty(gift.Corrections[^1].Promotions);
        gift.Correct(4);
        Assert.Equal([new(1, -3m)], gift.Corrections[^1].Promotions);
        gift.Correct(2);
        Assert.Equal([new(1, 2m)], gift.Corrections[^1].Promotions);
        Assert.Equal(2m, gift.Payer.Balance.Funds.Allowances[0].Remaining);
    }

    [Fact]
    public void Promotional_money_that_has_expired_comes_back_and_expires_at_once()
    {
        var call = new Call(funds: 5, minutes: 5, beside: Gift(3, until: Start + Duration.FromDays(1)));

        call.Correct(0, Start + Duration.FromDays(2));

        Assert.Equal(
            [(5m, LedgerReason.Correction), (-3m, LedgerReason.PromotionExpired)],
            call.Payer.Entries.Skip(1).Select(entry => (entry.Amount, entry.Reason)));
        Assert.Equal(2m, call.Payer.Balance.Posted);
    }

    [Fact]
    public void A_revert_gives_back_money_units_and_counters_of_all_records_at_once()
    {
        var call = new Call(funds: 10, minutes: 5, beside: new()
        {
            Allowances = [new() { AllowanceId = 1, Name = "minutes", Kind = AllowanceKind.Units, Initial = 120, Remaining = 120 }],
            LastAllowanceId = 1,
            Discounts = [new() { DiscountId = 1, Name = "volume", Measure = CounterMeasure.Units, Reset = PeriodKind.Monthly, Tiers = [new(60, 50)] }],
            Limits = [new(1, null, 50, PeriodKind.Monthly)],
        });
        Assert.Equal((8m, 0m), (call.Payer.Balance.Posted, call.Payer.Balance.Funds.Allowances[0].Remaining)); // 2 free, 1, and 2 at half

        var operation = call.Revert().Operation!;

        Assert.Equal((10m, 120m), (call.Payer.Balance.Posted, call.Payer.Balance.Funds.Allowances[0].Remaining));
        Assert.All(call.Payer.Balance.Funds.Counters, counter => Assert.Equal(0, counter.Value));
        Assert.Equal((2m, 2L, Correction.Whole, 0m), (operation.Amount, operation.Sequence, operation.Correction!.Part, operation.Correction.Target));
        Assert.Equal([new(1, 120m)], operation.Correction.Given);
    }

    [Fact]
    public void A_revert_has_an_entry_for_each_record_that_costs_anything()
    {
        var id = Guid.NewGuid();
        ImmutableArray<RecordEntries> records =
        [
            new(id, 1, 0, 180, Start, [new(7, 1, -3, 7, LedgerReason.Usage, id, 1, Start)]),
            new(id, 2, 180, 0, Start, []),
            new(id, 3, 180, 120, Start, [new(7, 2, -2, 5, LedgerReason.Usage, id, 3, Start), new(7, 3, 1, 6, LedgerReason.Correction, id, 3, Start)]),
        ];

        var posting = Corrections.Revert(new Payer(funds: 6).Balance, records, session: null, "why", new("c", "revert", Start));

        Assert.Equal([(1, 3m), (3, 1m)], posting.Entries.Select(entry => (entry.Part!.Value, entry.Amount)));
        Assert.Equal((10m, 4m, 1L), (posting.After.Posted, posting.Operation!.Amount, posting.Operation.Sequence));
    }

    [Fact]
    public void Limits_count_what_it_turned_out_to_cost_in_the_period_in_which_it_was_spent()
    {
        var call = new Call(funds: 10, minutes: 5, beside: new() { Limits = [new(1, null, 50, PeriodKind.Daily)] });

        call.Correct(7, Start + Duration.FromDays(3));
        Assert.Equal([7m], call.Payer.Balance.Funds.Counters.Select(counter => counter.Value));

        call.Correct(1, Start + Duration.FromDays(3));
        Assert.Equal([1m], call.Payer.Balance.Funds.Counters.Select(counter => counter.Value));
    }

    [Fact]
    public void A_revert_takes_each_record_off_the_discount_s_period_that_counted_it()
    {
        var (january, february) = (At("2026-01-01T00:00:00Z"), At("2026-02-01T00:00:00Z"));
        var payer = new Payer(1_000_000, beside: new()
        {
            Discounts = [new() { DiscountId = 1, Name = "volume", Measure = CounterMeasure.Units, Reset = PeriodKind.Monthly, Tiers = [new(6_000, 50)] }],
        });
        var night = Reported(payer, At("2026-01-31T23:30:00Z"), (3_600, true));
        Reported(payer, At("2026-02-02T12:00:00Z"), (3_600, true));
        var days = Reported(payer, At("2026-01-30T22:00:00Z"), (25 * 3_600, false), (50 * 3_600, false), (52 * 3_600, true)); // 23:00, 0:00, 2:00
        Assert.Equal((3_600 + 180_000m, 3_600 + 7_200m), Counted());

        Revert(night);
        Assert.Equal((180_000m, 3_600 + 7_200m), Counted());

        Revert(days);
        Assert.Equal((0m, 3_600m), Counted());

        (decimal, decimal) Counted() => (
            payer.Balance.Funds.ValueOf(new(CounterOf.Discount, 1), january), payer.Balance.Funds.ValueOf(new(CounterOf.Discount, 1), february));

        void Revert(Session session) => payer.Adopt(Corrections.Revert(
            payer.Balance, RecordsOf(payer, session.Terms.SessionId), payer[session], "why",
            new(session.Terms.SessionId.ToString(), "revert", At("2026-02-10T12:00:00Z"))));
    }

    [Fact]
    public void Limits_count_a_record_s_correction_in_the_period_of_that_record()
    {
        var payer = new Payer(10_000, beside: new() { Limits = [new(1, null, 9_000, PeriodKind.Daily)] });
        var call = Reported(payer, Start, (24 * 3_600, false), (25 * 3_600, true), (49 * 3_600, true)); // a late end: a record of its own
        var records = RecordsOf(payer, call.Terms.SessionId);
        Assert.Equal([1_440m, 60m, 1_440m], records.Select(record => record.Cost));

        payer.Adopt(Corrections.Correct(payer.Balance, records[0], payer[call], 440, "why", new("a", "correct", Start + Duration.FromDays(3))));

        Assert.Equal([500m, 1_440m], payer.Balance.Funds.Counters.OrderBy(one => one.PeriodStart).Select(counter => counter.Value));
    }

    [Theory]
    //          slice  of the second day, with another call's 3.00
    [InlineData(300, "3.00")]
    [InlineData(null, "0.00")] // a gateway that does not come back: it was all counted at the end
    public void A_revert_takes_off_a_day_no_more_than_a_call_over_midnight_spent_of_it(int? slice, string left)
    {
        var payer = new Payer(100, beside: new() { Limits = [new(1, null, 50, PeriodKind.Daily)] });
        var (midnight, rate) = (At("2026-03-03T00:00:00Z"), PerMinute("60/60", "0.05").Valid());
        var night = Reported(payer, midnight - Duration.FromSeconds(5_880), slice, rate, (5_879, false), (6_000, true)); // 4.90 and 0.10
        Reported(payer, midnight + Duration.FromHours(1), slice, rate, (3_600, true));
        Assert.Equal((4.9m, 3.1m), Counted());

        payer.Adopt(Corrections.Revert(
            payer.Balance, RecordsOf(payer, night.Terms.SessionId), payer[night], "why", new("r", "revert", midnight + Duration.FromHours(9))));

        Assert.Equal((4.9m, D(left)), Counted());
        Assert.Equal(97m, payer.Balance.Posted);

        (decimal, decimal) Counted() => (
            payer.Balance.Funds.ValueOf(new(CounterOf.SpendingLimit, 1), midnight - Duration.FromDays(1)),
            payer.Balance.Funds.ValueOf(new(CounterOf.SpendingLimit, 1), midnight));
    }

    [Theory]
    //          what it should cost in turn                  the second day's counter, with another call's 3.00
    [InlineData(new[] { 5 }, "4.00")] // 10, of which 6 after midnight
    [InlineData(new[] { 5, 0 }, "3.00")]
    [InlineData(new[] { 2, 10 }, "9.00")]
    [InlineData(new[] { 2, 10, 0 }, "3.00")]
    [InlineData(new[] { 15, 0 }, "3.00")]
    [InlineData(new[] { 8, 6, 4, 2, 0 }, "3.00")]
    public void Corrections_in_turn_take_off_a_day_what_one_would(int[] targets, string left)
    {
        var payer = new Payer(100, beside: new() { Limits = [new(1, null, 50, PeriodKind.Daily)] });
        var midnight = At("2026-03-03T00:00:00Z");
        var night = Reported(payer, midnight - Duration.FromSeconds(240), 60, OnePerMinute, (239, false), (600, true)); // 4.00 and 6.00
        Reported(payer, midnight + Duration.FromHours(1), 60, OnePerMinute, (180, true));

        foreach (var target in targets)
        {
            var record = Assert.Single(RecordsOf(payer, night.Terms.SessionId));
            payer.Adopt(Corrections.Correct(payer.Balance, record, payer[night], target, "why", new($"{target}", "correct", midnight + Duration.FromHours(9))));
        }

        Assert.Equal(D(left), payer.Balance.Funds.ValueOf(new(CounterOf.SpendingLimit, 1), midnight));
        Assert.Equal(97m - targets[^1], payer.Balance.Posted);
    }

    [Fact]
    public void What_was_all_a_day_spent_is_counted_again_when_it_is_charged_after_all()
    {
        var payer = new Payer(100, beside: new() { Limits = [new(1, null, 50, PeriodKind.Daily)] });
        var noon = At("2026-03-03T12:00:00Z");
        var call = Reported(payer, noon, 60, OnePerMinute, (600, true));

        foreach (var target in new[] { 0, 10 })
        {
            var record = Assert.Single(RecordsOf(payer, call.Terms.SessionId));
            payer.Adopt(Corrections.Correct(payer.Balance, record, payer[call], target, "why", new($"{target}", "correct", noon + Duration.FromHours(1))));
            Assert.Equal(target, payer.Balance.Funds.ValueOf(new(CounterOf.SpendingLimit, 1), At("2026-03-03T00:00:00Z")));
        }
    }

    // A call that is reported at so many seconds after its start.
    private static Session Reported(Payer payer, Instant start, params (long Seconds, bool IsEnd)[] reports) =>
        Reported(payer, start, slice: null, OnePerMinute, reports);

    private static Session Reported(Payer payer, Instant start, int? slice, Rate rate, params (long Seconds, bool IsEnd)[] reports)
    {
        var session = Payer.New(rate, slice, longest: 1_000_000);
        session = session with { Terms = session.Terms with { AuthorizedAt = start }, ReportedAt = start, HeardAt = start, SettledAt = start };

        foreach (var (seconds, isEnd) in reports)
        {
            var at = start + Duration.FromSeconds(seconds);
            var state = isEnd ? SessionState.Ended : SessionState.Running;
            payer.Report(session, new UsageTotals(new(seconds, null, null, null, null), at, at, start, state, "name", 0, null, null), at);
        }

        return session;
    }

    private static ImmutableArray<RecordEntries> RecordsOf(Payer payer, Guid id) =>
    [
        .. payer.Records.Where(record => record.Session.Terms.SessionId == id).Select(record => new RecordEntries(
            id, record.Part, record.FromUnits, record.UsedUnits, record.RecordedAt,
            [.. payer.Entries.Where(entry => entry.SessionId == id && entry.Part == record.Part)])),
    ];

    private static Funds Gift(decimal amount, Instant? until = null) => new()
    {
        Allowances =
        [
            new() { AllowanceId = 1, Name = "gift", Kind = AllowanceKind.Promotion, Initial = amount, Remaining = amount, ExpiresAt = until ?? Instant.MaxValue },
        ],
        LastAllowanceId = 1,
    };

    /// <summary>A call of so many minutes at 1.00 that has ended.</summary>
    internal sealed class Call
    {
        internal Call(decimal funds, int minutes, Funds? beside = null, Rate? rate = null)
        {
            Payer = new(funds, beside: beside);
            var session = Payer.New(rate ?? OnePerMinute);
            Id = session.Terms.SessionId;
            Payer.Report(session, minutes * 60, SessionState.Ended);
        }

        internal Guid Id { get; }

        internal Payer Payer { get; }

        internal List<LedgerEntry> Corrections => [.. Payer.Entries.Where(entry => entry.Reason is LedgerReason.Correction)];

        internal RecordEntries Record => Assert.Single(RecordsOf(Payer, Id));

        internal Posting Correct(decimal target, Instant? at = null) => Adopt(Billing.Core.Balances.Corrections.Correct(
            Payer.Balance, Record, Payer.Sessions[Id], target, "why", new("c", "correct", at ?? Start)));

        internal Posting Revert() => Adopt(Billing.Core.Balances.Corrections.Revert(
            Payer.Balance, RecordsOf(Payer, Id), Payer.Sessions[Id], "why", new("c", "revert", Start)));

        private Posting Adopt(Posting posting)
        {
            Payer.Adopt(posting);

            return posting;
        }
    }
}
