using Billing.Contracts.Changes;
using Billing.Contracts.Jobs;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Tariffs;

public sealed class RateChangeTests(TwoSilos silos)
{
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();

    private readonly Office _office = new(silos);

    [Fact]
    public async Task Rates_are_set_ended_and_withdrawn_each_as_a_version()
    {
        var tariffId = await _office.TariffAsync(1);
        var tariff = _office.Grains.GetGrain<ITariffGrain>(tariffId);
        var tomorrow = Now + Duration.FromDays(1);
        var set = await tariff.SetRatesAsync(
            [Office.Rate("44", 0.5m), Office.Rate("44", 0.7m, tomorrow), Office.Rate("4479", 0.9m, intervals: "30/6")], new(Office.Anna, 2));
        Assert.Equal((ChangeResult.Done, 3), (set.Result, set.Version));
        Assert.Equal("30/6 at 0.90", (await tariff.FindAsync("447911", Now))!.Prices);
        Assert.Equal("60/60 at 0.70", (await tariff.FindAsync("4420", tomorrow))!.Prices);
        Assert.Equal(ChangeResult.Conflict, (await tariff.SetRatesAsync([Office.Rate("44", 1)], new(Office.Anna, 2))).Result);

        Office.Done(await tariff.EndRateAsync("4479", null, new(Office.Anna, 3)));
        Assert.Equal("60/60 at 0.50", (await tariff.FindAsync("447911", SystemClock.Instance.GetCurrentInstant()))!.Prices);
        Assert.Equal("30/6 at 0.90", (await tariff.FindAsync("447911", Now - Duration.FromDays(1)))!.Prices);
        Office.IsRefused(await tariff.EndRateAsync("4479", null, new(Office.Anna, 4)), "Destination");

        Office.IsRefused(await tariff.WithdrawRateAsync("44", Instant.FromUtc(2020, 1, 1, 0, 0), new(Office.Anna, 4)), "EffectiveFrom");
        Office.Done(await tariff.WithdrawRateAsync("44", tomorrow, new(Office.Anna, 4)));
        Assert.Equal("60/60 at 0.50", (await tariff.FindAsync("4420", tomorrow))!.Prices);

        var log = await _office.LogOfAsync(EntityKinds.Tariff, tariffId);
        Assert.Equal(5, log.Count);
        Assert.Contains("set rates of tariff", log[2].Sentence, StringComparison.Ordinal);
        Assert.Contains("\"4479\"", log[2].NewJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bulk_changes_say_what_they_would_do_and_then_do_it()
    {
        var tariffId = await _office.TariffAsync(1);
        var tariff = _office.Grains.GetGrain<ITariffGrain>(tariffId);
        var later = Now + Duration.FromDays(10);
        Office.Done(await tariff.SetRatesAsync([Office.Rate("44", 0.5m), Office.Rate("44", 0.8m, later), Office.Rate("49", 0.5m)], new(Office.Anna, 2)));
        var change = new BulkChange(10, "44", null, Now + Duration.FromDays(1));

        var preview = (await tariff.PreviewBulkAsync(change))!;
        Assert.Equal((2, 2, 0), (preview.PriceUp, preview.Added, preview.PriceDown));
        Assert.Equal((0.5m, 0.55m, 10m), preview.Rises.Where(rise => rise.OldPrice == 0.5m).Select(rise => (rise.OldPrice, rise.NewPrice, rise.Percent!.Value)).Single());
        Office.Done(await tariff.BulkAsync(change, new(Office.Anna, 3)));

        foreach (var (number, days, prices) in new[] { ("441", 0, "0.50"), ("441", 2, "0.55"), ("441", 11, "0.88"), ("491", 2, "0.50") })
        {
            Assert.Equal($"60/60 at {prices}", (await tariff.FindAsync(number, Now + Duration.FromDays(days)))!.Prices);
        }

        Office.IsRefused(await tariff.BulkAsync(change with { Percent = -101 }, new(Office.Anna, 4)), "Percent");
    }

    [Fact]
    public async Task A_change_of_many_prices_goes_on_without_its_maker_and_is_made_once()
    {
        var tariffId = await _office.TariffAsync(1);
        var tariff = _office.Grains.GetGrain<ITariffGrain>(tariffId);
        Office.Done(await tariff.SetRatesAsync([Office.Rate("44", 0.5m), Office.Rate("49", 0.7m)], new(Office.Anna, 2)));
        var key = Office.Unique("bulk");
        var scaling = _office.Grains.GetGrain<IRateScalingGrain>(key);
        var order = new RateScalingOrder(tariffId, "Voice", new(10, "4", null, Now + Duration.FromDays(1)), new(Office.Anna, 3));
        Assert.Null(await scaling.GetAsync());
        Office.IsRefused(await scaling.StartAsync(order with { Change = order.Change with { Percent = 0 } }), "Percent");
        Assert.True((await scaling.StartAsync(order)).IsDone);
        Assert.True((await scaling.StartAsync(order)).IsDone);
        Office.IsRefused(await scaling.StartAsync(order with { Change = order.Change with { Percent = 11 } }), "OperationId");
        var done = await EndedAsync(scaling);
        Assert.Equal((2L, 4L, null), (done.Done, done.Version, done.Problem));
        await Office.UntilAsync(async () => (await tariff.FindAsync("441", Now + Duration.FromDays(2)))!.Prices == "60/60 at 0.55", "the new rate");

        var jobs = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IJobQuery>();
        var row = Assert.Single(await jobs.ListAsync(100, TestContext.Current.CancellationToken), row => row.Key == key);
        Assert.Equal((JobKind.RateScaling, "Voice: +10 %", Office.Anna, JobState.Done, 2L), (row.Kind, row.Name, row.By, row.State, row.Done));

        // Its process was lost before it began: on the version that was seen, or not at all.
        await silos.Book.ExecuteAsync("update desk_job set ended_at = null, result = null, done = 0 where desk_job_id = $1", key);
        await silos.Cluster.DeactivateAsync(scaling);
        Assert.StartsWith("the tariff was changed meanwhile", (await EndedAsync(scaling)).Problem, StringComparison.Ordinal);
        Assert.Equal(4, (await tariff.HeadAsync())!.Version);
        Assert.Equal(JobState.Failed, Assert.Single(await jobs.ListAsync(100, TestContext.Current.CancellationToken), row => row.Key == key).State);
    }

    [Fact]
    public async Task A_change_is_taken_back_as_one_before_it_is_in_force_and_from_now_on_after()
    {
        var tariffId = await _office.TariffAsync(1);
        var tariff = _office.Grains.GetGrain<ITariffGrain>(tariffId);
        Office.Done(await tariff.SetRatesAsync([Office.Rate("44", 0.5m), Office.Rate("49", 0.7m)], new(Office.Anna, 2)));
        Office.Done(await tariff.BulkAsync(new(10, null, null, Now + Duration.FromDays(1)), new(Office.Anna, 3)));

        var preview = (await tariff.PreviewRevertAsync(4))!;
        Assert.Equal((3, 0, 0, 0, 3), (preview.Withdrawn, preview.Ended, preview.Restored, preview.Kept, preview.Diff.PriceDown));
        Assert.Equal(ChangeResult.Conflict, (await tariff.RevertAsync(4, new(Office.Anna, 3))).Result);
        Office.Done(await tariff.RevertAsync(4, new(Office.Anna, 4)));
        Assert.Equal("60/60 at 0.50", (await tariff.FindAsync("44", Now + Duration.FromDays(2)))!.Prices);
        Office.IsRefused(await tariff.RevertAsync(4, new(Office.Anna, 5)), "Version"); // nothing is left of it

        // What was in force is so until now, and a shorter prefix from now on.
        Office.Done(await tariff.RevertAsync(3, new(Office.Anna, 5)));
        Assert.Equal("60/60 at 1.00", (await tariff.FindAsync("44", SystemClock.Instance.GetCurrentInstant()))!.Prices);
        Assert.Equal("60/60 at 0.50", (await tariff.FindAsync("44", Now - Duration.FromDays(1)))!.Prices);
        Office.Done(await tariff.RevertAsync(6, new(Office.Anna, 6)));
        Assert.Equal("60/60 at 0.50", (await tariff.FindAsync("44", SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(1)))!.Prices);
        Office.IsRefused(await tariff.RevertAsync(1, new(Office.Anna, 7)), "Version"); // made it, without rates
        Assert.Null(await tariff.PreviewRevertAsync(1));

        var rows = await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<ITariffQuery>().ChangesAsync(tariffId, null, 4, TestContext.Current.CancellationToken);
        Assert.Equal([(7, 6, null), (6, 3, 7), (5, 4, null), (4, null, 5)], rows.Select(row => (row.Version, row.Reverts, row.RevertedIn)));
        Assert.StartsWith("take back version 3 of tariff", rows[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_rates_is_named()
    {
        var tariff = _office.Grains.GetGrain<ITariffGrain>(await _office.TariffAsync(1));

        foreach (var (rate, field) in new[]
        {
            (Office.Rate("4x", 1), "Destination"),
            (Office.Rate("44", -1), "Intervals"),
            (Office.Rate("44", 1, intervals: "sixty"), "Intervals"),
            (Office.Rate("44", 1) with { RoundTo = 9 }, "RoundTo"),
            (Office.Rate("44", 1) with { Periods = [new("peak", 2, null)] }, "Periods"),
        })
        {
            Office.IsRefused(await tariff.SetRatesAsync([Office.Rate("49", 1), rate], new(Office.Anna, 2)), "Rates[1]." + field);
        }

        Office.IsRefused(await tariff.SetRatesAsync([Office.Rate("44", 1), Office.Rate("44", 2)], new(Office.Anna, 2)), "Rates[1].Destination");
        Office.IsRefused(await tariff.SetRatesAsync([], new(Office.Anna, 2)), "Rates");
        Assert.Equal(2, (await tariff.HeadAsync())!.Version);
    }

    [Fact]
    public async Task A_tariff_gets_periods_with_prices_of_their_own()
    {
        var periods = new PeriodSetDetails(Office.Unique("Week"), [new("peak", [new(Weekdays.All, "08:00", "20:00")], ["2026-12-25"])]);
        Office.IsRefused(await _office.Creation().CreatePeriodSetAsync(periods with { Periods = [new("peak", [new(Weekdays.All, "8", "20:00")], [])] }, Office.Anna), "Periods[0].Weekly");
        Office.IsRefused(await _office.Creation().CreatePeriodSetAsync(periods with { Periods = [new("", [], [])] }, Office.Anna), "Periods");
        var periodSetId = Office.Done(await _office.Creation().CreatePeriodSetAsync(periods, Office.Anna));
        var tariffId = await _office.TariffAsync(1);
        var tariff = _office.Grains.GetGrain<ITariffGrain>(tariffId);

        var head = (await tariff.HeadAsync())!;
        Office.IsRefused(await tariff.EditAsync(head.Name, 999_999, new(Office.Anna, head.Version)), "PeriodSetId");
        Office.Done(await tariff.EditAsync(head.Name + "!", periodSetId, new(Office.Anna, head.Version)));
        head = (await tariff.HeadAsync())!;
        Assert.Equal(periodSetId, head.PeriodSetId);
        Assert.EndsWith("!", head.Name, StringComparison.Ordinal);
        Office.Done(await tariff.SetRatesAsync([Office.Rate("44", 1) with { Periods = [new("peak", 2, "60/6")] }], new(Office.Anna, head.Version)));
        head = (await tariff.HeadAsync())!;
        Office.IsRefused(await tariff.EditAsync(head.Name, null, new(Office.Anna, head.Version)), "PeriodSetId"); // a rate names peak
        Office.Done(await tariff.RetireAsync(true, new(Office.Anna, head.Version)));
        Assert.True((await tariff.HeadAsync())!.IsRetired);
        Office.IsRefused(await _office.Creation().CreateProductAsync(Office.Voice(Office.Unique("Product"), tariffId), Office.Anna), "Services[0].TariffId");
    }

    private static async Task<RateScalingView> EndedAsync(IRateScalingGrain scaling)
    {
        await Office.UntilAsync(async () => (await scaling.GetAsync())!.EndedAt is not null, "the change is made");

        return (await scaling.GetAsync())!;
    }
}
