using Billing.Contracts.Users;
using Orleans.Dashboard;

namespace Billing.Host.Composition;

/// <summary>Orleans' own dashboard at <c>/admin/cluster</c>, for who may look at the cluster. By itself it asks nobody who they are.</summary>
internal static class ClusterPage
{
    private const string Path = "/admin/cluster";

    // As for our own pages, but its style sheet carries its fonts within it.
    private const string SecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
        + "form-action 'self'; frame-ancestors 'none'";

    public static void MapClusterPage(this WebApplication app) => app.MapOrleansDashboard(Path)
        .RequireAuthorization(Permissions.ClusterView)
        .AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = SecurityPolicy;

            return next(context);
        });

    /// <summary>What each silo does for it: activations and load always; how long calls take, and counters, only where that is wanted.</summary>
    /// <remarks>For that every call of a grain goes through a filter, whether somebody looks or not.</remarks>
    public static void AddClusterPage(this ISiloBuilder silo, TelemetryOptions options)
    {
        var before = silo.Services.ToHashSet();
        silo.AddDashboard(Configure);

        if (options.ProfileGrains)
        {
            return;
        }

        // What takes part in the silo's life starts OpenTelemetry on everything that Orleans measures, of each message too, and collects it
        // once a second, whatever the options say: all for the table "counters" of a silo's page. The filter times each call.
        var dear = silo.Services.Where(service => !before.Contains(service)
            && (service.ServiceType == typeof(IIncomingGrainCallFilter)
                || service.ServiceType == typeof(ILifecycleParticipant<ISiloLifecycle>)
                || service.ServiceType == typeof(IHostedService))).ToArray();

        foreach (var service in dear)
        {
            silo.Services.Remove(service);
        }
    }

    // The log of one process, as it goes by, is no page: it may say more than a viewer is to know. Each sample walks all activations
    // and the whole directory cache, whether somebody looks or not: each second that was a twentieth of a busy silo, each ten 3 %.
    public static void Configure(DashboardOptions options)
    {
        options.HideTrace = true;
        options.CounterUpdateIntervalMs = 30_000;
    }
}
