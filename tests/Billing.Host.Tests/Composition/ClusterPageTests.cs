using Billing.Host.Composition;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;

namespace Billing.Host.Tests.Composition;

public sealed class ClusterPageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_silo_measures_its_calls_for_the_page_only_where_that_is_wanted(bool profiles)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.AddClusterPage(new() { ProfileGrains = profiles });
        });
        using var host = builder.Build();

        var dashboard = typeof(DashboardOptions).Assembly;
        var takesPart = host.Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>().Any(one => one.GetType().Assembly == dashboard);
        var filters = host.Services.GetServices<IIncomingGrainCallFilter>().Any(one => one.GetType().Assembly == dashboard);

        Assert.Equal((profiles, profiles), (takesPart, filters));
    }
}
