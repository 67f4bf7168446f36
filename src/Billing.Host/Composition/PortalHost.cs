using Billing.Contracts.Records;
using Billing.Host.Users;
using Billing.Portal;
using Billing.Postgres;
using Billing.Postgres.Security;
using Billing.Radius.Server;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Billing.Host.Composition;

/// <summary>The portal as a part of a process: within a silo (<c>run</c>), or on its own as the cluster's client.</summary>
internal static class PortalHost
{
    /// <summary>A process that only shows: it moves nothing by itself, and any number of them may run.</summary>
    public static WebApplication Build(IConfiguration configuration, string connectionString)
    {
        var builder = SiloHost.Begin("portal", configuration, connectionString, logging: null);
        var cluster = configuration.Read<ClusterSettings>("Billing:Cluster");
        builder.Services.AddDatabaseClock(TimeProvider.System, isNeeded: false);
        builder.Services.AddBillingQueries();
        builder.Services.AddKeyCertificate(configuration);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, SiloHost.ServiceId));
            client.UseMembership(cluster, connectionString);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = cluster.ResponseTimeout);
            client.AddDashboard(ClusterPage.Configure);
            client.UseConnectionRetryFilter(async (_, cancellation) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation); // the silos may start later than their portals

                return true;
            });
        });
        builder.AddPortal();

        var app = builder.Build();
        app.MapPortalHealth();
        app.MapBillingPortal();
        app.MapMetrics();
        app.MapClusterPage();
        app.MapPaymentWebhook();

        return app;
    }

    public static void AddPortal(this WebApplicationBuilder builder)
    {
        // Run from a build, the assets of packages lie where they were restored; from a publish, beside the program.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddBillingPortal();
        builder.Services.AddSingleton<IAttributeText>(new AttributeText(builder.Configuration.Read<RadiusOptions>("Billing:Radius")));
        builder.Services.AddBillingIdentity(builder.Configuration);
    }
}
