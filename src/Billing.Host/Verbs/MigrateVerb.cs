using System.CommandLine;
using Billing.Host.Composition;
using Billing.Postgres.Migrations;

namespace Billing.Host.Verbs;

/// <summary><c>migrate</c>: brings the database to this program's schema.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database to this program's schema.");
        command.SetAction(async (_, cancellation) =>
        {
            var configuration = Settings.Load();
            var applied = await Migrator.MigrateAsync(
                await configuration.ConnectionStringAsync(cancellation),
                DateTimeOffset.UtcNow,
                cancellation,
                what => Console.Error.WriteLine($"billing: the migration waits for {what}"));
            Console.WriteLine(applied.Count == 0 ? "up to date" : $"applied {string.Join(", ", applied)}");

            return 0;
        });

        return command;
    }
}
