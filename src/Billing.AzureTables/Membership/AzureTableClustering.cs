using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Billing.AzureTables.Membership;

/// <summary>Silos and clients that meet in an Azure table.</summary>
public static class AzureTableClustering
{
    private static readonly char[] NotInKeys = ['/', '\\', '#', '?'];

    /// <exception cref="InvalidDataException">The options are not complete.</exception>
    public static void UseAzureTableClustering(this ISiloBuilder silo, AzureTableOptions options)
    {
        var table = options.Open(AzureMembershipTable.TableName);
        silo.Services.AddSingleton<IMembershipTable>(services => new AzureMembershipTable(table, ClusterOf(services)));
    }

    /// <exception cref="InvalidDataException">The options are not complete.</exception>
    public static void UseAzureTableClustering(this IClientBuilder client, AzureTableOptions options)
    {
        var table = options.Open(AzureMembershipTable.TableName);
        client.Services.AddSingleton<IGatewayListProvider>(services => new AzureGatewayList(
            table, ClusterOf(services), services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod));
    }

    // It is the partition's key, of which Azure excludes some characters.
    private static string ClusterOf(IServiceProvider services)
    {
        var cluster = services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId;

        return cluster.IndexOfAny(NotInKeys) < 0 && !cluster.Any(char.IsControl)
            ? cluster
            : throw new InvalidDataException($"Billing:Cluster:ClusterId: \"{cluster}\" has one of / \\ # ?, which a table of Azure cannot have in a key");
    }
}
