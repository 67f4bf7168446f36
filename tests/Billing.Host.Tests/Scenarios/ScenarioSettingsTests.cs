using Billing.Host.Tests.Crashes;
using Billing.Testing;

namespace Billing.Host.Tests.Scenarios;

/// <summary>A scenario is the same wherever it runs: what the operator has set up for people says nothing of made-up ones.</summary>
[Collection(nameof(WholePrograms))] // its setting is one of the whole process
public sealed class ScenarioSettingsTests(MigratedPostgres postgres)
{
    private const string Setting = "Billing__Postgres__ConnectionString";

    [Fact]
    public async Task Cards_are_taken_where_the_operators_database_is_set_up_and_no_provider()
    {
        var before = Environment.GetEnvironmentVariable(Setting);
        Environment.SetEnvironmentVariable(Setting, "Host=database.example");

        try
        {
            var told = await Told.OfAsync(postgres, """
                {"start": "2026-05-01", "customers": {"ann": {}},
                 "steps": [{"do": "card", "customer": "ann"}],
                 "until": "2026-05-02"}
                """);
            Assert.Null(told.Problem(0));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Setting, before);
        }
    }
}
