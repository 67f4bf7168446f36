using System.CommandLine;
using System.Net.Sockets;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres.Demo;
using Billing.Postgres.Migrations;
using Microsoft.AspNetCore.Connections;

namespace Billing.Host.Verbs;

/// <summary><c>run</c>: everything in this process. <c>silo</c>: the same on a database that is there.</summary>
internal static partial class RunVerb
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    public static Command Run()
    {
        var command = new Command("run", "Run everything on this machine: PostgreSQL (a private one unless configured), silo, RADIUS, portal.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));

        return command;
    }

    public static Command Silo()
    {
        var command = new Command("silo", "Run one silo of a cluster on the configured database.");
        command.SetAction(async (_, cancellation) =>
        {
            var configuration = Settings.Load(listens: true);

            return await ServeAsync(configuration, await configuration.ConnectionStringAsync(cancellation), own: null, cancellation);
        });

        return command;
    }

    public static Command Portal()
    {
        var command = new Command("portal", "Run only the portal, beside the silos of a cluster on the configured database.");
        command.SetAction(async (_, cancellation) =>
        {
            var configuration = Settings.Load();
            var app = PortalHost.Build(configuration, await configuration.ConnectionStringAsync(cancellation));
            await StartAsync(app, configuration, cancellation);
            Console.WriteLine($"Portal        {configuration.Read<PortalOptions>("Billing:Portal").Url}");
            Console.WriteLine("ready");

            return await StopInTimeAsync(app, cancellation);
        });

        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var configuration = Settings.Load(listens: true);

        if (configuration["Billing:Postgres:ConnectionString"] is { Length: > 0 } configured)
        {
            return await ServeAsync(configuration, configured, own: null, cancellation);
        }

        if (configuration.Read<ClusterSettings>("Billing:Cluster").Membership is not MembershipKind.Postgres)
        {
            throw new UserException(
                "the private PostgreSQL is for one machine: for a cluster that meets in an Azure table set Billing__Postgres__ConnectionString");
        }

        var folder = Path.GetFullPath(configuration.Read<Composition.HostOptions>("Billing").DataFolder);
        await using var database = await PrivateDatabase.StartAsync(folder, cancellation);

        return await ServeAsync(configuration, database.ConnectionString, database, cancellation);
    }

    /// <param name="own">The private database, if it is ours alone.</param>
    private static async Task<int> ServeAsync(
        IConfiguration configuration, string connectionString, PrivateDatabase? own, CancellationToken cancellation)
    {
        if (!await WaitAsync(configuration, connectionString, own is null, cancellation))
        {
            Console.WriteLine("stopped");

            return 0;
        }

        if (own is not null)
        {
            // Nobody else can be in this cluster: what an earlier process left of itself there is dead.
            await Migrator.ForgetSilosAsync(connectionString, cancellation);
        }

        var app = SiloHost.Build(configuration, connectionString);
        own?.Watch(app.Services.GetRequiredService<ILogger<PrivateDatabase>>());

        foreach (var warning in Settings.Warnings(configuration))
        {
            LogSetting(app.Logger, warning);
        }

        if (configuration.Read<Composition.HostOptions>("Billing").Demo == true)
        {
            await app.Services.GetRequiredService<DemoSeed>().LoadAsync(cancellation);
        }

        await StartAsync(app, configuration, cancellation);
        Greeting.Print(configuration);
        Console.WriteLine("ready");

        return await StopInTimeAsync(app, cancellation);
    }

    /// <summary>Waits for the database and brings it to the schema, which may have to wait too: for a backup, or for another process that does so.</summary>
    /// <param name="isOthers">The database may be away: it is not this process's own.</param>
    /// <returns>False: it was stopped before.</returns>
    private static async Task<bool> WaitAsync(IConfiguration configuration, string connectionString, bool isOthers, CancellationToken cancellation)
    {
        try
        {
            if (isOthers)
            {
                await DatabaseWait.UntilItAnswersAsync(connectionString, () => PageAsync("the database", keepsReports: true), cancellation);
            }

            var migrating = Migrator.MigrateAsync(
                connectionString, DateTimeOffset.UtcNow, cancellation, what => Console.Error.WriteLine($"billing: the migration waits for {what}"));
            await DatabaseWait.UntilItIsDoneAsync(
                migrating,
                () => DatabaseWait.OthersChargeAsync(connectionString, cancellation),
                keepsReports => PageAsync("the database's migration", keepsReports));

            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }

        async Task<WebApplication> PageAsync(string what, bool keepsReports)
        {
            var page = SiloHost.Waiting(configuration, what, keepsReports);
            await StartAsync(page, configuration, cancellation);

            return page;
        }
    }

    private static async Task StartAsync(WebApplication app, IConfiguration configuration, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception failure) when (failure.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            await LeaveAsync(app);
            var (what, setting) = failure.InnerException is AddressInUseException
                ? (configuration.Read<PortalOptions>("Billing:Portal").Url, "Billing__Portal__Url to another address")
                : ("the silo's or its gateway's TCP port", "Billing__Cluster__SiloPort and Billing__Cluster__GatewayPort to free ones, or 0");

            throw new UserException($"{what} is taken by another program: stop it, or set {setting}");
        }
        catch
        {
            await LeaveAsync(app);

            throw;
        }
    }

    // What came up before the failure goes in order, unless it waits for a database that is gone.
    private static Task LeaveAsync(WebApplication app) =>
        app.DisposeAsync().AsTask().WaitAsync(LongestStop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    // Orleans asks a database that is gone for minutes to strike this silo off. The others will see that it is dead, and
    // what was answered is durable.
    private static async Task<int> StopInTimeAsync(WebApplication app, CancellationToken cancellation)
    {
        var told = new TaskCompletionSource();
        await using var telling = app.Lifetime.ApplicationStopping.Register(told.SetResult);
        var stopping = app.WaitForShutdownAsync(cancellation); // and stops everything in order
        await told.Task;

        try
        {
            await stopping.WaitAsync(LongestStop, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Console.Error.WriteLine(
                $"billing: stopped after {LongestStop.TotalSeconds:0} s without leaving the cluster in order, because the database did not answer; "
                + "everything that was acknowledged is stored");

            return 1;
        }

        await app.DisposeAsync();
        Console.WriteLine("stopped");

        return 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting}")]
    private static partial void LogSetting(ILogger logger, string setting);
}
