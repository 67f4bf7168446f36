using System.Collections.Immutable;
using System.Text;
using Billing.Contracts.Changes;
using Billing.Contracts.Jobs;
using Billing.Contracts.Tariffs;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Tariffs;

public sealed class RateImportTests(TwoSilos silos)
{
    private const string Prices = """
        prefix,price,interval 1,interval n
        44,0.60,60,6
        49,0.20,60,60
        4x,0.10,60,60
        33,0.30,60,60
        """;

    private readonly Office _office = new(silos);

    [Fact]
    public async Task A_list_is_uploaded_looked_at_and_applied_and_survives_its_silo()
    {
        var tariffId = await _office.TariffAsync(1);
        var tariff = _office.Grains.GetGrain<ITariffGrain>(tariffId);
        Office.Done(await tariff.SetRatesAsync([Office.Rate("44", 0.5m), Office.Rate("33", 0.3m)], new(Office.Anna, 2)));
        var import = _office.Grains.GetGrain<IRateImportGrain>(Guid.CreateVersion7());
        Assert.Null(await import.ShowAsync());
        Office.IsRefused(await import.BeginAsync(new(999_999, "list.csv", Office.Anna)), "TariffId");
        var order = new RateImportOrder(tariffId, "list.csv", Office.Anna);
        Office.Done(0, await import.BeginAsync(order));
        Office.Done(0, await import.BeginAsync(order));
        await UploadAsync(import, Prices);

        Office.Done(0, await import.ReadAsync(2, new(), Office.Anna));
        var seen = await UntilAsync(import, RateImportState.Ready);
        Assert.Equal((4, 1, 3), (seen.Rows, seen.Rejected, seen.Version));
        Assert.Equal((1, 1, 0, 1), (seen.Diff!.New, seen.Diff.PriceUp, seen.Diff.PriceDown, seen.Diff.Unchanged));
        Assert.Equal(("44", 0.5m, 0.6m), (seen.Diff.Rises[0].Destination, seen.Diff.Rises[0].OldPrice, seen.Diff.Rises[0].NewPrice));
        var bad = Assert.Single(await import.RejectedAsync(0, 10));
        Assert.Equal((4, "prefix", "4x", "4x,0.10,60,60"), (bad.Line, bad.Column, bad.Value, bad.Text.Trim()));
        Office.IsRefused(await import.ApplyAsync(new(Office.Anna, 3)), "SkipsBad");

        // The page is reloaded, the silo gone: what was read is read again where it is needed.
        Office.Done(0, await import.ReadAsync(2, new(SkipsBad: true), Office.Anna));
        await UntilAsync(import, RateImportState.Ready);
        await silos.Cluster.DeactivateAsync(import);
        Assert.Equal(RateImportState.Ready, (await import.ShowAsync())!.State);
        Office.Done(0, await import.ApplyAsync(new(Office.Anna, 3)));
        Office.Done(0, await import.ApplyAsync(new(Office.Anna, 3)));
        seen = await UntilAsync(import, RateImportState.Applied);
        Assert.Equal(4, seen.Version);
        await Office.UntilAsync(
            async () => (await tariff.FindAsync("447", SystemClock.Instance.GetCurrentInstant()))!.Prices == "60/6 at 0.60", "the new rate");
        var line = await _office.LastAsync(EntityKinds.Tariff, tariffId);
        Assert.Contains("import list.csv into tariff", line.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, await silos.Book.ReadAsync<long>(
            "select count(*) from rate_import_piece where rate_import_id = $1", import.GetPrimaryKey()));

        // The list of jobs leads back to it, with the pieces that it is read again from.
        var jobs = await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IJobQuery>().ListAsync(100, TestContext.Current.CancellationToken);
        Assert.Contains(jobs, job => job.Key == $"{tariffId}/import?import={import.GetPrimaryKey()}&pieces=2");
    }

