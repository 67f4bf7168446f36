using System.Net;
using System.Net.Sockets;
using Billing.Grains;
using Billing.Grains.Payments;
using Billing.Host.Chaos;
using Billing.Host.Output;
using Billing.Portal;
using Billing.Postgres;
using Billing.Postgres.Security;
using Billing.Radius.Server;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Versions.Compatibility;
using Orleans.Versions.Selector;

namespace Billing.Host.Composition;

/// <summary>One process of the cluster: silo, RADIUS listener, health page.</summary>
internal static class SiloHost
{
    public const string Invariant = "Npgsql";
    public const string ServiceId = "billing";

    /// <param name="connectionString">The database, which may be one that was started a moment ago.</param>
    /// <param name="logging">Where log records go; by default to standard error.</param>
    public static WebApplication Build(IConfiguration configuration, string connectionString, Action<ILoggingBuilder>? logging = null)
    {
        if (configuration.Read<PaymentOptions>("Billing:Payments").Problem is { } problem)
        {
            throw new UserException(problem);
        }

        var builder = Begin("silo", configuration, connectionString, logging);

        // The order matters: they stop in reverse. First no more packets, then the grains, last the journal.
        builder.Services.AddDatabaseClock(ShiftedClock.OfChaos() ?? TimeProvider.System, isNeeded: true);
        builder.Services.AddBillingStores();
        builder.Services.AddKeyCertificate(configuration);
        builder.Services.AddBillingGrains();
        builder.UseOrleans(silo =>
        {
            Cluster(silo, configuration.Read<ClusterSettings>("Billing:Cluster"), connectionString);
            silo.AddClusterPage(configuration.Read<TelemetryOptions>("Billing:Telemetry"));
        });
        builder.Services.AddSiloFence();
        builder.Services.AddBillingRadius(KeyCertificate.Key(configuration));
        builder.Services.PlaceSpool(configuration);
        builder.AddPortal();

        var app = builder.Build();
        app.MapHealth();
        app.MapBillingPortal();
        app.MapMetrics();
        app.MapClusterPage();
        app.MapPaymentWebhook();

        return app;
    }

    /// <summary>A process that cannot start yet: it is alive, and not ready. Gateways that may go on without the database are served by its spool.</summary>
    /// <param name="what">What it waits for, as everybody may know.</param>
    /// <param name="keepsReports">False: another process charges them, and gateways are to ask that one.</param>
    public static WebApplication Waiting(IConfiguration configuration, string what = "the database", bool keepsReports = true)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseUrls(configuration.Read<PortalOptions>("Billing:Portal").Url);
        LogOutput.ToConsole(builder.Logging, configuration);
        builder.Services.AddSingleton(ShiftedClock.OfChaos() ?? TimeProvider.System);
        builder.Services.AddReportsWithoutDatabase(KeyCertificate.Key(configuration), keepsReports);
        builder.Services.PlaceSpool(configuration);
        var page = builder.Build();
        page.MapWaiting(what, configuration.Read<TelemetryOptions>("Billing:Telemetry"));

        return page;
    }

    private static void PlaceSpool(this IServiceCollection services, IConfiguration configuration) =>
        services.PostConfigure<RadiusOptions>(radius => radius.SpoolFolder = radius.SpoolFolder is { Length: > 0 } folder
            ? folder
            : Path.Combine(configuration.Read<HostOptions>("Billing").DataFolder, "spool"));

    /// <summary>What every process of ours begins with: its configuration, its address, its log.</summary>
    /// <param name="role">What it is for those who watch it: silo or portal.</param>
    internal static WebApplicationBuilder Begin(string role, IConfiguration configuration, string connectionString, Action<ILoggingBuilder>? logging)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "Billing.Host", // whoever starts us: the list of the pages' assets has this name
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddConfiguration(configuration);
        builder.Configuration["Billing:Postgres:ConnectionString"] = connectionString;
        builder.WebHost.UseUrls(configuration.Read<PortalOptions>("Billing:Portal").Url);
        (logging ?? (console => LogOutput.ToConsole(console, configuration)))(builder.Logging);
        builder.AddTelemetry(role);
        builder.Services.TellFailuresApart();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(12));

        return builder;
    }

    /// <summary>Lets a failure reach a caller in another process as what it is; else all that it hears is that it could not be said.</summary>
    internal static void TellFailuresApart(this IServiceCollection services) => services.Configure<ExceptionSerializationOptions>(options =>
    {
        options.SupportedNamespacePrefixes.Add(nameof(Billing));
        options.SupportedNamespacePrefixes.Add(nameof(Npgsql));
    });

    internal static void Cluster(ISiloBuilder silo, ClusterSettings settings, string connectionString)
    {
        if (!IPAddress.TryParse(settings.AdvertisedAddress, out var address))
        {
            throw new UserException($"Billing:Cluster:AdvertisedAddress: \"{settings.AdvertisedAddress}\" is not an IP address");
        }

        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, ServiceId));

        if (settings.SiloName.Length > 0)
        {
            silo.Configure<SiloOptions>(options => options.SiloName = settings.SiloName);
        }

        silo.ConfigureEndpoints(
            address,
            settings.SiloPort == 0 ? FreePort(address) : settings.SiloPort,
            settings.GatewayPort == 0 ? FreePort(address) : settings.GatewayPort);
        silo.UseMembership(settings, connectionString);
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
        silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // A silo that does not answer is struck off by two others (one, where there are only two) after so many probes, whether
            // it is dead, frozen or cut off: that a connection of it spoke lately is no proof of life.
            (options.ProbeTimeout, options.MinProbeTimeout, options.MaxProbeTimeout) = (settings.ProbeTimeout, settings.ProbeTimeout, settings.ProbeTimeout * 2);
            options.NumMissedProbesLimit = settings.MissedProbes;
            options.EnableConnectionLivenessCheck = false;
            options.TableRefreshTimeout = settings.MembershipRefresh;

            // Where more silos die at once than are left to vote, the entries of the dead count until they are this old, and nobody
            // new can join: a minute and a half by default.
            options.IAmAliveTablePublishTimeout = settings.MembershipRefresh;
            options.NumMissedTableIAmAliveLimit = 3;
        });

        silo.Configure<GrainVersioningOptions>(ChooseVersions);
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = settings.ResponseTimeout);
    }

    /// <summary>
    /// Two builds side by side: a grain serves callers of its own version of an interface and of older ones. A method that is new is a new
    /// version (its [Version] is raised), so that a caller of it is never sent to a silo that does not have it. Old silos go on taking
    /// grains during an update (not only the newest version does): the first new one could not carry them all.
    /// </summary>
    internal static void ChooseVersions(GrainVersioningOptions options) =>
        (options.DefaultCompatibilityStrategy, options.DefaultVersionSelectorStrategy) = (nameof(BackwardCompatible), nameof(AllCompatibleVersions));

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));

        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
