using Billing.AzureTables.Membership;

namespace Billing.Host.Composition;

/// <summary>Where the silos of a cluster find each other, and clients find them.</summary>
internal enum MembershipKind
{
    /// <summary>In the database that everything else is in.</summary>
    Postgres,

    /// <summary>In a table of an Azure storage account: a database that is away for a moment costs no silo its place.</summary>
    AzureTable,
}

/// <summary>Composes what <c>Billing:Cluster:Membership</c> says.</summary>
internal static class ClusterMembership
{
    public static void UseMembership(this ISiloBuilder silo, ClusterSettings settings, string database)
    {
        if (settings.Membership is MembershipKind.AzureTable)
        {
            silo.UseAzureTableClustering(settings.AzureTable);
        }
        else
        {
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (SiloHost.Invariant, database));
        }
    }

    public static void UseMembership(this IClientBuilder client, ClusterSettings settings, string database)
    {
        if (settings.Membership is MembershipKind.AzureTable)
        {
            client.UseAzureTableClustering(settings.AzureTable);
        }
        else
        {
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (SiloHost.Invariant, database));
        }
    }
}
