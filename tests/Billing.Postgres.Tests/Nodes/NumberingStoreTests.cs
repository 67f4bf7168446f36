using Billing.Core.Nodes;
using Billing.Grains.Nodes;

namespace Billing.Postgres.Tests.Nodes;

public sealed class NumberingStoreTests(Testing.MigratedPostgres postgres)
{
    [Fact]
    public async Task A_gateway_has_its_rules_in_order_its_groups_and_the_emergency_numbers_of_all()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var nodeId = await stores.Book.AddNodeAsync("one", "10.0.0.1/32");
        var other = await stores.Book.AddNodeAsync("two", "10.0.0.2/32");
        await stores.Book.ExecuteAsync(
            "insert into number_rule (node_id, party, position, prefix, strip, prepend) values ($1, 'called', 2, '0', 1, '44'), ($1, 'called', 1, '00', 2, ''), ($1, 'calling', 1, '', 0, '1')",
            nodeId);
        await stores.Book.ExecuteAsync("insert into emergency_number (number, node_id) values ('112', null), ('999', $1)", nodeId);
        await stores.Book.ExecuteAsync(
            "with g as (insert into node_group (name) values ('b'), ('a') returning node_group_id) insert into node_group_member select node_group_id, $1 from g",
            nodeId);

        var numbering = await stores.Get<INumberingStore>().LoadAsync(CancellationToken.None);

        var plan = numbering.PlanOf(nodeId);
        Assert.Equal([new NumberRule("00", 1, 64, 2, ""), new("0", 1, 64, 1, "44")], plan.Called);
        Assert.Equal([new NumberRule("", 1, 64, 0, "1")], plan.Calling);
        Assert.Equal(["a", "b"], plan.Groups);
        Assert.Equal(["112", "999"], plan.EmergencyNumbers.Order());
        Assert.Equal(["112"], numbering.PlanOf(other).EmergencyNumbers);
        Assert.Empty(numbering.PlanOf(other).Called);
    }

    [Theory]
    [InlineData("insert into node_group (name) values ('g')")]
    [InlineData("insert into emergency_number (number) values ('112')")]
    [InlineData("insert into destination_group (name) values ('g')")]
    [InlineData("delete from destination_group_member")]
    public async Task A_change_is_another_version_and_is_read_again(string change)
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        var catalog = new NumberingCatalog(stores.Get<INumberingStore>());
        var before = await catalog.GetAsync();
        await catalog.RefreshAsync(CancellationToken.None);
        Assert.Same(before, await catalog.GetAsync());

        await stores.Book.ExecuteAsync(change);
        await catalog.RefreshAsync(CancellationToken.None);

        Assert.True((await catalog.GetAsync()).Version > before.Version);
    }

    [Fact]
    public async Task A_destination_group_has_its_members_and_exclusions()
    {
        await using var stores = await Stores.OpenAsync(await postgres.CreateDatabaseAsync());
        await stores.Book.ExecuteAsync(
            "with g as (insert into destination_group (name) values ('UK') returning destination_group_id) insert into destination_group_member select destination_group_id, d, e from g, (values ('44', false), ('4479', true)) m(d, e)");

        var groups = (await stores.Get<INumberingStore>().LoadAsync(CancellationToken.None)).Groups;

        Assert.True(groups.Matches("uk", "442071234567"));
        Assert.False(groups.Matches("UK", "447911123456"));
    }
}
