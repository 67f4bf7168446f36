using Billing.Testing;
using Orleans.Messaging;

namespace Billing.AzureTables.Tests.Membership;

/// <summary>Orleans' provider for databases over our statements.</summary>
public sealed class PostgresMembershipTests(MigratedPostgres postgres) : MembershipTableTests
{
    private readonly Lazy<Task<string>> _database = new(postgres.CreateDatabaseAsync);

    protected override async Task<IMembershipTable> OpenAsync(string cluster)
    {
        var database = await _database.Value;

        return await Providers.TableAsync(
            cluster, silo => silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database)));
    }

    protected override async Task<IGatewayListProvider> GatewaysAsync(string cluster)
    {
        var database = await _database.Value;

        return await Providers.GatewaysAsync(
            cluster, client => client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database)));
    }
}
