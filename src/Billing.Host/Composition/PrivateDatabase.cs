using Billing.Postgres.Server;

namespace Billing.Host.Composition;

/// <summary>The private PostgreSQL server of a data folder, and the lock that lets one <c>run</c> at a time have it.</summary>
/// <remarks>
/// A server that dies is started again. One that somebody stopped stays as it is, until they start it: they have a reason.
/// </remarks>
internal sealed partial class PrivateDatabase : IAsyncDisposable
{
    private const string Name = "billing";

    // Of the system: somebody has the lock. A disk that is full or takes no writes is another matter, and says so itself.
    private const int WouldBlock = 11;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly PrivateServer _server;
    private readonly FileStream _lock;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    private PrivateDatabase(PrivateServer server, FileStream @lock) => (_server, _lock) = (server, @lock);

    public string ConnectionString => _server.ConnectionString(Name);

    /// <summary>Starts the server, makes the database, and keeps others out.</summary>
    /// <exception cref="UserException">Another process runs on the folder, or it cannot be written to.</exception>
    public static async Task<PrivateDatabase> StartAsync(string dataFolder, CancellationToken cancellation)
    {
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

        if (!await server.TryFindAsync(cancellation))
        {
            throw new UserException("the private PostgreSQL server is not running: start ./billing run");
        }

        return server.ConnectionString(Name);
    }

    public static string FolderOf(IConfiguration configuration) =>
        ServerFolderOf(Path.GetFullPath(configuration.Read<HostOptions>("Billing").DataFolder));

    /// <summary>Keeps the server running from now on, until this is disposed of.</summary>
    public void Watch(ILogger<PrivateDatabase> logger) => _watching = WatchAsync(logger, _stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        await _server.StopAsync();
        await _lock.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WatchAsync(ILogger logger, CancellationToken stopping)
    {
        var pause = Glance;

        while (await PauseAsync(pause, stopping))
        {
            if (!_server.HasDied)
            {
                pause = Glance;

                continue;
            }

            if (pause == Glance)
            {
                LogDied(logger);
            }

            pause = pause < LongestPause ? pause * 2 : pause;

            try
            {
                await _server.StartAsync(CancellationToken.None); // only a server whose start was finished can be stopped
                LogStarted(logger);
            }
            catch (Exception failure)
            {
                LogNotStarted(logger, pause.TotalSeconds, failure.Message);
            }
        }
    }

    private static async Task<bool> PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return !stopping.IsCancellationRequested;
    }

    private static string ServerFolderOf(string dataFolder) => Path.Combine(dataFolder, "postgres");

    // The lock is the system's: it goes with the process, however that ends.
    private static FileStream TakeLock(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);

            return stream;
        }
        catch (IOException failure) when (failure.HResult == WouldBlock)
        {
            throw new UserException($"already running on {Path.GetDirectoryName(file)}; stop it, or set Billing__DataFolder to another folder");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Billing:DataFolder: expected a folder that can be written to, and {Path.GetDirectoryName(file)} is none: {failure.Message}");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL died: starting it again; gateways get no answer until it runs")]
    private static partial void LogDied(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL runs again")]
    private static partial void LogStarted(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL could not be started, next try in {Seconds:0.#} s: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, double seconds, string reason);
}
