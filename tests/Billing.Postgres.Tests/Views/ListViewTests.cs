using Billing.Contracts.Views;
using Billing.Grains.Views;
using Billing.Testing;

namespace Billing.Postgres.Tests.Views;

public sealed class ListViewTests(MigratedPostgres postgres)
{
    private static readonly ListViewDetails Debtors = new("Debtors", false, "status=Suspended&sort=Name", ["E-mail"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Views_are_their_owners_until_they_are_shared()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var (store, query) = (stores.Get<IListViewStore>(), stores.Get<IListViewQuery>());
        var mine = await store.KeepAsync("customers", Debtors, "anna", 2);
        var shared = await store.KeepAsync("customers", Debtors with { Name = "All of us", IsShared = true }, "bob", 2);

        Assert.Equal(["Debtors", "All of us"], (await query.ForAsync("customers", "anna", Cancel)).Select(view => view.Name));
        Assert.Equal(["All of us"], (await query.ForAsync("customers", "carol", Cancel)).Select(view => view.Name));
        Assert.Empty(await query.ForAsync("accounts", "anna", Cancel));

        // The same name again replaces what it is, and keeps its number.
        Assert.Equal(mine, await store.KeepAsync("customers", Debtors with { Query = "", Hidden = [] }, "anna", 2));
        var view = (await query.ForAsync("customers", "anna", Cancel))[0];
        Assert.Equal(("", true, false), (view.Query, view.IsMine, view.IsDefault));
        Assert.NotEqual(0, await store.KeepAsync("customers", Debtors with { Name = "Second" }, "anna", 2));
        Assert.Equal(0, await store.KeepAsync("customers", Debtors with { Name = "Third" }, "anna", 2));

        Assert.False(await store.OpenWithAsync("customers", mine, "carol"));
        Assert.True(await store.OpenWithAsync("customers", shared, "carol"));
        Assert.True((await query.ForAsync("customers", "carol", Cancel)).Single().IsDefault);
        Assert.False((await query.ForAsync("customers", "bob", Cancel)).Single().IsDefault);

        Assert.False(await store.RemoveAsync("customers", shared, "carol", mayRemoveOthers: false));
        Assert.False(await store.RemoveAsync("customers", mine, "carol", mayRemoveOthers: true)); // it is shared with nobody
        Assert.True(await store.RemoveAsync("customers", shared, "carol", mayRemoveOthers: true));
        Assert.Empty(await query.ForAsync("customers", "carol", Cancel));
    }
}
