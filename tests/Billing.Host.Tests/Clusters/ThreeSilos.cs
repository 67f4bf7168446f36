using System.Diagnostics;
using System.Net;
using Billing.Host.Bench;
using Billing.Host.Chaos;
using Npgsql;

namespace Billing.Host.Tests.Clusters;

/// <summary>Three silos, each a process, on one PostgreSQL; the third in a network of its own where that can be made.</summary>
/// <remarks>Each test leaves all three running.</remarks>
public sealed class ThreeSilos : IAsyncLifetime
{
    private const int Accounts = 300;
    private const int Dead = 6;

    /// <summary>What a gateway that may go on without the database may have on trust, for an account and a day; USD.</summary>
    internal const decimal Trust = 1.00m;
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    /// <summary>The same of gateways that may go on without the database.</summary>
    /// <remarks>Of few accounts: only those that a silo knows are let in then.</remarks>
    internal RadiusLoadOptions Trusted => Load with { From = TrustedGateway, Accounts = 50, MaxTries = 40 };

    internal IPAddress TrustedGateway => Network?.Gateway(0) ?? IPAddress.Parse("127.0.0.10");

    internal ChaosBook Book { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Network = NetworkNamespace.TryCreate();
        var folder = Path.Combine(Path.GetTempPath(), "billing-three-" + Guid.NewGuid().ToString("N")[..8]);
        Cluster = await LocalCluster.StartAsync(folder, BillingProcess.Program, Accounts, Places, Cancel);

        Book = new(_database);
        await Book.AddNodeAsync("trusted", TrustedGateway + "/32", Cancel, Trust);

        if (Network is not null)
        {
            await Book.AddNodeAsync("cable", Network.HereForGateways + "/32", Cancel);
        }

        await UntilAsync(
            () => Task.FromResult(Cluster.Silos.All(silo => File.Exists(silo.Spool))), "a silo does not know the gateway that may go on");
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
            await Task.Delay(50, Cancel);
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

        return (int)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>Waits until each of them has reports in its spool.</summary>
    internal static async Task SpooledAsync(params SiloProcess[] silos)
    {
        foreach (var silo in silos)
        {
            await UntilAsync(async () => await silo.SpooledAsync(Cancel) > 0, $"nothing is spooled by {silo.Name}");
        }
    }

    /// <summary>Waits until what was spooled is charged.</summary>
    internal Task ChargedAsync() => Cluster.ChargedAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);

    /// <summary>Waits until a silo has let somebody in on trust.</summary>
    internal static Task StoodInAsync(SiloProcess silo) => UntilAsync(
        async () => await TrustedAsync(silo, "StoodIn") > 0, "it lets nobody in on trust");

    /// <summary>Waits until a process of a silo has kept a report in its spool.</summary>
    internal static Task KeptAsync(SiloProcess silo) => UntilAsync(
        async () => await TrustedAsync(silo, "Spooled") > 0, "it keeps no report");

    /// <summary>Waits until the accounts of the gateways that may go on are known.</summary>
    internal async Task KnownAsync()
    {
        var before = await AcceptedAsync();
        await UntilAsync(async () => await AcceptedAsync() - before > 2 * Trusted.Accounts, "they do not log in");
    }

    private async Task<long> AcceptedAsync() => (await Task.WhenAll(Cluster.Silos.Select(silo => TrustedAsync(silo, "Accepted")))).Sum();

    private static async Task<long> TrustedAsync(SiloProcess silo, string outcome) =>
        (await silo.RadiusHealthAsync(Cancel)).GetProperty("packets").TryGetProperty("trusted", out var counts)
            && counts.TryGetProperty(outcome, out var count) ? count.GetInt64() : 0;

    /// <summary>Waits until a silo that starts has a page that says that it is not ready.</summary>
    /// <returns>What the page says.</returns>
    internal static async Task<string> NotReadyAsync(SiloProcess silo)
    {
        using var http = new HttpClient();
        var said = "";
        await UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(silo.Portal, "/health/ready"), Cancel);
                    said = await answer.Content.ReadAsStringAsync(Cancel);

                    return answer.StatusCode is HttpStatusCode.ServiceUnavailable;
                }
                catch (HttpRequestException)
                {
                    return false; // no page yet
                }
            },
            "a silo that waits has no page");

        return said;
    }

    internal static async Task UntilAsync(Func<Task<bool>> isSo, string problem)
    {
        var since = Stopwatch.GetTimestamp();

        while (!await isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), problem);
            await Task.Delay(50, Cancel);
        }
    }

    private IEnumerable<SiloPlace> Places(string connectionString)
    {
        _database = NpgsqlDataSource.Create(connectionString + ";Pooling=false"); // it outlives the server's processes

        if (Network is not { } network)
        {
            return Enumerable.Repeat(SiloPlace.Here, 3);
        }

        var database = new NpgsqlConnectionStringBuilder(connectionString);
        _relay = TcpRelay.Open(network.Here, database.Port);
        (database.Host, database.Port) = (network.Here.ToString(), _relay.Port);
        var here = new SiloPlace(network.Here) { ForGateways = network.HereForGateways };

        return [here, here, new(network.There, database.ConnectionString, network.Enter) { ForGateways = network.ThereForGateways }];
    }
}
