using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Payers;

/// <summary>Days that no period can be counted from or reach: refused like any other wrong field, and the payer goes on.</summary>
public sealed class FarDayTests(TwoSilos silos)
{
    [Fact]
    public async Task A_day_of_a_year_that_no_period_reaches_is_refused_and_the_payer_goes_on()
    {
        var caller = await silos.CallerAsync(funds: 50);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(caller.Login, new ClassTerms(), CancellationToken.None);
        var planId = await publisher.PublishAsync(
            new SubscriptionTerms { Name = caller.Login, Fee = 30, Cycle = new(PeriodKind.MonthlyAnniversary) }, Currency.Usd, null, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        var last = Instant.FromUtc(9999, 12, 31, 0, 0);

        await RefusedAsync("at", payer.SubscribeAsync(new("far", planId, null, At: last)));
        await RefusedAsync("at", payer.SubscribeAsync(new("far", planId, null, At: last, IsPreview: true)));
        await RefusedAsync("anchor", payer.SubscribeAsync(new("far", planId, null, Anchor: "9999-12-31")));
        await RefusedAsync("anchor", payer.SubscribeAsync(new("far", planId, null, Anchor: "-9998-01-01")));
        var id = (await payer.SubscribeAsync(new("near", planId, null))).Id;
        await RefusedAsync("at", payer.ChangeAsync(new(id, SubscriptionVerb.Cancel, At: last)));
        await RefusedAsync("at", payer.ChangeAsync(new(id, SubscriptionVerb.ChangePlan, PlanId: planId, Quantity: 2, At: last)));
        await RefusedAsync("trialEnd", payer.ChangeAsync(new(id, SubscriptionVerb.ChangePlan, Quantity: 2, TrialEnd: "9999-12-31")));
        await RefusedAsync("until", payer.DelayDunningAsync(new("9999-12-31", Office.Anna)));
        await RefusedAsync("until", payer.DelayDunningAsync(new("-9998-01-01", Office.Anna)));

        Assert.True((await payer.ChangeAsync(new(id, SubscriptionVerb.Cancel))).IsDone);
        Assert.Null((await payer.DelayDunningAsync(new("2099-12-31", Office.Anna))).Problem);
    }

    // As they were taken before.
    [Fact]
    public async Task A_payer_with_an_order_of_such_a_day_from_before_goes_on_and_the_order_can_be_ended()
    {
        var caller = await silos.CallerAsync(funds: 100);
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(caller.Login, new ClassTerms(), CancellationToken.None);
        var planId = await publisher.PublishAsync(
            new SubscriptionTerms { Name = caller.Login, Fee = 30, Cycle = new(PeriodKind.Monthly) }, Currency.Usd, null, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);
        var far = (await payer.SubscribeAsync(new(Office.Unique("far"), planId, null, At: SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(1)))).Id;
        var ending = (await payer.SubscribeAsync(new(Office.Unique("ending"), planId, null))).Id;
        await silos.Book.ExecuteAsync(
            """
            update subscription
            set history = history || '{"chargedThrough": "9999-12-30T23:59:59.999999999Z"}' || jsonb_build_object('segments', jsonb_build_array(
                history #> '{segments,0}' || '{"from": "9999-12-31T00:00:00Z", "anchor": "9999-12-31", "feesFrom": "9999-12-31", "planFrom": "9999-12-31"}'))
            where subscription_id = $1
            """,
            far);
        await silos.Book.ExecuteAsync(
            """
            update subscription
            set history = history || jsonb_build_object('segments', jsonb_build_array(
                history #> '{segments,0}' || '{"to": "9999-12-31T00:00:00Z", "toDecidedAt": "2026-01-01T00:00:00Z", "end": 4}'))
            where subscription_id = $1
            """,
            ending);
        await silos.Cluster.DeactivateAsync(payer);

        await payer.AdvanceAsync();
        Assert.True((await payer.SubscribeAsync(new(Office.Unique("near"), planId, null))).IsDone);
        Assert.True((await payer.ChangeAsync(new(ending, SubscriptionVerb.Withdraw))).IsDone);
        Assert.True((await payer.ChangeAsync(new(far, SubscriptionVerb.Cancel, AtPeriodEnd: true))).IsDone);
        await payer.AdvanceAsync();

        Assert.Null((await payer.ChangeAsync(new(ending, SubscriptionVerb.Cancel))).Problem);
    }

    private static async Task RefusedAsync(string field, Task<PayerReply> order) =>
        Assert.StartsWith($"{field}: expected ", (await order).Problem, StringComparison.Ordinal);
}
