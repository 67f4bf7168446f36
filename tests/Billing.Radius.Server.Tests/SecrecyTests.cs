using System.Text;
using Billing.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Billing.Radius.Server.Tests;

/// <summary>Passwords and secrets are in no log, at whatever level, and in clear in no table.</summary>
public sealed class SecrecyTests(MigratedPostgres postgres)
{
    private static readonly string[] Secrets = ["wonderland", "guess-password", "shared-secret-1", "testing123", "builder"];

    [Fact]
    public async Task Nothing_that_is_logged_or_stored_has_a_password_or_a_secret_in_it()
    {
        var logged = new LogLines();
        await using var billing = await RunningBilling.StartAsync(
            await postgres.CreateDatabaseAsync(),
            logging =>
            {
                logging.ClearProviders();
                logging.SetMinimumLevel(LogLevel.Trace);
                logging.AddProvider(logged);
            });
        await Stage.AddNodeAsync(billing, "other", "127.6.0.1/32", "shared-secret-1");
        using var gateway = new TestGateway(billing);
        using var other = new TestGateway(billing, "shared-secret-1", from: System.Net.IPAddress.Parse("127.6.0.1"));

        foreach (var one in new[] { gateway, other })
        {
            await one.LogInAsync("alice", password: "wonderland");
            await one.IsRejectedAsync("alice", password: "guess-password");
            await one.IsRejectedAsync("nobody", password: "guess-password");
            var chap = await one.AskAuthAsync(one.Access((ref writer, random) =>
            {
                var response = new byte[ChapPassword.Length];
                ChapPassword.Compute(1, random, "builder"u8, response);
                writer.AddString(Attributes.UserName, "bob");
                writer.Add(Attributes.ChapPassword, response);
            }));
            Assert.Equal(RadiusCode.AccessAccept, chap?.Code);
            await one.ReportAsync(Status.Stop, "alice", "k1", new(60, 0, 1) { More = (ref writer) => Play.AddPassword(ref writer, one.Secret, new byte[16], "guess-password") });
        }

        // A gateway that disappears from the table, and one that cannot be read: what is said of them.
        await ExecuteAsync(billing, "update node set profile = 'no such profile' where name = 'other'");
        await Eventually.IsAsync(() => logged.Lines.Any(line => line.Contains("no such profile", StringComparison.Ordinal)), "the unusable gateway is told");
        var stored = await ReadAllAsync(billing);

        Assert.NotEmpty(logged.Lines);
        Assert.All(Secrets, secret => Assert.DoesNotContain(logged.Lines, line => Reveals(line, secret)));
        Assert.All(Secrets, secret => Assert.DoesNotContain(stored, line => Reveals(line, secret)));
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    private static bool Reveals(string text, string secret) =>
        text.Contains(secret, StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal);

    private static async Task ExecuteAsync(RunningBilling billing, string sql)
    {
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ReadAllAsync(RunningBilling billing)
    {
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString + ";Pooling=false");
        var lines = new List<string>();

        foreach (var table in new[] { "node", "account", "session", "xdr", "ledger_entry", "suspense_usage", "customer" })
        {
            await using var command = source.CreateCommand($"select t::text from {table} t");
            await using var row = await command.ExecuteReaderAsync();

            while (await row.ReadAsync())
            {
                lines.Add(row.GetString(0));
            }
        }

        Assert.NotEmpty(lines);

        return lines;
    }
}
