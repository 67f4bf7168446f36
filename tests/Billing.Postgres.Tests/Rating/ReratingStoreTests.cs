using Billing.Contracts.Exports;
using Billing.Contracts.Rating;
using Billing.Contracts.Records;
using Billing.Core.Tariffs;
using Billing.Grains.Rating;
using Billing.Testing;
using NodaTime;

namespace Billing.Postgres.Tests.Rating;

/// <summary>A re-rating keeps its place: a second writer adds nothing, notes nothing, and posts nothing anew.</summary>
public sealed class ReratingStoreTests(MigratedPostgres postgres)
{
    private static readonly ReratingOrder Order = new(
        ExportFilter.Write(new XdrFilter(Stores.Noon, Stores.Noon + Duration.FromDays(1), "voice")), "anna");

    [Fact]
    public async Task A_page_is_added_once_and_its_rows_are_noted_once()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var store = stores.Get<IReratingStore>();
        await store.BeginAsync("one", Order, Stores.Noon);
        await store.BeginAsync("one", Order with { By = "bert" }, Stores.Noon); // the same order again
        await store.BeginPostAsync("one", new("anna", "too early"), Stores.Noon);

        Assert.Equal(["one"], await store.UnfinishedAsync(9));

        Assert.True(await store.AddAsync("one", 0, new(5, [Row(3, 1), Row(2, null)], "there"), null, isCut: false));
        Assert.False(await store.AddAsync("one", 0, new(1, [Row(9, 9)], "elsewhere"), Stores.Noon, isCut: true));
        Assert.True(await store.AddAsync("one", 1, new(1, [Row(1, 4)], null), Stores.Noon, isCut: true));
        Assert.False(await store.AddAsync("one", 2, new(1, [], null), Stores.Noon, isCut: false)); // it has ended
        var found = (await store.FindAsync("one"))!;
        Assert.Equal((6, 3, 2, 1, true, "anna"), (found.View.Looked, found.View.Equal, found.View.Different, found.View.Problems, found.View.IsCut, found.View.By));
        Assert.True(found.View is { IsPostable: true, IsAtRest: true });
        Assert.Equal((2, null, 0), (found.Pages, found.Cursor, found.PostedThrough));
        Assert.Equal("voice", ExportFilter.Read<XdrFilter>(found.View.Filter).Service);

        Assert.Empty(await store.UnfinishedAsync(9)); // nobody has said that it be posted

        await store.BeginPostAsync("one", new("dana", "mended"), Stores.Noon);
        Assert.Equal(["one"], await store.UnfinishedAsync(9));
        await store.BeginPostAsync("one", new("bert", "again"), Stores.Noon);
        Assert.Equal([(1, 1m), (3, 4m)], (await store.DueAsync("one", 0, 9)).Select(row => (row.Number, row.Becomes)));
        Assert.True(await store.NoteAsync("one", 0, [new(1, 2, 7, null), new(3, null, null, RerateProblem.GivenBack)]));
        Assert.False(await store.NoteAsync("one", 0, [new(1, 9, 9, null)]));
        await store.EndAsync("one", Stores.Noon);
        Assert.Empty(await store.UnfinishedAsync(9));
        var posted = (await store.FindAsync("one"))!.View;
        Assert.Equal(("dana", "mended", 1, 1, true), (posted.PostedBy, posted.Note, posted.Posted, posted.Failed, posted.IsAtRest));
        Assert.Empty(await store.DueAsync("one", 3, 9));
        var total = Assert.Single(await stores.Get<IReratingQuery>().TotalsAsync("one", TestContext.Current.CancellationToken));
        Assert.Equal(("voice", "USD", 2L, 4m, 5m, 2m, 3m, 1m), (total.Service, total.Currency, total.Records, total.Was, total.Becomes, total.Back, total.More, total.Difference));
        Assert.Equal(2, await stores.Book.ReadAsync<int>("select count(*)::int from audit_log where entity_kind = 'rerating' and entity_id = 'one'"));
    }

    [Theory]
    [InlineData("TYPED-L", 2)]
    [InlineData("voic", 2)]
    [InlineData("afte", 2)]
    [InlineData("other", 0)]
    [InlineData("\t", 2)]
    public async Task Its_rows_are_found_by_what_is_typed(string text, int found)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var tariff = await stores.Book.AddTariffAsync("Typed", Unit.Second, 60, 1);
        var accountId = await stores.Book.AddAccountAsync("typed-line", await stores.Book.AddBalanceAsync(funds: 1), tariff, "voice", Unit.Second);
        var store = stores.Get<IReratingStore>();
        await store.BeginAsync("typed", Order, Stores.Noon);
        Assert.True(await store.AddAsync("typed", 0, new(2, [Row(3, 1, accountId), Row(2, 1, accountId)], null), Stores.Noon, isCut: false));

        Assert.Equal(found, await CountAsync(new("typed", Text: text)));
        Assert.Equal(2, await CountAsync(new("typed", Text: text) { Services = ["voice"] })); // as the reader's language calls it
        Assert.Equal(found, await CountAsync(new("typed", Text: text) { Services = ["data"] }));

        async Task<int> CountAsync(ReratingFilter filter) =>
            (await stores.Get<IReratingQuery>().RowsAsync(filter, new(), TestContext.Current.CancellationToken)).Rows.Count;
    }

    private static (RatedRecord, RerateView) Row(decimal was, decimal? becomes, long accountId = 1)
    {
        var id = Guid.NewGuid();

        return (
            new(id, 1, accountId, 1, "USD", 1, "voice", null, null, "1", 1, 1, Unit.Second, Stores.Noon, 0, 60, was, false, []),
            new(id, 1, 1, "voice", "USD", was, becomes, "before", "after", becomes is null ? RerateProblem.NoRate : null));
    }
}
