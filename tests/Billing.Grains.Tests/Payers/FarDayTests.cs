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

    private static async Task RefusedAsync(string field, Task<PayerReply> order) =>
        Assert.StartsWith($"{field}: expected ", (await order).Problem, StringComparison.Ordinal);
}
