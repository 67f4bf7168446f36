using System.Reflection;
using System.Text.Json;

namespace Billing.Architecture.Tests.Infra;

/// <summary>What is made in Azure, compiled and linted by Bicep's own compiler.</summary>
public sealed class BicepTests
{
    private static readonly string Compiler = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Bicep").Value!;

    [Fact]
    public async Task The_example_has_every_parameter()
    {
        var (exitCode, said) = await Tool.AskAsync(Compiler, "build-params", Path.Combine(House.Root, "infra/azure/example.bicepparam"), "--stdout");

        Assert.Equal(0, exitCode);
        Assert.Contains("administratorNetworks", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Error", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_compiles_without_a_warning_to_what_it_says()
    {
        var template = Path.GetTempFileName();

        try
        {
            var (exitCode, said) = await Tool.AskAsync(Compiler, "build", Path.Combine(House.Root, "infra/azure/main.bicep"), "--outfile", template);
            Assert.Equal((0, ""), (exitCode, said));

            using var compiled = JsonDocument.Parse(await File.ReadAllTextAsync(template, TestContext.Current.CancellationToken));
            var resources = compiled.RootElement.GetProperty("resources").EnumerateArray()
                .ToLookup(resource => resource.GetProperty("type").GetString());
            Assert.Equal("ZoneRedundant", Assert.Single(resources["Microsoft.DBforPostgreSQL/flexibleServers"])
                .GetProperty("properties").GetProperty("highAvailability").GetProperty("mode").GetString());
            Assert.False(Assert.Single(resources["Microsoft.Storage/storageAccounts"]).GetProperty("properties").GetProperty("allowSharedKeyAccess").GetBoolean());
            Assert.Contains("OrleansSiloInstances", Assert.Single(resources["Microsoft.Storage/storageAccounts/tableServices/tables"]).GetProperty("name").GetString()!, StringComparison.Ordinal);
            Assert.Equal("securestring", compiled.RootElement.GetProperty("parameters").GetProperty("postgresPassword").GetProperty("type").GetString(), ignoreCase: true);
        }
        finally
        {
            File.Delete(template);
        }
    }
}
