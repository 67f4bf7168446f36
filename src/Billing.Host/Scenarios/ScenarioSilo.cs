using Billing.Grains;
using Billing.Host.Composition;
using Billing.Postgres;
using Orleans.Configuration;

namespace Billing.Host.Scenarios;

/// <summary>A silo on a scratch database whose time is a scenario's: the grains and the storage of the live program.</summary>
internal static class ScenarioSilo
{
    /// <param name="change">What is other than in the live program.</param>
    public static async Task<IHost> StartAsync(
        string connectionString, TimeProvider clock, CancellationToken cancellation, Action<IServiceCollection>? change = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Configuration.AddConfiguration(Settings.Load());
        builder.Configuration["Billing:Postgres:ConnectionString"] = connectionString;

        // Whatever the operator's own is: made-up cards must reach nobody, and are taken where no provider is set up, too.
        builder.Configuration["Billing:Payments:Provider"] = "Test";

        // Nothing happens by itself: the scenario says when.
        builder.Configuration["Billing:Payers:SweepInterval"] = "10.00:00:00";
        builder.Configuration["Billing:Sessions:SweepInterval"] = "10.00:00:00";

        // By the database's clock all days of a scenario are long ago: what it would add up now is not all that they will have.
        builder.Configuration["Billing:Usage:FoldEvery"] = "10.00:00:00";
        builder.Services.AddBillingStores();
        builder.Services.AddBillingGrains();
        builder.Services.AddSingleton(clock);
        change?.Invoke(builder.Services);

        // Of a process that was killed the membership table says that it lives: each has a cluster of its own.
        var cluster = new ClusterSettings { ClusterId = $"scenario-{Guid.NewGuid():N}", ResponseTimeout = TimeSpan.FromMinutes(1) };
        builder.UseOrleans(silo => SiloHost.Cluster(silo, cluster, connectionString));

        // Orleans has the scenario's clock too: when that leaps, a silo that is watched looks dead.
        builder.Services.Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false);
        var host = builder.Build();
        await host.StartAsync(cancellation);

        return host;
    }
}
