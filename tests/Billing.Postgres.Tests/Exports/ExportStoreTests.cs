using Billing.Contracts;
using Billing.Contracts.Customers;
using Billing.Contracts.Exports;
using Billing.Grains.Exports;
using Billing.Testing;

namespace Billing.Postgres.Tests.Exports;

public sealed class ExportStoreTests(MigratedPostgres postgres)
{
    internal static readonly ExportOrder Order = new(
        ExportList.Customers, ExportFilter.Write(new CustomerFilter()), [new("Name", "Name")], "Customers", false, "anna");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_piece_is_added_once_and_the_place_moves_with_it()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var exports = stores.Get<IExportStore>();
        Assert.True(await exports.BeginAsync("one", Order, Stores.Noon));
        Assert.True(await exports.BeginAsync("one", Order with { Name = "Other" }, Stores.Noon));

        Assert.True(await exports.AddAsync("one", 0, new([1, 2], 2, "there"), null, null));
        Assert.False(await exports.AddAsync("one", 0, new([9], 1, "elsewhere"), null, null)); // a second writer
        var halfway = (await exports.FindAsync("one"))!;
        Assert.Equal((2L, 1, "there", "Customers"), (halfway.View.Rows, halfway.Pieces, halfway.Cursor, halfway.View.Name));
        Assert.Equal(Order.Columns.AsEnumerable(), halfway.Order.Columns);

        Assert.True(await exports.AddAsync("one", 1, new([3], 1, null), Stores.Noon, null));
        Assert.False(await exports.AddAsync("one", 2, new([4], 1, null), Stores.Noon, null)); // it has ended
        var pieces = new List<byte[]>();

        await foreach (var piece in stores.Get<IExportQuery>().ReadAsync("one", Cancel))
        {
            pieces.Add(piece);
        }

        Assert.Equal([[1, 2], [3]], pieces);
    }

    [Fact]
    public async Task It_is_found_in_the_scope_that_asked_for_it_and_in_no_other()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (exports, query) = (stores.Get<IExportStore>(), stores.Get<IExportQuery>());
        await exports.BeginAsync("staff", Order, Stores.Noon);
        await exports.BeginAsync("of 1", Order with { By = "bob", CustomerId = 1 }, Stores.Noon);
        await exports.BeginAsync("of account 1", Order with { By = "carol", AccountId = 1 }, Stores.Noon);

        foreach (var (scope, key) in new[] { (Scope.Everything, "staff"), (Scope.OfCustomer(1), "of 1"), (Scope.OfAccount(1), "of account 1") })
        {
            foreach (var asked in new[] { "staff", "of 1", "of account 1" })
            {
                Assert.Equal(asked == key, await query.FindAsync(scope, asked, Cancel) is not null);
            }
        }

        Assert.Null(await query.FindAsync(Scope.OfCustomer(2), "of 1", Cancel));
    }

    [Fact]
    public async Task Somebody_has_only_so_many_running()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var exports = stores.Get<IExportStore>();

        for (var i = 0; i < ExportOrder.MostAtOnce; i++)
        {
            Assert.True(await exports.BeginAsync($"{i}", Order, Stores.Noon));
        }

        Assert.False(await exports.BeginAsync("more", Order, Stores.Noon));
        Assert.True(await exports.BeginAsync("0", Order, Stores.Noon)); // the same again
        Assert.True(await exports.BeginAsync("another's", Order with { By = "bob" }, Stores.Noon));
        await exports.FailAsync("0", "no more", Stores.Noon);
        Assert.True(await exports.BeginAsync("more", Order, Stores.Noon));
    }
}
