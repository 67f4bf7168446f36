using System.Net;
using System.Net.Sockets;
using Billing.Grains;
using Billing.Grains.Payments;
using Billing.Host.Output;
using Billing.Portal;
using Billing.Postgres;
using Billing.Postgres.Security;
using Billing.Radius.Server;
using Orleans.Configuration;

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
        builder.Services.AddBillingStores();
        builder.Services.AddKeyCertificate(configuration);
        builder.Services.AddBillingGrains();
        builder.UseOrleans(silo =>
        {
            Cluster(silo, configuration.Read<ClusterSettings>("Billing:Cluster"), connectionString);
            silo.AddClusterPage(configuration.Read<TelemetryOptions>("Billing:Telemetry"));
        });
        builder.Services.AddBillingRadius();
        builder.Services.PostConfigure<RadiusOptions>(radius => radius.SpoolFolder = radius.SpoolFolder is { Length: > 0 } folder
            ? folder
            : Path.Combine(builder.Configuration.Read<HostOptions>("Billing").DataFolder, "spool"));
        builder.AddPortal();

        var app = builder.Build();
        app.MapHealth();
        app.MapBillingPortal();
        app.MapMetrics();
        app.MapClusterPage();
        app.MapPaymentWebhook();

        return app;
    }

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
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(12));

        return builder;
    }

    internal static void Cluster(ISiloBuilder silo, ClusterSettings settings, string connectionString)
    {
        if (!IPAddress.TryParse(settings.AdvertisedAddress, out var address))
        {
            throw new UserException($"Billing:Cluster:AdvertisedAddress: \"{settings.AdvertisedAddress}\" is not an IP address");
        }

        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, ServiceId));
        silo.ConfigureEndpoints(
            address,
            settings.SiloPort == 0 ? FreePort(address) : settings.SiloPort,
            settings.GatewayPort == 0 ? FreePort(address) : settings.GatewayPort);
        silo.UseMembership(settings, connectionString);
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
        silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // A dead silo is gone in about 2 s, a frozen one too: a connection that spoke lately is no proof of life.
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
        });
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = settings.ResponseTimeout);
    }

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));

        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