    [Fact]
    public async Task An_import_that_was_interrupted_while_it_was_applied_is_applied_once()
    {
        var tariffId = await _office.TariffAsync(1);
        var import = _office.Grains.GetGrain<IRateImportGrain>(Guid.CreateVersion7());
        Office.Done(0, await import.BeginAsync(new(tariffId, "list.csv", Office.Anna)));
        await UploadAsync(import, "prefix,price\n44,0.10\n");
        Office.Done(0, await import.ReadAsync(2, new(), Office.Anna));
        await UntilAsync(import, RateImportState.Ready);
        await silos.Cluster.DeactivateAsync(import);
        await silos.Book.ExecuteAsync("update rate_import set state = 4 where rate_import_id = $1", import.GetPrimaryKey());

        await UntilAsync(import, RateImportState.Applied);
        Assert.Equal(3, (await _office.Grains.GetGrain<ITariffGrain>(tariffId).HeadAsync())!.Version);
    }

    [Fact]
    public async Task How_a_carriers_lists_are_read_is_remembered_for_everybody()
    {
        var layouts = _office.Grains.GetGrain<ICarrierLayoutsGrain>(0);
        var tariffId = await _office.TariffAsync(1);
        var carrier = Office.Unique("Carrier");
        var columns = ImmutableDictionary<string, string>.Empty.Add("Rate?", "price").Add("Remark", "");
        Office.Done(await layouts.SaveAsync(new(carrier, columns, true, false, 60, "60/6", tariffId, Office.Anna)));
        Office.Done(await layouts.SaveAsync(new(carrier.ToUpperInvariant(), columns.Remove("Remark"), false, true, null, null, tariffId, "bert")));

        var kept = Assert.Single(await layouts.ListAsync(), one => one.Carrier.Equals(carrier, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("bert", false, true, null, null), (kept.By, kept.IsReplacing, kept.SkipsBad, kept.PriceUnitSize, kept.Intervals));
        Assert.Equal("price", Assert.Single(kept.Columns).Value);
        Assert.True(kept.SavedAt > SystemClock.Instance.GetCurrentInstant() - Duration.FromHours(1));
        Office.IsRefused(await layouts.SaveAsync(kept with { Carrier = " " }), "Carrier");
        Office.IsRefused(await layouts.SaveAsync(kept with { TariffId = 999_999 }), "TariffId");
        Office.Done(await layouts.ForgetAsync(carrier));
        Assert.Equal(ChangeResult.NotFound, (await layouts.ForgetAsync(carrier)).Result);
    }

    [Fact]
    public async Task A_tariff_that_changed_meanwhile_is_compared_again()
    {
        var tariffId = await _office.TariffAsync(1);
        var import = _office.Grains.GetGrain<IRateImportGrain>(Guid.CreateVersion7());
        Office.Done(0, await import.BeginAsync(new(tariffId, "list.csv", Office.Anna)));
        await UploadAsync(import, "code;charge\n44;0.10\n");
        Office.Done(0, await import.ReadAsync(2, new(), Office.Anna));
        var failed = await UntilAsync(import, RateImportState.Failed);
        Assert.Contains("\"charge\"", failed.Problem, StringComparison.Ordinal);
        Assert.Equal(["code", "charge"], failed.Heads.AsEnumerable());

        Office.Done(0, await import.ReadAsync(2, new(Columns: ["prefix", "price"], IsReplacing: true), Office.Anna));
        var ready = await UntilAsync(import, RateImportState.Ready);
        Assert.Equal((1, 1), (ready.Diff!.New, ready.Diff.Discontinued));
        Office.Done(await _office.Grains.GetGrain<ITariffGrain>(tariffId).SetRatesAsync([Office.Rate("49", 1)], new(Office.Anna, 2)));
        Assert.True((await import.ShowAsync())!.IsStale);
        Assert.Equal(ChangeResult.Conflict, (await import.ApplyAsync(new(Office.Anna, 2))).Result);
        Office.Done(0, await import.CancelAsync(Office.Anna));
        Assert.Equal(ChangeResult.Conflict, (await import.ApplyAsync(new(Office.Anna, 2))).Result);
    }

    private static async Task UploadAsync(IRateImportGrain import, string text)
    {
        var octets = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"));
        Office.Done(0, await import.UploadAsync(1, [.. octets.Skip(10)]));
        Office.Done(0, await import.UploadAsync(0, ImmutableArray.Create(octets, 0, 10)));
    }

    private static async Task<RateImportView> UntilAsync(IRateImportGrain import, RateImportState state)
    {
        RateImportView? seen = null;
        await Office.UntilAsync(async () => (seen = await import.ShowAsync())!.State == state, $"{state}, and it is {seen?.State}");

        return seen!;
    }
}
