using System.Globalization;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using NodaTime;
using static Billing.Core.Tests.WorkedExamplesTests;

namespace Billing.Core.Tests.Balances;

public sealed class DefinitionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 15, 12, 0);

    private static readonly AllowancePlan Plan = new()
    {
        PlanId = 1,
        Template = Allowance(600) with { Name = "Minutes" },
        Period = PeriodKind.Monthly,
        StartsAt = Now,
        Zone = Rates.NewYork,
    };

    [Theory]
    [InlineData("1", true)]
    [InlineData("10000000000000000", true)]
    [InlineData("10000000000000001", false)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("1.5", false)]
    [InlineData("79228162514264337593543950335", false)]
    public void Units_are_given_whole_above_zero_and_no_more_than_can_be_counted(string units, bool isGiven)
    {
        var plan = Plan with { Template = Plan.Template with { Initial = decimal.Parse(units, CultureInfo.InvariantCulture) } };

        Assert.Equal(isGiven ? null : "amount: expected whole base units above zero", Definitions.Problem(new Definition.Plan(plan), Funds.None, Now));
    }

    [Theory]
    [InlineData(-1, "ends: expected a time after the start")]
    [InlineData(0, "ends: expected a time after the start")]
    [InlineData(1, null)]
    public void A_plan_ends_after_it_starts(int seconds, string? problem)
    {
        var plan = Plan with { StartsAt = Now + Duration.FromDays(1), EndsAt = Now + Duration.FromDays(1) + Duration.FromSeconds(seconds) };

        var said = Definitions.Problem(new Definition.Plan(plan), Funds.None, Now);

        Assert.Equal(problem, problem is null ? said : said?[..problem.Length]);
    }
}
