using System.Net;
using Billing.Testing;
using Npgsql;

namespace Billing.Host.Tests.Programs;

/// <summary>Whole programs that find each other in an Azure table.</summary>
public sealed class AzureClusterTests(MigratedPostgres postgres, Azurite azurite)
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_and_a_portal_serve_and_when_one_silo_is_killed_the_others_go_on()
    {
        var database = await postgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string>
        {
            ["Billing__Postgres__ConnectionString"] = database,
            ["Billing__Cluster__ClusterId"] = "azure",
            ["Billing__Cluster__Membership"] = "AzureTable",
            ["Billing__Cluster__AzureTable__ConnectionString"] = await azurite.ConnectionStringAsync(),
        };
        await using ProgramRun first = new(settings), second = new(settings), portal = new(settings);
        await first.StartAsync("silo");
        await second.StartAsync("silo");
        await portal.StartAsync("portal");
        Assert.Equal(0, await MembersInDatabaseAsync(database));

        // One session, over both silos.
        Assert.Contains("Access-Accept", await first.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland"), Ordinal);
        Assert.Contains("Accounting-Response", await first.RadclientAsync("acct", Report("Start")), Ordinal);
        Assert.Contains("Accounting-Response", await second.RadclientAsync("acct", Report("Interim-Update", 300, 120_000_000)), Ordinal);
        await PostedAsync(portal, "10.00");

        await first.KillAsync();

        Assert.Contains("Accounting-Response", await second.RadclientAsync("acct", Report("Stop", 600, 250_400_000)), Ordinal);
        Assert.Contains("Access-Accept", await second.RadclientAsync("auth", "User-Name=alice,User-Password=wonderland"), Ordinal);
        using var http = new HttpClient { BaseAddress = portal.Portal };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/", Cancel)).StatusCode);
        await PostedAsync(portal, "7.49");
        var audit = await portal.LaunchAsync("audit");
        Assert.StartsWith("clean: ", audit.Output, Ordinal);
        Assert.Equal(0, await MembersInDatabaseAsync(database));
    }

    [Fact]
    public async Task Settings_that_lead_nowhere_are_one_line()
    {
        var database = await postgres.CreateDatabaseAsync();

        foreach (var (name, value, expected) in new[]
        {
            ("Billing__Cluster__Membership", "Azure", "'Azure' at 'Billing:Cluster:Membership'"),
            ("Billing__Cluster__AzureTable__Url", "", "Billing:Cluster:AzureTable: set ConnectionString or Url"),
            ("Billing__Cluster__AzureTable__ConnectionString", "nonsense", "Billing:Cluster:AzureTable:ConnectionString is not a storage account's connection string"),
        })
        {
            var settings = new Dictionary<string, string>
            {
                ["Billing__Postgres__ConnectionString"] = database,
                ["Billing__Cluster__Membership"] = "AzureTable",
                [name] = value,
            };
            await using var silo = new ProgramRun(settings);

            var said = await silo.LaunchAsync("silo");

            Assert.Equal((1, ""), (said.ExitCode, said.Output));
            Assert.StartsWith("billing: ", said.Error, Ordinal);
            Assert.Contains(expected, said.Error, Ordinal);
            Assert.Equal(1, said.Error.Count(c => c == '\n'));
        }
    }

    // The running cluster's figure: while the verb finds no silo it says so, and the figure is the database's.
    private static async Task PostedAsync(ProgramRun shell, string posted)
    {
        for (var tries = 0; ; tries++)
        {
            var show = await shell.LaunchAsync("account", "show", "alice", "--json");
            Assert.Equal(0, show.ExitCode);

            if (show.Error.Length == 0)
            {
                Assert.Contains($"\"posted\": \"{posted}\"", show.Output, Ordinal);

                return;
            }

            Assert.True(tries < 20, show.Error);
        }
    }

    private static string Report(string kind, int seconds = 0, long octets = 0) =>
        $"User-Name=alice,Acct-Session-Id=z1,Acct-Status-Type={kind},Acct-Session-Time={seconds},Acct-Output-Octets={octets}";

    private static async Task<long> MembersInDatabaseAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand("select count(*) from orleansmembership");

        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
