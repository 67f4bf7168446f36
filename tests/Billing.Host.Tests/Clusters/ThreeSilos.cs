using System.Diagnostics;
using System.Net;
using Billing.Host.Bench;
using Npgsql;

namespace Billing.Host.Tests.Clusters;

/// <summary>Three silos, each a process, on one PostgreSQL; the third in a network of its own where that can be made.</summary>
/// <remarks>Each test leaves all three running.</remarks>
public sealed class ThreeSilos : IAsyncLifetime
{
    private const int Accounts = 300;
    private const int Dead = 6;

    private TcpRelay? _relay;
    private NpgsqlDataSource _database = null!;

    internal LocalCluster Cluster { get; private set; } = null!;

    /// <summary>Null: none can be made here.</summary>
    internal NetworkNamespace? Network { get; private set; }

    /// <summary>As many requests a second as leave a small machine room for three silos that start: gateways repeat after 1 s, and
    /// ask another silo after 3 s.</summary>
    internal RadiusLoadOptions Load => Cluster.Load with
    {
        Accounts = Accounts,
        Interims = 2,
        Gateways = 6,
        Rate = 200,
        InFlight = 400,
        RetransmitAfter = TimeSpan.FromSeconds(1),
        DeadTime = TimeSpan.FromSeconds(4),
        MaxTries = 10,
    };

    public async ValueTask InitializeAsync()
    {
        Network = NetworkNamespace.TryCreate();
        var folder = Path.Combine(Path.GetTempPath(), "billing-three-" + Guid.NewGuid().ToString("N")[..8]);
        Cluster = await LocalCluster.StartAsync(folder, BillingProcess.Program, Accounts, Places, TestContext.Current.CancellationToken);

        if (Network is not null)
        {
            // Gateways are this machine as it is seen from there.
            await using var node = _database.CreateCommand(
                """
                insert into node (name, address, secret, profile, message_authenticator, limit_proxy_state)
                select 'cable', $1::cidr, secret, profile, message_authenticator, limit_proxy_state from node where name = 'demo'
                """);
            node.Parameters.Add(new() { Value = Network.Here + "/32" });
            await node.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        _relay?.Dispose();
        Network?.Dispose();
    }

    /// <summary>Waits until the others have struck a silo off.</summary>
    /// <returns>How long that took.</returns>
    internal async Task<TimeSpan> StruckOffAsync(SiloProcess silo, int generationsBefore)
    {
        var since = Stopwatch.GetTimestamp();

        while (await DeadAsync(silo) <= generationsBefore)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), "nobody noticed that a silo is gone");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>How many processes of a silo are dead by the membership table.</summary>
    internal async Task<int> DeadAsync(SiloProcess silo)
    {
        await using var command = _database.CreateCommand(
            "select count(*)::int from orleansmembership where status = $1 and siloname = $2");
        command.Parameters.Add(new() { Value = Dead });
        command.Parameters.Add(new() { Value = silo.Name });

        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private IEnumerable<SiloPlace> Places(string connectionString)
    {
        _database = NpgsqlDataSource.Create(connectionString);

        if (Network is not { } network)
        {
            return Enumerable.Repeat(SiloPlace.Here, 3);
        }

        var database = new NpgsqlConnectionStringBuilder(connectionString);
        _relay = new(network.Here, database.Port);
        (database.Host, database.Port) = (network.Here.ToString(), _relay.Port);
        var here = new SiloPlace(network.Here);

        return [here, here, new(network.There, database.ConnectionString, network.Enter)];
    }
}
