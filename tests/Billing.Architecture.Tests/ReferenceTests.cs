namespace Billing.Architecture.Tests;

public sealed class ReferenceTests
{
    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void A_project_asks_only_for_what_it_may_know(string project)
    {
        var room = House.Of(project);

        Assert.All(room.AskedFor(), name => Assert.True(room.Allows(name), name));
    }

    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void An_assembly_refers_only_to_what_it_may_know(string project)
    {
        var room = House.Of(project);

        Assert.All(room.CompiledWith(), name => Assert.True(room.Allows(name), name));
    }

    [Fact]
    public void Only_the_host_is_a_program()
    {
        var programs = House.Projects
            .Select(row => row.Data)
            .Where(project => File.Exists(Path.Combine(AppContext.BaseDirectory, project + ".runtimeconfig.json")));

        Assert.Equal(["Billing.Host"], programs);
    }

    // It stores what grains decided; were it to call them, a write could wait for itself.
    [Fact]
    public void Postgres_calls_no_grain()
    {
        string[] callers = ["Orleans.IGrainFactory", "Orleans.IClusterClient"];

        Assert.Empty(House.Of("Billing.Postgres").TypesUsed().Intersect(callers));
    }
}
