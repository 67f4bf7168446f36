using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

public sealed class ChargingTests
{
    private static readonly Rate OnePerMinute = PerMinute("60/60", "1.00").Valid();

    [Fact]
    public void Two_calls_in_slices_of_3_min_spend_10_and_no_more()
    {
        var payer = new Payer(funds: 10);
        var (first, second) = (Payer.New(OnePerMinute, slice: 180), Payer.New(OnePerMinute, slice: 180));

        payer.Authorize(first);
        payer.Authorize(second);
        Assert.Equal((3m, 3m, 4m), (payer[first].Held, payer[second].Held, payer.Balance.Available));

        payer.Report(first, 180);
        Assert.Equal((360L, 3m), (payer[first].GrantedUnits, payer[first].Held));
        payer.Report(second, 180);
        Assert.Equal((240L, 1m), (payer[second].GrantedUnits, payer[second].Held));
        Assert.Equal(0m, payer.Balance.Available);

        // Nothing more fits: each is told to end at what it was granted.
        payer.Report(first, 360);
        payer.Report(second, 240);
        Assert.Equal((360L, 240L), (payer[first].GrantedUnits, payer[second].GrantedUnits));
        payer.Report(first, 360, SessionState.Ended);
        payer.Report(second, 240, SessionState.Ended);
        Assert.Equal((0m, 0m, 0m), (payer.Balance.Posted, payer.Balance.Held, payer.Balance.Available));
    }

    [Theory]
    //          funds    slice  granted  held
    [InlineData("10.00", 180L, 180, "3.00")]
    [InlineData("2.50", 180L, 120, "2.00")]
    [InlineData("1.00", 180L, 60, "1.00")]
    [InlineData("10.00", null, 600, "10.00")] // cannot come back: everything that is affordable
    [InlineData("500", null, 7200, "120.00")] // … up to the longest session
    [InlineData("500", 9000L, 7200, "120.00")]
    public void A_grant_is_what_fits_and_is_held_whole(string funds, long? slice, long granted, string held)
    {
        var payer = new Payer(D(funds));
        var session = Payer.New(OnePerMinute, slice);

        Assert.IsType<AuthorizeOutcome.Granted>(payer.Authorize(session));

        Assert.Equal((granted, D(held)), (payer[session].GrantedUnits, payer[session].Held));
        Assert.Equal(D(funds) - D(held), payer.Balance.Available);
    }

    [Fact]
    public void Not_even_one_interval_is_a_refusal_that_changes_nothing()
    {
        var payer = new Payer(funds: 0.99m);

        Assert.Equal(
            new AuthorizeOutcome.InsufficientFunds(0.99m), payer.Authorize(Payer.New(OnePerMinute, slice: 180)));
        Assert.Equal((0.99m, 0L), (payer.Balance.Available, payer.Balance.Version));
    }

    [Theory]
    //          let in  began       ended  heard  first  minutes
    [InlineData(true, -20 * 86_400, 30, 30, "start", 2)] // by a clock that was set in between
    [InlineData(true, -20 * 86_400, 30, 30, "end", 2)]
    [InlineData(true, 5, 305, 305, "start", 5)]
    [InlineData(true, 5, 305, 305, "end", 5)]
    [InlineData(true, -595, -295, 305, "start", 5)] // by one that is ten minutes behind
    [InlineData(true, -595, -295, 305, "end", 5)]
    [InlineData(false, -20 * 86_400, 30, 30, "start", 120)] // the longest that is ever granted
    [InlineData(false, -20 * 86_400, 30, 30, "end", 120)]
    [InlineData(false, -7_200, -3_600, 30, "start", 60)] // reported late
    [InlineData(false, -7_200, -3_600, 30, "end", 60)]
    public void A_call_that_its_gateway_does_not_count_is_no_longer_than_it_can_have_been(
        bool isLetIn, long began, long ended, long heard, string first, int minutes)
    {
        var payer = new Payer(funds: 200);
        var session = Payer.New(OnePerMinute);
        var (start, end) = (After(began, SessionState.Running), After(ended, SessionState.Ended));
        UsageTotals[] reports = first is "start" ? [start, end] : [end, start];

        if (isLetIn)
        {
            payer.Authorize(session);
        }
        else
        {
            session = session with { Terms = session.Terms with { AuthorizedAt = reports[0].StartedAt } };
        }

        Array.ForEach(reports, report => payer.Report(session, report, report.HeardAt));
        Array.ForEach(reports, report => payer.Report(session, report, report.HeardAt)); // again

        Assert.Equal((200m - minutes, 0m), (payer.Balance.Posted, payer.Balance.Held));

        UsageTotals After(long seconds, SessionState state) => new(
            default, Start + Duration.FromSeconds(seconds), Start + Duration.FromSeconds(heard), Start + Duration.FromSeconds(seconds), state, "name", 0, null, null);
    }

