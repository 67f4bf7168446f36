using System.CommandLine;
using Billing.Host.Composition;
using Billing.Host.Output;
using Billing.Postgres.Demo;
using Billing.Postgres.Migrations;

namespace Billing.Host.Verbs;

/// <summary><c>run</c>: everything in this process. <c>silo</c>: the same on a database that is there.</summary>
internal static class RunVerb
{
    public static Command Run()
    {
        var command = new Command("run", "Run everything on this machine: PostgreSQL (a private one unless configured), silo, RADIUS, health page.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));

        return command;
    }

    public static Command Silo()
    {
        var command = new Command("silo", "Run one silo of a cluster on the configured database.");
        command.SetAction(async (_, cancellation) =>
        {
            var configuration = Settings.Load();

            return await ServeAsync(configuration, await configuration.ConnectionStringAsync(cancellation), isAlone: false, cancellation);
        });

        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var configuration = Settings.Load();

        if (configuration["Billing:Postgres:ConnectionString"] is { Length: > 0 } configured)
        {
            return await ServeAsync(configuration, configured, isAlone: false, cancellation);
        }

        var folder = Path.GetFullPath(configuration.Read<Composition.HostOptions>("Billing").DataFolder);
        await using var database = await PrivateDatabase.StartAsync(folder, cancellation);

        return await ServeAsync(configuration, database.ConnectionString, isAlone: true, cancellation);
    }

    private static async Task<int> ServeAsync(IConfiguration configuration, string connectionString, bool isAlone, CancellationToken cancellation)
    {
        await Migrator.MigrateAsync(connectionString, DateTimeOffset.UtcNow, cancellation);

        if (isAlone)
        {
            // Nobody else can be in this cluster: what an earlier process left of itself there is dead.
            await Migrator.ForgetSilosAsync(connectionString, cancellation);
        }

        await using var app = SiloHost.Build(configuration, connectionString);

        if (configuration.Read<Composition.HostOptions>("Billing").Demo)
        {
            await app.Services.GetRequiredService<DemoSeed>().LoadAsync(cancellation);
        }

        await app.StartAsync(cancellation);
        Greeting.Print(configuration);
        Console.WriteLine("ready");

        try
        {
            await app.WaitForShutdownAsync(cancellation);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }

        Console.WriteLine("stopped");

        return 0;
    }
}
