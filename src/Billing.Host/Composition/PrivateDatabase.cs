using Billing.Postgres.Server;

namespace Billing.Host.Composition;

/// <summary>The private PostgreSQL server of a data folder, and the lock that lets one <c>run</c> at a time have it.</summary>
internal sealed class PrivateDatabase : IAsyncDisposable
{
    private const string Name = "billing";

    private readonly PrivateServer _server;
    private readonly FileStream _lock;

    private PrivateDatabase(PrivateServer server, FileStream @lock) => (_server, _lock) = (server, @lock);

    public string ConnectionString => _server.ConnectionString(Name);

    /// <summary>Starts the server, makes the database, and keeps others out.</summary>
    /// <exception cref="UserException">Another process runs on the folder.</exception>
    public static async Task<PrivateDatabase> StartAsync(string dataFolder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(dataFolder);
        var @lock = TakeLock(Path.Combine(dataFolder, "run.lock"));

        var database = new PrivateDatabase(new(new() { Folder = ServerFolderOf(dataFolder) }), @lock);

        try
        {
            // A start that was begun is finished even when nobody wants it any more: only then can it be stopped.
            await database._server.StartAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            await database._server.EnsureDatabaseAsync(Name, cancellation);

            return database;
        }
        catch
        {
            await database.DisposeAsync();

            throw;
        }
    }

    /// <summary>The running server of a data folder, for looking at it.</summary>
    public static async Task<string> FindAsync(string serverFolder, CancellationToken cancellation)
    {
        var server = new PrivateServer(new() { Folder = serverFolder });

        if (!server.IsRunning)
        {
            throw new UserException("the private PostgreSQL server is not running: start ./billing run");
        }

        await server.StartAsync(cancellation);

        return server.ConnectionString(Name);
    }

    public static string FolderOf(IConfiguration configuration) =>
        ServerFolderOf(Path.GetFullPath(configuration.Read<HostOptions>("Billing").DataFolder));

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _lock.DisposeAsync();
    }

    private static string ServerFolderOf(string dataFolder) => Path.Combine(dataFolder, "postgres");

    // The lock is the system's: it goes with the process, however that ends.
    private static FileStream TakeLock(string file)
    {
        try
        {
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);

            return stream;
        }
        catch (IOException)
        {
            throw new UserException($"billing is already running on {Path.GetDirectoryName(file)}; stop it, or set Billing__DataFolder to another folder");
        }
    }
}
