using System.IO.Compression;
using System.Text;
using Billing.Contracts;
using Billing.Contracts.Customers;
using Billing.Contracts.Exports;
using Billing.Grains.Exports;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Billing.Grains.Tests.Exports;

public sealed class ExportTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceProvider Services => silos.Cluster.Silos[0].ServiceProvider;

    [Fact]
    public async Task A_list_is_written_as_its_columns_are_asked_for_and_formulas_are_made_harmless()
    {
        var word = Guid.NewGuid().ToString("N");

        foreach (var name in new[] { $"{word} Ana", $"=cmd {word}", $"{word} \"B\", C" })
        {
            Office.Done(await _office.Creation().CreateCustomerAsync(new(name), Office.Anna));
        }

        var export = _office.Grains.GetGrain<IExportGrain>(Office.Unique("export"));
        Assert.NotNull(await export.StartAsync(Order(word)));
        Assert.NotNull(await export.StartAsync(Order(word))); // pressed twice
        var done = await DoneAsync(export);

        Assert.Equal((3L, null, true), (done.Rows, done.Problem, done.IsDone));
        Assert.Equal(
            $"\uFEFFNombre,Status,Currency\r\n{word} Ana,Active,\r\n'=cmd {word},Active,\r\n\"{word} \"\"B\"\", C\",Active,\r\n",
            (await TextAsync(done.Key)).ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_from_its_place_and_no_row_is_there_twice()
    {
        var word = Guid.NewGuid().ToString("N");

        for (var i = 0; i < 3; i++)
        {
            Office.Done(await _office.Creation().CreateCustomerAsync(new($"{word} {i}"), Office.Anna));
        }

        // A process was lost after the first piece.
        var key = Office.Unique("export");
        var store = Services.GetRequiredService<IExportStore>();
        var first = await Services.GetRequiredService<ICustomerQuery>().ListAsync(new(word), new(Size: 1), Cancel);
        Assert.True(await store.BeginAsync(key, Order(word), SystemClock.Instance.GetCurrentInstant()));
        Assert.True(await store.AddAsync(key, 0, new(Packed($"Nombre,Status,Currency\n{word} 0,Active,\n"), 1, first.Next), null, null));

        Assert.Equal(3, (await DoneAsync(_office.Grains.GetGrain<IExportGrain>(key))).Rows);
        Assert.Equal(
            ["Nombre,Status,Currency", $"{word} 0,Active,", $"{word} 1,Active,", $"{word} 2,Active,"],
            (await TextAsync(key)).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task What_is_no_list_no_column_or_no_filter_is_refused_and_nothing_is_begun()
    {
        foreach (var order in new[]
        {
            Order("x") with { List = (ExportList)99 },
            Order("x") with { Columns = [new("Password", "Password")] },
            Order("x") with { Columns = [] },
            Order("x") with { Filter = "{" },
            Order("x") with { CustomerId = 1 }, // no subscriber sees who else there is
        })
        {
            var export = _office.Grains.GetGrain<IExportGrain>(Office.Unique("export"));
            await Assert.ThrowsAsync<ArgumentException>(() => export.StartAsync(order));
            Assert.Null(await export.GetAsync());
        }
    }

    private static ExportOrder Order(string word) => new(
        ExportList.Customers,
        ExportFilter.Write(new CustomerFilter(word)),
        [new("Name", "Nombre"), new("Status", "Status")],
        "Customers",
        IsDescending: false,
        By: Office.Anna);

    private static async Task<ExportView> DoneAsync(IExportGrain export)
    {
        await Office.UntilAsync(async () => (await export.GetAsync())!.EndedAt is not null, "the export is done");

        return (await export.GetAsync())!;
    }

    // The pieces one after the other are one gzip file.
    private async Task<string> TextAsync(string key)
    {
        var file = new MemoryStream();
        var query = Services.GetRequiredService<IExportQuery>();
        Assert.NotNull(await query.FindAsync(Scope.Everything, key, Cancel));

        await foreach (var piece in query.ReadAsync(key, Cancel))
        {
            file.Write(piece);
        }

        file.Position = 0;
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);

        return await reader.ReadToEndAsync(Cancel);
    }

    private static byte[] Packed(string text)
    {
        var file = new MemoryStream();

        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        return file.ToArray();
    }
}
