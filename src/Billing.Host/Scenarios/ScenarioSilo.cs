using Billing.Grains;
using Billing.Host.Composition;
using Billing.Postgres;

namespace Billing.Host.Scenarios;

/// <summary>A silo on a scratch database whose time is a scenario's: the grains and the storage of the live program.</summary>
internal static class ScenarioSilo
{
    public static async Task<IHost> StartAsync(string connectionString, TimeProvider clock, CancellationToken cancellation)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Configuration.AddConfiguration(Settings.Load());
        builder.Configuration["Billing:Postgres:ConnectionString"] = connectionString;

        // Nothing happens by itself: the scenario says when.
        builder.Configuration["Billing:Payers:SweepInterval"] = "10.00:00:00";
        builder.Configuration["Billing:Sessions:SweepInterval"] = "10.00:00:00";
        builder.Services.AddBillingStores();
        builder.Services.AddBillingGrains();
        builder.Services.AddSingleton(clock);
        builder.UseOrleans(silo => SiloHost.Cluster(silo, new ClusterSettings { ResponseTimeout = TimeSpan.FromMinutes(1) }, connectionString));
        var host = builder.Build();
        await host.StartAsync(cancellation);

        return host;
    }
}
