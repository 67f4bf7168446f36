using System.Security.Cryptography;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Service;
using Billing.Contracts.Sessions;
using Billing.Radius.Server.Access;
using Billing.Radius.Server.Accounting;
using Billing.Radius.Server.Control;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Profiles;
using Billing.Radius.Server.Proxying;
using Billing.Radius.Server.Spooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Radius.Server;

/// <summary>The RADIUS listener, for a host that has the cluster's grains and the read ports.</summary>
public static class RadiusModule
{
    /// <summary>Registers it; it opens its ports when it is started, so register it after the silo.</summary>
    /// <param name="key">The installation's key, by which secrets of gateways that are kept on this machine's disk are encrypted; null: it has none.</param>
    public static IServiceCollection AddBillingRadius(this IServiceCollection services, RSA? key)
    {
        services.AddListener(key);
        services.AddSingleton<Door<IAccountGrain>>();
        services.AddSingleton<Door<IBalanceGrain>>();
        services.AddSingleton<Aliases>();
        services.AddSingleton<FailureLimiter>();
        services.TryAddSingleton<SessionIds>();
        services.AddSingleton<AccessDesk>();
        services.AddSingleton<AccountingDesk>();
        services.AddSingleton<ServerLinks>();
        services.AddSingleton<Realms>();
        services.AddSingleton<Proxy>();
        services.AddSingleton<IDesk, Desk>();
        services.AddSingleton<ControlClient>();
        services.AddSingleton<GatewayControl>();
        services.AddSingleton<ConnectedControl>();
        services.AddSingleton<IGatewayControl>(provider => provider.GetRequiredService<ConnectedControl>());
        services.AddSingleton<HealthReport>();
        services.AddSingleton<RadiusMeter>();
        services.AddHostedService<ConnectionTelling>();
        services.AddHostedService<RadiusService>();
        services.AddHostedService<SpoolReplay>();

        return services;
    }

    /// <summary>The listener of a process that waits for its database: it keeps reports of gateways that may go on without it, if there are any.</summary>
    /// <param name="isOpen">False: its ports stay closed, and gateways ask another server.</param>
    public static IServiceCollection AddReportsWithoutDatabase(this IServiceCollection services, RSA? key, bool isOpen = true)
    {
        services.AddListener(key);
        services.AddSingleton<ICommitHealth, NoDatabase>();
        services.AddSingleton<ReportsDesk>();
        services.AddSingleton<IDesk>(provider => provider.GetRequiredService<ReportsDesk>());

        if (isOpen)
        {
            services.AddHostedService<ReportsService>();
        }

        return services;
    }

    private static void AddListener(this IServiceCollection services, RSA? key)
    {
        services.AddOptions<RadiusOptions>().BindConfiguration("Billing:Radius");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton(MachineClock.Key, TimeProvider.System);
        services.AddSingleton<ProfileFiles>();
        services.AddSingleton<NodeRegistry>();
        services.AddSingleton<WorkLoad>();
        services.AddSingleton(provider => new Spool(
            provider.GetRequiredService<IOptions<RadiusOptions>>().Value.SpoolFile, provider.GetRequiredService<TimeProvider>(), MachineStart.Id));
        services.AddSingleton(provider => new GatewayFile(
            provider.GetRequiredService<IOptions<RadiusOptions>>().Value.GatewayFile, key, provider.GetRequiredService<ILogger<GatewayFile>>()));
        services.AddSingleton<Outage>();
        services.AddSingleton<TlsGateways>();
        services.AddSingleton<DelayMeter>();
        services.AddSingleton<FailureTelling>();
        services.AddSingleton<RadiusListener>();
        services.AddSingleton(provider => new RadiusReport(
            provider.GetRequiredService<NodeRegistry>(),
            provider.GetRequiredService<RadiusListener>(),
            provider.GetRequiredService<Outage>(),
            provider.GetRequiredService<Spool>()));
    }
}
