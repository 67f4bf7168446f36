using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Billing.AzureTables.Tests.Membership;

/// <summary>A provider out of a silo or client that is composed and never started.</summary>
internal static class Providers
{
    public static async Task<IMembershipTable> TableAsync(string cluster, Action<ISiloBuilder> use)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "test"));
            use(silo);
        });
        var table = builder.Build().Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, TestContext.Current.CancellationToken);

        return table;
    }

    public static async Task<IGatewayListProvider> GatewaysAsync(string cluster, Action<IClientBuilder> use)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "test"));
            use(client);
        });
        var gateways = builder.Build().Services.GetRequiredService<IGatewayListProvider>();
        await gateways.InitializeGatewayListProviderAsync(TestContext.Current.CancellationToken);

        return gateways;
    }
}
