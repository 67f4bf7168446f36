using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using Billing.Core.Tests.Balances;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Sessions;

/// <summary>What a product has gateways apply: by the account's clock, behind limits and allowances.</summary>
public sealed class SessionPolicyTests
{
    private const string Day = "10M/10M";
    private const string Night = "20M/20M";

    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 2, 12, 0);
    private static readonly Instant Late = Instant.FromUtc(2026, 3, 2, 23, 0);
    private static readonly Rate Data = PerMegabyte("1000000/1000000", "0.01").Valid(Unit.Byte);

    private static SessionPolicy Policy(string? ordinary = Day)
    {
        Assert.True(TariffPeriods.TryCreate(
            [new("night", new WeeklyRange(Weekdays.All, new(22, 0), new(6, 0))), new("lunch", new WeeklyRange(Weekdays.All, new(13, 0), new(14, 0)))],
            out var periods,
            out _));

        return new(ordinary, periods, ImmutableDictionary<string, string>.Empty.Add("night", Night));
    }

    [Theory]
    //          UTC  zone                    ordinary  in force
    [InlineData(12, "UTC", Day, Day)]
    [InlineData(13, "UTC", Day, Day)] // a period without a policy of its own
    [InlineData(22, "UTC", Day, Night)]
    [InlineData(5, "UTC", Day, Night)]
    [InlineData(6, "UTC", Day, Day)]
    [InlineData(21, "Europe/Madrid", Day, Night)]
    [InlineData(12, "UTC", null, null)]
    [InlineData(22, "UTC", null, Night)]
    public void A_window_is_a_period_of_the_accounts_clock(int hour, string zone, string? ordinary, string? inForce) =>
        Assert.Equal(inForce, Policy(ordinary).At(Instant.FromUtc(2026, 3, 2, hour, 0), DateTimeZoneProviders.Tzdb[zone]));

    [Fact]
    public void A_running_session_is_told_at_a_border_and_once()
    {
        var (payer, session) = Running();
        Assert.Equal((Day, 0), (payer[session].Policy, payer[session].Steerings)); // its Access-Accept said that
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Noon));

        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Late)!);
        Assert.Equal((Night, 1), (payer[session].Policy, payer[session].Steerings));
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Late));

        payer.Has(null);
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Late)!);
        Assert.Equal((null, 2), (payer[session].Policy, payer[session].Steerings));
        Assert.Null(Charging.Renew(payer.Balance, payer[session], Late));
        payer.Check();
    }

    [Fact]
    public void A_limit_comes_before_an_allowance_and_an_allowance_before_the_product()
    {
        var (payer, session) = Running(new Allowance
        {
            AllowanceId = 1,
            Name = "included",
            Kind = AllowanceKind.Units,
            Initial = 1,
            Remaining = 0,
            Exhaustion = Exhaustion.Limit,
            Policy = "1M/1M",
        });
        Assert.Equal("1M/1M", payer[session].Policy);

        payer.Limit(new(OnCredit: true, Policy: "64k/64k"));
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Noon)!);
        Assert.Equal("64k/64k", payer[session].Policy);

        payer.Limit(null);
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Noon)!);
        Assert.Equal("1M/1M", payer[session].Policy);

        payer.Adopt(Operations.Give(
            payer.Balance,
            new() { AllowanceId = 0, Name = "more", Kind = AllowanceKind.Units, Initial = 100_000_000, Remaining = 100_000_000 },
            null,
            new("g", "", Noon)));
        payer.Adopt(Charging.Renew(payer.Balance, payer[session], Noon)!);
        Assert.Equal(Day, payer[session].Policy);
    }

    [Fact]
    public void Calls_have_no_policy_of_a_product()
    {
        var payer = new Payer(10);
        payer.Has(Policy());
        var call = Payer.New(PerMinute("60/60", "0.10").Valid(), slice: 60);

        payer.Authorize(call);

        Assert.Null(payer[call].Policy);
        Assert.Null(Charging.Renew(payer.Balance, payer[call], Late));
    }

    private static (Payer Payer, Session Session) Running(params Allowance[] allowances)
    {
        var payer = new Payer(10, beside: new() { Allowances = [.. allowances], LastAllowanceId = allowances.Length });
        payer.Has(Policy());
        var session = Payer.New(Data, slice: 50_000_000, longest: 1_000_000_000, unit: Unit.Byte);
        session = session with { Terms = session.Terms with { AuthorizedAt = Noon }, ReportedAt = Noon, HeardAt = Noon, SettledAt = Noon };
        Assert.IsType<AuthorizeOutcome.Granted>(payer.Authorize(session));

        return (payer, session);
    }
}
