using System.Globalization;
using Billing.Contracts.Sessions;
using Billing.Host.Composition;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Billing.Host.Tests.Composition;

/// <summary>An update: an older and a newer silo in one cluster, of which the newer one knows a grain interface by a higher version.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task A_newer_caller_is_never_served_by_an_older_silo_and_an_older_one_is_served_by_both()
    {
        string? first = null;
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((options, silo) =>
        {
            var isOlder = (Interlocked.CompareExchange(ref first, options.SiloName, null) ?? first) == options.SiloName;
            silo.Configure<GrainVersioningOptions>(SiloHost.ChooseVersions);
            silo.Services.AddSingleton<IGrainInterfacePropertiesProvider>(new SaysVersion(isOlder ? 1 : 2));
        });
        await using var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        var (older, newer) = (cluster.Silos.Single(silo => silo.Name == first), cluster.Silos.Single(silo => silo.Name != first));

        // The older one has it, until a newer caller comes: then it moves.
        await AskAsync(older, key: 1, at: older);
        await IsOnlyAtAsync(older, 1);
        await AskAsync(newer, key: 1);
        await IsOnlyAtAsync(newer, 1);

        // Where it is now it serves the older caller too.
        await AskAsync(older, key: 1, at: older);
        await IsOnlyAtAsync(newer, 1);

        // A newer caller's grains are never made at the older one, though it asks for that.
        for (var key = 2; key < 10; key++)
        {
            await AskAsync(newer, key, at: older);
            await IsOnlyAtAsync(newer, key);
        }

        async Task AskAsync(InProcessSiloHandle caller, int key, InProcessSiloHandle? at = null)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, at?.SiloAddress!);
            await caller.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IGatewayConnectionGrain>(key).FindAsync();
            RequestContext.Clear();
        }

        // The silos tell what they have: of each other's grains they may know what was so a moment ago. One that moved leaves after its next came.
        async Task IsOnlyAtAsync(InProcessSiloHandle silo, int key)
        {
            var id = cluster.Client.GetGrain<IGatewayConnectionGrain>(key).GetGrainId();
            SiloAddress[] at;

            do
            {
                at = [.. (await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
                    .Where(one => one.GrainId == id)
                    .Select(one => one.SiloAddress)];
                Assert.Contains(silo.SiloAddress, at);
            }
            while (at.Length > 1);
        }
    }

    private sealed class SaysVersion(int version) : IGrainInterfacePropertiesProvider
    {
        public void Populate(Type interfaceType, GrainInterfaceType grainInterfaceType, Dictionary<string, string> properties)
        {
            if (interfaceType == typeof(IGatewayConnectionGrain))
            {
                properties[WellKnownGrainInterfaceProperties.Version] = version.ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}
