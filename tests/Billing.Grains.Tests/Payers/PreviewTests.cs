using System.Globalization;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Tests.Payers;

/// <summary>What an order shows before it is given: the charges of its first two periods, however far off they are.</summary>
public sealed class PreviewTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 11, 9, 0);

    [Theory]
    //          begins        trial  model                     shown
    [InlineData("2026-06-11", 0, ChargeModel.InAdvance, "2026-06-11 20 · 2026-07-01 30")]
    [InlineData("2026-09-11", 0, ChargeModel.InAdvance, "2026-09-11 20 · 2026-10-01 30")]
    [InlineData("2027-02-01", 0, ChargeModel.InAdvance, "2027-02-01 30 · 2027-03-01 30")]
    [InlineData("2026-09-11", 20, ChargeModel.InAdvance, "2026-10-01 30")]
    [InlineData("2026-09-11", 0, ChargeModel.InArrears, "2026-10-01 20")]
    public void A_subscription_that_begins_later_shows_its_first_fees(string begins, int trial, ChargeModel model, string shown) =>
        Assert.Equal(shown, string.Join(" · ", Previews.Of(Made(Plan(30) with { TrialDays = trial, Model = model }, begins), Now)
            .Select(charge => Text(charge.DueAt, charge.Amount))));

    [Fact]
    public void What_is_charged_once_is_shown() =>
        Assert.Equal(
            ["2026-09-11 7"],
            Previews.Of(Made(new() { Name = "once", Fee = 0, ActivationFee = 7, Cycle = new(PeriodKind.Never) }, "2026-09-11"), Now)
                .Select(charge => Text(charge.DueAt, charge.Amount)));

    [Theory]
    //          from          shown
    [InlineData("2026-06-21", "2026-06-21 -10 · 2026-06-21 20 · 2026-07-01 60")]
    [InlineData("2026-11-16", "2026-11-16 30 · 2026-12-01 60")] // November's fee is charged when its end is known: it is for its days
    public void A_change_that_comes_later_shows_what_it_makes_due_then(string from, string shown)
    {
        var before = Made(Plan(30), "2026-06-01") with { ChargedThrough = Now };
        var at = Day(from);
        var after = Assert.IsType<SubscriptionOutcome.Changed>(SubscriptionOrders.ChangePlan(before, 2, Plan(60), 1, null, at, Now)).Subscription;

        Assert.Equal(
            shown,
            string.Join(" · ", Previews.Due(before, after, at).Where(charge => charge.DueAt >= at).Select(charge => Text(charge.DueAt, charge.Amount))));
    }

    private static Subscription Made(SubscriptionTerms terms, string from) =>
        SubscriptionOrders.Create(new() { SubscriptionId = 0, Zone = DateTimeZone.Utc }, 1, terms, 1, null, Day(from));

    private static SubscriptionTerms Plan(decimal fee) => new() { Name = "plan", Fee = fee, Cycle = new(PeriodKind.Monthly) };

    private static Instant Day(string day) => DateTimeZone.Utc.AtStartOfDay(LocalDatePattern.Iso.Parse(day).Value).ToInstant();

    private static string Text(Instant at, decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{at.InUtc().Date:uuuu-MM-dd} {amount:0.#####}");
}
