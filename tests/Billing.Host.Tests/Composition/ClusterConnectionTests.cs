using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Nodes;
using Billing.Host.Composition;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Host.Tests.Composition;

/// <summary>A verb among the cluster's silos, which it finds by the membership in the database.</summary>
public sealed class ClusterConnectionTests(MigratedPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_the_running_silo()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync());
        var alice = await billing.Services.GetRequiredService<IAccountQuery>().ShowAsync("alice", Cancel);
        await using var cluster = await ClusterConnection.OpenAsync(Settings(billing.ConnectionString, $"test-{billing.AuthPort}"), Cancel);

        var funds = await cluster.Grains.GetGrain<IBalanceGrain>(alice!.BalanceId).ShowAsync();

        Assert.Equal(("USD", 10m, 0), (funds!.Currency, funds.Available, funds.OpenSessions));
        Assert.Null(await cluster.Grains.GetGrain<IBalanceGrain>(alice.BalanceId + 1_000).ShowAsync());
    }

    [Fact]
    public async Task A_silo_that_has_come_up_has_told_how_its_listener_is()
    {
        await using var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync(), ("Billing:Radius:HealthInterval", "01:00:00"));

        var view = await billing.Grains.GetGrain<IGatewayHealthGrain>(0).ShowAsync();

        Assert.Single(view.Silos);
        Assert.Contains("demo", view.Gateways.Select(gateway => gateway.Name));
    }

    [Fact]
    public async Task Without_a_silo_it_says_what_to_start()
    {
        var database = await postgres.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<UserException>(() => ClusterConnection.OpenAsync(Settings(database, "nobody"), Cancel));

        Assert.Equal("no silo of the cluster \"nobody\" can be reached: start ./billing run, or ./billing silo", failure.Message);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so_and_not_that_nobody_is_there()
    {
        var database = await postgres.CreateDatabaseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ClusterConnection.OpenAsync(Settings(database, "nobody"), new(canceled: true)));
    }

    private static IConfiguration Settings(string database, string clusterId) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Billing:Postgres:ConnectionString", database), new("Billing:Cluster:ClusterId", clusterId)])
        .Build();
}
