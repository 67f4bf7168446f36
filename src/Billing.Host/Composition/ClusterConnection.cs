using Billing.Postgres;
using Orleans.Configuration;

namespace Billing.Host.Composition;

/// <summary>A verb's connection to the running cluster: grains are called as a silo would call them.</summary>
/// <remarks>
/// It finds the silos where they find each other, so it needs no setting of its own. A call that
/// fails may have had its effect: money is moved by calls that carry an operation id, and asked for again with the same one.
/// </remarks>
internal sealed class ClusterConnection : IAsyncDisposable
{
    // Only for silos that neither take nor refuse a connection: they are frozen, their machine is gone, or it is so busy that
    // a connection takes seconds, and then "cannot be reached" would be wrong.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly IHost _client;

    private ClusterConnection(IHost client) => _client = client;

    public IGrainFactory Grains => _client.Services.GetRequiredService<IGrainFactory>();

    /// <param name="settings">With the database's connection string, as <see cref="Settings.ConnectionStringAsync"/> finds it.</param>
    /// <exception cref="UserException">No silo of the cluster can be reached.</exception>
    public static async Task<ClusterConnection> OpenAsync(IConfiguration settings, CancellationToken cancellation)
    {
        var cluster = settings.Read<ClusterSettings>("Billing:Cluster");
        var database = settings.Read<PostgresOptions>("Billing:Postgres").ConnectionString;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Services.TellFailuresApart();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, SiloHost.ServiceId));
            client.UseMembership(cluster, database);
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false)); // somebody waits at the shell
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = cluster.ResponseTimeout);
        });
        var connection = new ClusterConnection(builder.Build());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);

        try
        {
            await connection._client.StartAsync(patience.Token).WaitAsync(patience.Token);

            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();

            throw failure is OrleansException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested)
                ? new UserException($"no silo of the cluster \"{cluster.ClusterId}\" can be reached: start ./billing run, or ./billing silo")
                : failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing is at work here any more; a silo that is gone must not keep the person waiting.
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        try
        {
            await _client.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // What was asked for has been answered: a slow farewell must not be told in the place of that.
        }

        _client.Dispose();
    }
}
