using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Dunning;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>What still works while dunning limits a payer's services.</summary>
public sealed class LimitedTests
{
    private static readonly Rate OnePerMinute = PerMinute("60/60", "1.00").Valid();
    private static readonly Rate Free = PerMinute("60/60", "0").Valid();
    private static readonly DunningLimits NoCredit = new();

    [Theory]
    //          posted  limit  held  left
    [InlineData("-40", "100", "0")] // owes: the limit is lowered to what is used
    [InlineData("-120", "100", "-20")] // more than the limit is used: it stays so
    [InlineData("15", "100", "15")] // money of one's own is spent all the same
    [InlineData("0", "100", "0")]
    public void Nothing_is_sold_on_credit(string posted, string limit, string left)
    {
        var payer = new Payer(D(posted), D(limit), new() { Increases = [new(50, Start + Duration.FromDays(1))] });
        Assert.Equal(D(posted) + D(limit) + 50, payer.Balance.AvailableAt(Start));

        payer.Limit(NoCredit);
        Assert.Equal(decimal.Min(D(left) + (D(left) < 0 ? 50 : 0), decimal.Max(0, D(posted))), payer.Balance.AvailableAt(Start));

        payer.Limit(new(OnCredit: true));
        Assert.Equal(D(posted) + D(limit) + 50, payer.Balance.AvailableAt(Start));
    }

    [Fact]
    public void What_costs_nothing_what_is_included_and_calls_for_help_go_on()
    {
        var payer = new Payer(funds: -40, limit: 100);
        payer.Limit(NoCredit);
        Assert.IsType<AuthorizeOutcome.InsufficientFunds>(payer.Authorize(Payer.New(OnePerMinute, slice: 180)));
        Assert.IsType<AuthorizeOutcome.Granted>(payer.Authorize(Payer.New(Free, slice: 180)));
        var help = Payer.New(OnePerMinute);
        Assert.IsType<AuthorizeOutcome.Granted>(payer.Authorize(help with { Terms = help.Terms with { IsEmergency = true } }));

        var withMinutes = new Payer(-40, 100, new()
        {
            Allowances = [new() { AllowanceId = 1, Name = "minutes", Kind = AllowanceKind.Units, Initial = 120, Remaining = 120, Uses = [new("voice", null, null, 1)] }],
            LastAllowanceId = 1,
        });
        withMinutes.Limit(NoCredit);
        var call = Payer.New(OnePerMinute, slice: 180);
        Assert.IsType<AuthorizeOutcome.Granted>(withMinutes.Authorize(call));
        Assert.Equal(120, withMinutes[call].GrantedUnits);
    }

    [Fact]
    public void A_running_session_goes_on_as_far_as_it_was_granted_and_is_lifted_by_money()
    {
        var payer = new Payer(funds: -40, limit: 100);
        var session = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);
        payer.Limit(NoCredit);

        payer.Report(session, 60);
        Assert.Equal((180L, 2m), (payer[session].GrantedUnits, payer[session].Held));
        payer.Report(session, 180);
        Assert.True(payer[session].IsUsedUp);

        payer.Limit(null);
        payer.Report(session, 185);
        Assert.Equal((365L, false), (payer[session].GrantedUnits, payer[session].IsUsedUp));
        payer.Report(session, 185, SessionState.Ended);
        Assert.Equal(-44m, payer.Balance.Posted);
    }

    [Fact]
    public void Data_sessions_are_told_the_policy_at_once_and_their_ordinary_one_when_it_is_lifted()
    {
        var payer = new Payer(funds: 0, limit: 100);
        var session = Payer.New(PerMegabyte("1000000/1000000", "0.01").Valid(Unit.Byte), slice: 50_000_000, longest: 1_000_000_000, unit: Unit.Byte);
        var call = Payer.New(OnePerMinute, slice: 180);
        payer.Authorize(session);
        payer.Authorize(call);
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Start)); // there is nothing to say

        payer.Limit(new(OnCredit: true, Policy: "64k/64k"));
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Start)!);
        Assert.Equal(("64k/64k", 1), (payer[session].Policy, payer[session].Steerings));
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Start)); // told once
        Assert.Null(Charging.Renew(payer.Balance, payer[call], Start)); // no policy for calls

        payer.Limit(null);
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Start)!);
        Assert.Equal((null, 2), (payer[session].Policy, payer[session].Steerings));
    }

    [Theory]
    [InlineData(-1)] // a minute before it is settled
    [InlineData(0)]
    public void What_is_settled_on_the_way_does_not_lend_its_price_again(int minutes)
    {
        var payer = new Payer(funds: -34, limit: 100);
        var session = Payer.New(PerMegabyte("1000000/1000000", "0.01").Valid(Unit.Byte), slice: 50_000_000, longest: 10_000_000_000, unit: Unit.Byte);
        payer.Authorize(session);
        payer.Report(session, 600_000_000, at: 3_600);
        payer.Limit(NoCredit);

        payer.Report(session, 620_000_000, at: 86_400 + 60 * minutes);

        Assert.Equal((650_000_000L, 0.30m), (payer[session].GrantedUnits, payer[session].Held)); // what is left of what was held
    }
}
