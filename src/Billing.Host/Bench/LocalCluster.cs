using System.Globalization;
using Billing.Postgres.Server;

namespace Billing.Host.Bench;

/// <summary>Silos of one cluster on this machine, each a process, and a private PostgreSQL that is stopped and killed apart from them.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    /// <summary>By which its silos know each other.</summary>
    public const string ClusterId = "local";

    private const string DatabaseName = "billing";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;

    private LocalCluster(string folder, PrivateServer database) => (_folder, Database) = (folder, database);

    public PrivateServer Database { get; }

    public string ConnectionString => Database.ConnectionString(DatabaseName);

    public IReadOnlyList<SiloProcess> Silos { get; private set; } = [];

    /// <summary>Gateways that have all silos in their lists.</summary>
    public RadiusLoadOptions Load
    {
        get
        {
            var first = Silos[0].Server;

            return new(first.Host, first.AuthPort, first.AcctPort, "testing123")
            {
                Others = [.. Silos.Skip(1).Select(silo => silo.Server)],
                FirstAccount = 0,
                WarmUp = TimeSpan.Zero,
            };
        }
    }

    /// <summary>Starts PostgreSQL and the silos, with the demo and accounts for load.</summary>
    /// <param name="folder">Empty or not there; removed with the cluster.</param>
    /// <param name="program">The build that all of it is made with.</param>
    /// <param name="hasClocks">Each silo's clock can be set.</param>
    /// <param name="places">One for each silo; asked for when the database of the connection string is there.</param>
    public static async Task<LocalCluster> StartAsync(
        string folder, string program, int accounts, Func<string, IEnumerable<SiloPlace>> places, CancellationToken cancellation, string maxWalSize = "2GB", bool hasClocks = false)
    {
        Directory.CreateDirectory(folder);
        var cluster = new LocalCluster(folder, new(new() { Folder = DatabaseFolder(folder), SharedBuffers = "128MB", MaxWalSize = maxWalSize }));

        try
        {
            await cluster.Database.StartAsync(cancellation);
            await cluster.Database.EnsureDatabaseAsync(DatabaseName, cancellation);
            cluster.Silos =
            [
                .. places(cluster.ConnectionString).Select((place, i) => new SiloProcess(
                    FormattableString.Invariant($"silo {i + 1}"), place, cluster.ConnectionString, ClusterId, folder, hasClocks)),
            ];

            // The first one brings the database to the schema, and the demo into it.
            await cluster.Silos[0].StartAsync(program, cancellation);
            await Task.WhenAll(
                [
                    cluster.DoAsync(program, cancellation, "demo", "--accounts", accounts.ToString(CultureInfo.InvariantCulture)),
                    .. cluster.Silos.Skip(1).Select(silo => silo.StartAsync(program, cancellation)),
                ]);

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();

            throw;
        }
    }

    /// <summary>Where the cluster of a folder has its database: its data, its journal and its log.</summary>
    public static string DatabaseFolder(string folder) => Path.Combine(folder, "postgres");

    /// <summary>Runs a verb of a build on the cluster's database.</summary>
    /// <exception cref="Composition.UserException">It did not end well.</exception>
    public async Task DoAsync(string program, CancellationToken cancellation, params string[] arguments)
    {
        using var process = BillingProcess.Start(
            program, arguments, [new("Billing__DataFolder", _folder), new("Billing__Postgres__ConnectionString", ConnectionString)]);
        await process.EndAsync(cancellation);
    }

    /// <summary>Waits until what was spooled without the database is charged.</summary>
    public async Task ChargedAsync(CancellationToken patience)
    {
        while ((await Task.WhenAll(Silos.Select(silo => silo.SpooledAsync(patience)))).Any(waiting => waiting > 0))
        {
            await Task.Delay(Glance, patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos)
        {
            silo.Dispose();
        }

        await Database.KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
