using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Balances;
using CsCheck;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Sessions;

/// <summary>Each change of what a gateway should do with a running session is counted, and nothing else.</summary>
public sealed class SteeringTests
{
    private const string Slow = "64k/128k";

    private static readonly Rate TenCents = PerMinute("60/60", "0.10").Valid();

    private static Payer Payer(decimal funds, params Allowance[] allowances) => new(funds, beside: new()
    {
        Allowances = [.. allowances],
        LastAllowanceId = allowances.Length,
    });

    private static Allowance Included(decimal seconds) => new()
    {
        AllowanceId = 1,
        Name = "included",
        Kind = AllowanceKind.Units,
        Initial = seconds,
        Remaining = seconds,
        Exhaustion = Exhaustion.Limit,
        Policy = Slow,
    };

    private static (string? Policy, int Steerings, bool IsUsedUp) State(Payer payer, Session session) =>
        (payer[session].Policy, payer[session].Steerings, payer[session].IsUsedUp);

    [Fact]
    public void A_policy_that_becomes_due_is_one_steering_however_often_it_is_reported()
    {
        var payer = Payer(10, Included(60));
        var session = Balances.Payer.New(TenCents, slice: 60);
        payer.Authorize(session);
        Assert.Equal((null, 0, false), State(payer, session));

        payer.Report(session, 60);
        Assert.Equal((Slow, 1, false), State(payer, session));

        payer.Report(session, 60);
        payer.Report(session, 90);
        Assert.Equal((Slow, 1, false), State(payer, session));
    }

    [Fact]
    public void What_the_access_accept_tells_is_no_steering()
    {
        var payer = Payer(10, Included(0));
        var session = Balances.Payer.New(TenCents, slice: 60);

        payer.Authorize(session);
        payer.Report(session, 30);

        Assert.Equal((Slow, 0, false), State(payer, session));
    }

    [Fact]
    public void A_session_that_was_never_authorised_was_told_nothing()
    {
        var payer = Payer(10, Included(0));
        var session = Balances.Payer.New(TenCents, slice: 60);

        payer.Report(session, 0);

        Assert.Equal((Slow, 1, false), State(payer, session));
    }

    [Fact]
    public void Funds_that_are_gone_are_one_steering_and_funds_that_come_are_none()
    {
        var payer = Payer(0.10m);
        var session = Balances.Payer.New(TenCents, slice: 60);
        payer.Authorize(session);

        payer.Report(session, 60);
        payer.Report(session, 60);
        Assert.Equal((null, 1, true), State(payer, session));

        payer.Adopt(Operations.Post(payer.Balance, LedgerReason.TopUp, 1, null, new("t", "", Start)));
        payer.Report(session, 80);
        Assert.Equal((null, 1, false), State(payer, session));

        payer.Report(session, 1_200);
        Assert.Equal((null, 2, true), State(payer, session));
        payer.Report(session, 1_200, SessionState.Ended);
        Assert.Equal((null, 2, false), State(payer, session));
    }

