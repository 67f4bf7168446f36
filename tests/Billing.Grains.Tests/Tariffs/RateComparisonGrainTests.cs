using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Grains.Tests.Tariffs;

public sealed class RateComparisonGrainTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Fact]
    public async Task Two_tariffs_are_compared_a_page_at_a_time_and_again_when_one_has_a_new_version()
    {
        var (one, other) = (await _office.TariffAsync(1), await _office.TariffAsync(1));
        var grain = _office.Grains.GetGrain<ITariffGrain>(other);
        Office.Done(await grain.SetRatesAsync([Office.Rate("44", 3), Office.Rate("49", 0.5m), Office.Rate("33", 1)], new(Office.Anna, 2)));
        var now = Instant.FromUnixTimeSeconds(SystemClock.Instance.GetCurrentInstant().ToUnixTimeSeconds());
        var comparison = _office.Grains.GetGrain<IRateComparisonGrain>(new RateComparisonOrder(one, now, other, now).Key);

        RateComparisonPage? page = null;
        await Office.UntilAsync(async () => (page = await comparison.PageAsync(null, 0, 1))?.Total == 2, "both versions");
        Assert.Equal((RateContrastKind.Dearer, 200m, "*"), page!.Rows is [var row] ? (row.Kind, row.Percent!.Value, row.One!.Destination) : default);
        Assert.Equal(("49", -50m), (await comparison.PageAsync(null, 1, 500))!.Rows is [var next] ? (next.Destination, next.Percent) : default);
        Assert.Equal((1, 1), ((await comparison.PageAsync(RateContrastKind.Cheaper, 0, 500))!.Total, page.Counts[RateContrastKind.Cheaper]));

        Assert.Equal(["49", "44"], await ListedAsync(new(null, "", RateContrastSort.Difference, IsDescending: true, 0, 500)));
        Assert.Equal(["44", "49"], await ListedAsync(new(null, "", RateContrastSort.Destination, IsDescending: false, 0, 500)));
        Assert.Equal(["44"], await ListedAsync(new(null, "", RateContrastSort.Destination, IsDescending: true, 1, 500)));
        Assert.Equal(["49"], await ListedAsync(new(null, "49", RateContrastSort.Difference, IsDescending: false, 0, 500)));
        Assert.Equal(["49"], await ListedAsync(new(RateContrastKind.Cheaper, "4", RateContrastSort.Difference, IsDescending: false, 0, 500)));
        Assert.Empty(await ListedAsync(new(null, "5", RateContrastSort.Destination, IsDescending: false, 0, 500)));

        Office.Done(await grain.SetRatesAsync([Office.Rate("44", 1)], new(Office.Anna, 3)));
        await Office.UntilAsync(async () => (await comparison.PageAsync(null, 0, 500))?.Total == 1, "the new version");
        Assert.Equal(["49"], await ListedAsync(new(null, "", RateContrastSort.Difference, IsDescending: false, 0, 500)));
        var euros = await _office.TariffAsync(1, "EUR");
        Assert.Null(await _office.Grains.GetGrain<IRateComparisonGrain>(new RateComparisonOrder(one, now, euros, now).Key).PageAsync(null, 0, 1));
        Assert.Null(await _office.Grains.GetGrain<IRateComparisonGrain>("nonsense").PageAsync(null, 0, 1));

        async Task<IEnumerable<string>> ListedAsync(RateComparisonQuestion question) =>
            (await comparison.ListAsync(question))!.Rows.Select(row => row.Destination);
    }

    [Fact]
    public async Task Who_waits_for_a_comparison_is_told_what_it_is_at_and_nobody_when_it_is_done()
    {
        var (one, name, until) = (await _office.TariffAsync(1), Office.Unique("Slow"), new TaskCompletionSource());
        silos.Faults.DelayLoading(name, until.Task);

        try
        {
            var other = Office.Done(await _office.Creation().CreateTariffAsync(new(name, "USD", Unit.Second), Office.Anna));
            var now = Instant.FromUnixTimeSeconds(SystemClock.Instance.GetCurrentInstant().ToUnixTimeSeconds());
            var key = new RateComparisonOrder(one, now, other, now).Key;
            var comparison = _office.Grains.GetGrain<IRateComparisonGrain>(key);
            Assert.Null(await comparison.ProgressAsync());

            var asked = comparison.PageAsync(null, 0, 1);
            var again = silos.From(1).GetGrain<IRateComparisonGrain>(key).PageAsync(null, 0, 1); // another page, or the same one loaded again
            var expected = new RateComparisonProgress(RateComparisonStage.ReadingOther, SlowTariffStore.ReadSoFar, 0);
            await Office.UntilAsync(async () => await comparison.ProgressAsync() == expected, "the second list is read");
            Assert.Equal(expected, await silos.From(1).GetGrain<IRateComparisonGrain>(key).ProgressAsync());
            Assert.False(asked.IsCompleted || again.IsCompleted);

            until.SetResult();
            Assert.Equal((1, 1), ((await asked)!.Total, (await again)!.Total));
            Assert.Null(await comparison.ProgressAsync());
        }
        finally
        {
            until.TrySetResult();
        }
    }

    [Fact]
    public async Task A_copy_of_a_tariff_has_its_rates_and_changes_apart()
    {
        var tariffId = await _office.TariffAsync(1);
        Office.Done(await _office.Grains.GetGrain<ITariffGrain>(tariffId).SetRatesAsync([Office.Rate("44", 0.5m)], new(Office.Anna, 2)));
        var name = Office.Unique("Copy");
        var copyId = Office.Done(await _office.Creation().CloneTariffAsync(name, tariffId, Office.Anna));
        var copy = _office.Grains.GetGrain<ITariffGrain>(copyId);
        Assert.Equal("60/60 at 0.50", (await copy.FindAsync("441", SystemClock.Instance.GetCurrentInstant()))!.Prices);

        Office.Done(await copy.SetRatesAsync([Office.Rate("44", 0.9m)], new(Office.Anna, 1)));
        Assert.Equal("60/60 at 0.50", (await _office.Grains.GetGrain<ITariffGrain>(tariffId).FindAsync("441", SystemClock.Instance.GetCurrentInstant()))!.Prices);
        Office.IsRefused(await _office.Creation().CloneTariffAsync(name, tariffId, Office.Anna), "Name");
        Office.IsRefused(await _office.Creation().CloneTariffAsync(Office.Unique("Copy"), 999_999, Office.Anna), "Tariff");
    }
}