    [Fact]
    public void A_credit_limit_may_be_spent_too()
    {
        var payer = new Payer(funds: 0, limit: 5);
        var session = Payer.New(OnePerMinute);

        payer.Authorize(session);
        payer.Report(session, 300, SessionState.Ended);

        Assert.Equal((-5m, 0m), (payer.Balance.Posted, payer.Balance.Available));
        Assert.IsType<AuthorizeOutcome.InsufficientFunds>(payer.Authorize(Payer.New(OnePerMinute)));
    }

    [Fact]
    public void What_cannot_come_back_holds_all_of_it_to_the_end()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute, slice: null, longest: 300);
        payer.Authorize(session);

        payer.Report(session, 60);
        Assert.Equal((300L, 4m, 1m), (payer[session].GrantedUnits, payer[session].Held, payer[session].Unsettled));
        payer.Report(session, 300);
        Assert.Equal((300L, 0m, 5m), (payer[session].GrantedUnits, payer[session].Held, payer[session].Unsettled));
        Assert.Equal(5m, payer.Balance.Available);
    }

    [Fact]
    public void Usage_past_the_grant_is_charged_below_zero()
    {
        var payer = new Payer(funds: 3);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);

        payer.Report(session, 400, SessionState.Ended);

        Assert.Equal((-4m, -4m), (payer.Balance.Posted, payer.Balance.Available));
    }

    [Fact]
    public void An_overdraft_while_it_runs_grants_no_more_than_the_interval_that_is_charged()
    {
        var payer = new Payer(funds: 3);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);

        payer.Report(session, 400);

        Assert.Equal((420L, 0m, 7m), (payer[session].GrantedUnits, payer[session].Held, payer[session].Unsettled));
        Assert.Equal((3m, -4m), (payer.Balance.Posted, payer.Balance.Available));
    }

    [Fact]
    public void An_unanswered_call_costs_nothing_but_leaves_a_record()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New((PerMinute("60/60", "1.00") with { ConnectFee = 0.5m, MinimumCharge = 2 }).Valid());
        payer.Authorize(session);

        payer.Report(session, 0, SessionState.Ended);

        var record = Assert.Single(payer.Records);
        Assert.Equal((0m, 0L, null), (record.Amount, record.UsedUnits, record.LedgerSequence));
        Assert.Empty(payer.Entries);
        Assert.Equal(10m, payer.Balance.Available);
    }

    [Theory]
    [InlineData(Unit.Second)]
    [InlineData(Unit.Byte)]
    [InlineData(Unit.Event)]
    public void A_session_that_never_started_gives_its_hold_back_without_a_trace(Unit unit)
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(Row("*", "1/1", "1.00", per: 1).Valid(unit), slice: 3, unit: unit);
        payer.Authorize(session);
        Assert.Equal(7m, payer.Balance.Available);

        Release(payer, session);

        Assert.Equal((10m, 0m, 0L), (payer.Balance.Available, payer[session].Charged, payer[session].UsedUnits));
        Assert.Empty(payer.Records);
        Assert.Null(payer[session].StartedAt);
    }

    [Fact]
    public void A_released_session_that_starts_late_is_charged_from_its_start()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);
        Release(payer, session);

        payer.Report(session, Totals(0, Start + Duration.FromMinutes(5), Start + Duration.FromMinutes(5)), Start + Duration.FromMinutes(5));

        Assert.Equal((SessionState.Running, 3m), (payer[session].State, payer[session].Held));
        Assert.Equal(Start + Duration.FromMinutes(5), payer[session].StartedAt);
        payer.Report(session, 120, SessionState.Ended, at: 420);
        Assert.Equal(8m, payer.Balance.Posted);
    }

    [Fact]
    public void A_release_that_comes_after_usage_was_heard_loses_none_of_it()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);
        payer.Report(session, 100);

        Release(payer, session);

        Assert.Equal((8m, 8m), (payer.Balance.Posted, payer.Balance.Available));
        Assert.Single(payer.Records);
    }

    [Fact]
    public void A_release_that_comes_after_the_end_changes_nothing()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);
        payer.Report(session, 100, SessionState.Ended);

        Release(payer, session);

        Assert.Equal((8m, SessionState.Ended), (payer.Balance.Posted, payer[session].State));
        Assert.Single(payer.Records);
    }

    [Fact]
    public void A_higher_counter_after_the_end_is_a_second_part()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute);
        payer.Authorize(session);
        payer.Report(session, 100, SessionState.Ended);

        payer.Report(session, 150, SessionState.Running); // a late interim
        Assert.Equal((SessionState.Ended, 7m), (payer[session].State, payer.Balance.Posted));
        payer.Report(session, 120, SessionState.Ended);
        payer.Report(session, 150, SessionState.Ended);

        Assert.Equal(7m, payer.Balance.Posted);
        Assert.Equal([2m, 1m], payer.Records.Select(record => record.Amount));
        Assert.Equal([(0L, 100L), (100L, 50L)], payer.Records.Select(record => (record.FromUnits, record.UsedUnits)));
        Assert.Equal(Start + Duration.FromSeconds(100), payer[session].EndedAt);
    }

    [Fact]
    public void A_lost_session_that_speaks_again_settles_only_the_difference()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);
        payer.Report(session, 120);
        payer.Report(session, 120, SessionState.Lost, at: 500);
        Assert.Equal((8m, 0m), (payer.Balance.Posted, payer.Balance.Held));
        Assert.Equal(Start + Duration.FromSeconds(500), payer[session].EndedAt);
        Assert.Equal(Start + Duration.FromSeconds(120), payer[session].ReportedAt);

        payer.Report(session, 240);
        Assert.Equal((SessionState.Running, 2m, 3m), (payer[session].State, payer[session].Unsettled, payer[session].Held));
        Assert.Null(payer[session].EndedAt);
        payer.Report(session, 300, SessionState.Ended);

        Assert.Equal((5m, 5m), (payer.Balance.Posted, payer.Balance.Available));
        Assert.Equal([2m, 3m], payer.Records.Select(record => record.Amount));
    }

    [Fact]
    public void A_day_long_session_is_settled_every_24_hours()
    {
        var payer = new Payer(funds: 10_000);
        var session = Payer.New(OnePerMinute, slice: 3_600, longest: 1_000_000);
        payer.Authorize(session);

        for (var hour = 1; hour <= 50; hour++)
        {
            payer.Report(session, hour * 3_600);
        }

        Assert.Equal([24 * 60m, 24 * 60m], payer.Records.Select(record => record.Amount));
        payer.Report(session, 50 * 3_600, SessionState.Ended);
        Assert.Equal([24 * 60m, 24 * 60m, 2 * 60m], payer.Records.Select(record => record.Amount));
        Assert.Equal(10_000 - 50 * 60, payer.Balance.Posted);
    }

    [Fact]
    public void The_parts_of_each_record_explain_its_own_amount()
    {
        var payer = new Payer(funds: 1_000);
        var session = Payer.New((PerMinute("60/60", "1.00") with { ConnectFee = 0.5m }).Valid(), longest: 1_000_000);
        payer.Authorize(session);

        payer.Report(session, 90, SessionState.Lost);
        payer.Report(session, 150, SessionState.Ended);

        Assert.Equal([2.5m, 1m], payer.Records.Select(record => record.Amount));
        Assert.All(payer.Records, record => Assert.Equal(record.Amount, record.Parts.Sum(part => part.Amount)));
        Assert.Equal([120L, 60L], payer.Records.Select(record => record.ChargedUnits));
    }

    [Theory]
    [InlineData(null, 3, true)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(1, 1, false)]
    public void An_account_has_no_more_sessions_than_its_product_allows(int? most, int open, bool isGranted)
    {
        var payer = new Payer(funds: 100);
        payer.Authorize(Payer.New(OnePerMinute, slice: 60, account: 2), maxSessions: 1); // another account of the same payer
        payer.Authorize(Payer.New(OnePerMinute, slice: 60, unit: Unit.Byte), maxSessions: 1); // another service of the same account

        for (var i = 0; i < open; i++)
        {
            payer.Authorize(Payer.New(OnePerMinute, slice: 60));
        }

        var outcome = payer.Authorize(Payer.New(OnePerMinute, slice: 60), most);

        Assert.Equal(isGranted, outcome is AuthorizeOutcome.Granted);
        Assert.True(isGranted || outcome == new AuthorizeOutcome.TooManySessions(open));
    }

    [Fact]
    public void A_session_that_ended_makes_room_for_another()
    {
        var payer = new Payer(funds: 100);
        var session = Payer.New(OnePerMinute, slice: 60);
        payer.Authorize(session, maxSessions: 1);
        payer.Report(session, 60, SessionState.Ended);

        Assert.IsType<AuthorizeOutcome.Granted>(payer.Authorize(Payer.New(OnePerMinute, slice: 60), maxSessions: 1));
    }

    [Fact]
    public void Usage_without_a_rate_is_recorded_and_costs_nothing()
    {
        var payer = new Payer(funds: 1);
        var session = Payer.New(rate: null, slice: 180);

        payer.Report(session, 100);
        Assert.Equal((100L, 0m, 1m), (payer[session].GrantedUnits, payer[session].Held, payer.Balance.Available));
        payer.Report(session, 200, SessionState.Ended);

        var record = Assert.Single(payer.Records);
        Assert.Equal((200L, 200L, 0m), (record.UsedUnits, record.ChargedUnits, record.Amount));
        Assert.Equal(1m, payer.Balance.Posted);
    }

    [Fact]
    public void A_session_that_was_never_authorised_is_opened_by_its_first_report()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute, slice: 180);

        Assert.True(payer.Report(session, 60).IsNewSession);
        Assert.Equal((240L, 3m, 1m), (payer[session].GrantedUnits, payer[session].Held, payer[session].Unsettled));
        Assert.False(payer.Report(session, 120).IsNewSession);
    }

    [Fact]
    public void A_stop_without_a_time_is_as_long_as_the_clock_says()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(OnePerMinute);
        payer.Authorize(session);
        payer.Report(session, 0);

        payer.Report(session, Totals(null, Start + Duration.FromSeconds(61), Start) with { State = SessionState.Ended }, Start + Duration.FromSeconds(61));

        Assert.Equal(8m, payer.Balance.Posted);
    }

    [Fact]
    public void A_payback_gives_money_and_holds_none()
    {
        var payer = new Payer(funds: 0);
        var session = Payer.New((PerMinute("60/60", "1.00") with { Direction = RateDirection.Payback }).Valid(), slice: 180);

        payer.Authorize(session);
        Assert.Equal(0m, payer[session].Held);
        payer.Report(session, 120, SessionState.Ended);

        Assert.Equal(2m, payer.Balance.Posted);
    }

    [Fact]
    public void A_balance_read_again_is_the_same_balance()
    {
        var payer = new Payer(funds: 10);
        payer.Authorize(Payer.New(OnePerMinute, slice: 180));
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Report(session, 60);

        var read = new Balance
        {
            BalanceId = 7,
            Currency = payer.Balance.Currency,
            CreditLimit = 0,
            Posted = 10,
            Version = payer.Balance.Version,
            LastSequence = 0,
        }.WithSessions([.. payer.Sessions.Values]);

        Assert.Equal((payer.Balance.Held, payer.Balance.Unsettled, payer.Balance.Available), (read.Held, read.Unsettled, read.Available));
    }

    private static void Release(Payer payer, Session session) =>
        payer.Report(session, Totals(null, Start, Start) with { State = SessionState.Released }, Start + Duration.FromMinutes(3));

    private static UsageTotals Totals(long? seconds, Instant at, Instant startedAt) => new(
        new(seconds, null, null, null, null), at, at, startedAt, SessionState.Running, null, 0, null, null);

    [Fact]
    public void A_call_for_help_is_granted_whole_without_money_and_holds_nothing()
    {
        var payer = new Payer(0);
        var session = Payer.New(OnePerMinute);
        session = session with { Terms = session.Terms with { IsEmergency = true } };

        var granted = Assert.IsType<AuthorizeOutcome.Granted>(payer.Authorize(session)).Posting.Session!;
        Assert.Equal((7_200L, 0m), (granted.GrantedUnits, granted.Held));
        payer.Report(granted, 60);
        Assert.Equal((7_200L, 0m, 1m), (payer[granted].GrantedUnits, payer[granted].Held, payer[granted].Charged));
        payer.Report(granted, 8_000, SessionState.Ended);

        Assert.Equal(-134m, payer.Balance.Posted); // it has happened
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_blocked_accounts_session_is_charged_and_granted_nothing_more(bool isSuspended, bool isBlocked)
    {
        var payer = new Payer(10);
        var (mine, other) = (Payer.New(PerMinute("60/60", "1.00").Valid(), slice: 120), Payer.New(PerMinute("60/60", "1.00").Valid(), slice: 120, account: 2));
        payer.Authorize(mine);
        payer.Authorize(other);
        payer.Block(isSuspended, isBlocked ? 1 : 3);

        payer.Report(mine, 60, SessionState.Running);
        payer.Report(other, 60, SessionState.Running);

        Assert.Equal((60L, 0m, 1m), (payer[mine].GrantedUnits, payer[mine].Held, payer[mine].Charged));
        Assert.Equal(isSuspended ? 60 : 180, payer[other].GrantedUnits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_blocked_accounts_session_that_was_granted_all_at_once_holds_what_it_may_still_use(bool isSuspended)
    {
        var minutes = new Allowance
        {
            AllowanceId = 1,
            Name = "minutes",
            Kind = AllowanceKind.Units,
            Initial = 300,
            Remaining = 300,
            Uses = [new("voice", null, null, 1)],
        };
        var payer = new Payer(10, beside: Funds.None with { Allowances = [minutes], LastAllowanceId = 1 });
        var rate = PerMinute("60/60", "1.00").Valid();
        var (mine, other) = (Payer.New(rate, longest: 600), Payer.New(rate, slice: 60, account: 2));
        payer.Authorize(mine);
        Assert.Equal((600L, 5m, 300m), (payer[mine].GrantedUnits, payer[mine].Held, payer[mine].Holds.Single().Amount));
        payer.Block(isSuspended, accountId: 1);

        payer.Report(mine, 120);
        Assert.Equal((120L, 5m, 180m), (payer[mine].GrantedUnits, payer[mine].Held, payer[mine].Holds.Single().Amount));
        payer.Report(mine, 420);
        Assert.Equal((420L, 3m, 2m, 0), (payer[mine].GrantedUnits, payer[mine].Held, payer[mine].Charged, payer[mine].Holds.Length));
        Assert.Equal(5m, payer.Balance.AvailableAt(Start));
        payer.Report(mine, 660);
        Assert.Equal((6m, 0m), (payer[mine].Charged, payer[mine].Held));
        payer.Report(mine, 660, SessionState.Ended);

        Assert.Equal((4m, 0m), (payer.Balance.Posted, payer.Balance.Held));
        payer.Check();
    }

    [Theory]
    //          stop's length  start's  events                       seconds
    [InlineData(null, null, "start stop", 227)]
    [InlineData(null, null, "stop start", 227)]
    [InlineData(null, null, "stop stop start start later start", 227)] // measured once, by the first end
    [InlineData(null, null, "start stop later start", 227)]
    [InlineData(null, null, "stop", 0)] // nobody has said when it began
    [InlineData(0, null, "stop start", 0)] // the gateway counted: nobody answered
    [InlineData(0, null, "start stop", 0)]
    [InlineData(200, null, "stop start", 200)]
    [InlineData(null, 0, "stop start", 227)]
    [InlineData(null, null, "stop after", 0)] // another one's start
    public void A_call_whose_end_does_not_say_its_length_lasted_from_its_start(int? length, int? startLength, string events, long seconds)
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(PerMinute("1/1", "0.10").Valid());
        session = session with { Terms = session.Terms with { AuthorizedAt = Start + Duration.FromSeconds(227) } }; // opened by whatever comes

        foreach (var one in events.Split(' '))
        {
            var (state, at, counted) = one switch
            {
                "start" => (SessionState.Running, 0, startLength),
                "after" => (SessionState.Running, 300, null),
                "later" => (SessionState.Ended, 400, null),
                _ => (SessionState.Ended, 227, length),
            };
            var eventAt = Start + Duration.FromSeconds(at);
            payer.Report(
                session,
                new UsageTotals(new(counted, null, null, null, null), eventAt, eventAt, eventAt - Duration.FromSeconds(counted ?? 0), state, "name", 0, null, null),
                Start + Duration.FromSeconds(500));
        }

        Assert.Equal((seconds, SessionState.Ended), (payer[session].UsedUnits, payer[session].State));
        Assert.Equal(-decimal.Round(seconds * 0.10m / 60, 5, MidpointRounding.AwayFromZero), payer.Entries.Sum(entry => entry.Amount));
        Assert.Equal(Start + Duration.FromSeconds(227), payer[session].EndedAt);
    }
}