    [Theory]
    [InlineData(Unit.Byte, true)]
    [InlineData(Unit.Second, false)] // the call is over: nothing would use what is held for it
    public void Data_that_is_used_up_goes_on_without_a_report_when_funds_come(Unit unit, bool goesOn)
    {
        var payer = Payer(0.10m);
        var session = Balances.Payer.New(PerMinute("60/60", "0.10").Valid(unit), slice: 60, unit: unit);
        payer.Authorize(session);
        payer.Report(session, 60);
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Start + Duration.FromSeconds(61))); // nothing came

        payer.Adopt(Operations.Post(payer.Balance, LedgerReason.TopUp, 1, null, new("t", "", Start)));
        var posting = Charging.Renew(payer.Balance, payer[session], Start + Duration.FromSeconds(62));

        Assert.Equal(goesOn, posting is not null);

        if (posting is not null)
        {
            payer.Adopt(posting);
            Assert.Equal((null, 1, false), State(payer, session));
            payer.Check();
        }
    }

    [Theory]
    //          funds   unit        slice used  is used up
    [InlineData("0.10", Unit.Byte, 60, 59, true)] // the rest of the megabyte, as it were, is gone before the next report
    [InlineData("0.20", Unit.Byte, 60, 59, false)]
    [InlineData("0.00", Unit.Byte, 60, 61, true)] // past what there was
    [InlineData("9.00", Unit.Byte, 30, 6, false)] // paid already is all that is granted at once
    [InlineData("0.10", Unit.Byte, 30, 6, false)]
    [InlineData("9.00", Unit.Byte, 30, 35, false)]
    [InlineData("0.10", Unit.Byte, 30, 35, true)] // and here not all of it
    [InlineData("0.10", Unit.Second, 60, 59, false)] // the gateway counts it itself
    [InlineData("0.10", Unit.Second, 60, 60, true)]
    public void The_rest_of_a_paid_interval_is_for_seconds_only(string funds, Unit unit, long slice, long used, bool isUsedUp)
    {
        var payer = Payer(decimal.Parse(funds, System.Globalization.CultureInfo.InvariantCulture));
        var session = Balances.Payer.New(PerMinute("60/60", "0.10").Valid(unit), slice: slice, unit: unit);

        payer.Report(session, used);

        Assert.Equal(isUsedUp, payer[session].IsUsedUp);
    }

    [Fact]
    public void Octets_that_are_free_are_not_used_up()
    {
        var payer = Payer(0);
        var session = Balances.Payer.New((PerMinute("60/60", "0.10") with { FreeUnits = 100 }).Valid(Unit.Byte), slice: 60, unit: Unit.Byte);

        payer.Report(session, 50);
        Assert.False(payer[session].IsUsedUp);

        payer.Report(session, 100);
        Assert.True(payer[session].IsUsedUp);
    }

    [Fact]
    public void New_units_take_the_policy_back_without_a_report_and_money_does_not()
    {
        var payer = Payer(10, Included(60));
        var session = Balances.Payer.New(TenCents, slice: 60);
        payer.Authorize(session);
        payer.Report(session, 60);

        payer.Adopt(Operations.Post(payer.Balance, LedgerReason.TopUp, 1, null, new("t", "", Start)));
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Start + Duration.FromSeconds(70)));

        payer.Adopt(Operations.Give(payer.Balance, Included(600) with { Policy = null, Exhaustion = Exhaustion.PayAsYouGo }, null, new("g", "", Start)));
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Start + Duration.FromSeconds(70))!);

        Assert.Equal((null, 2, false), State(payer, session));
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Start + Duration.FromSeconds(71)));
        payer.Check();
    }

    [Fact]
    public void Calls_for_help_what_nothing_prices_and_events_are_never_used_up()
    {
        var payer = Payer(0);
        var help = Balances.Payer.New(TenCents);
        var sessions = new[]
        {
            help with { Terms = help.Terms with { IsEmergency = true } },
            Balances.Payer.New(null),
            Balances.Payer.New(PerMinute("1/1", "0.10").Valid(Unit.Event), unit: Unit.Event),
        };

        foreach (var session in sessions)
        {
            payer.Report(session, 100_000);

            Assert.Equal((null, 0, false), State(payer, session));
        }
    }

    [Fact]
    public void A_steering_is_counted_exactly_when_there_is_something_to_tell() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 60], Gen.Int[0, 240].Array[1, 12]).Sample((included, cents, steps) =>
        {
            var payer = Payer(cents / 100m, Included(included));
            var session = Balances.Payer.New(TenCents, slice: 60);

            if (payer.Authorize(session) is not AuthorizeOutcome.Granted)
            {
                return;
            }

            var (told, used) = (State(payer, session), 0L);

            foreach (var step in steps)
            {
                payer.Report(session, used += step);
                var now = State(payer, session);
                var isNews = (now.IsUsedUp && !told.IsUsedUp) || (!now.IsUsedUp && now.Policy != told.Policy);
                Assert.Equal(told.Steerings + (isNews ? 1 : 0), now.Steerings);
                payer.Check();
                told = now;
            }
        });
}
