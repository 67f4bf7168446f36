using System.Globalization;
using System.Net;
using Billing.Host.Composition;
using Billing.Postgres.Security;
using Billing.Radius;
using Billing.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Billing.Host.Tests.Composition;

/// <summary>A silo that starts while its database is away keeps the reports of gateways that may go on without it.</summary>
public sealed class WaitingSiloTests : IDisposable
{
    private const uint Start = 1;
    private const uint Stop = 2;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("billing-waiting-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reports_are_kept_and_charged_once_when_the_database_is_back()
    {
        await using var postgres = new MigratedPostgres();
        var database = await postgres.CreateDatabaseAsync();
        (string Key, string Value)[] settings;
        TestGateway gateway, strict;
        byte[] token;

        await using (var before = await RunningBilling.StartAsync(database, ("Billing:Radius:SpoolFolder", _folder)))
        {
            settings =
            [
                ("Billing:Radius:SpoolFolder", _folder),
                ("Billing:Radius:AuthPort", Number(before.AuthPort)),
                ("Billing:Radius:AcctPort", Number(before.AcctPort)),
                ("Billing:Radius:Addresses:0", "127.0.0.1"),
                ("Billing:Portal:Url", before.Portal.ToString()),
            ];
            gateway = new(before.AuthPort, before.AcctPort);
            strict = new(before.AuthPort, before.AcctPort, from: IPAddress.Parse("127.0.0.9")) { Patience = Short };
            await using var book = new Book(database, before.Services);

            // The one that may not go on is within the other's network, and has the same secret.
            await book.ExecuteAsync("update node set outage_limit = 0, address = '127.0.0.0/8' where name = 'demo'");
            await book.ExecuteAsync(
                "insert into node (name, address, secret, profile) values ('strict', '127.0.0.9/32', $1, 'test-tool')",
                before.Services.GetRequiredService<SecretBox>().Close("testing123"));
            await book.ExecuteAsync(
                """
                insert into radius_realm (realm, server, auth_port, acct_port, secret)
                values ('example.net', '127.0.0.1', 1, 1, $1)
                """,
                before.Services.GetRequiredService<SecretBox>().Close("testing123"));
            await UntilAsync(async () => File.Exists(Gateways) && await File.ReadAllTextAsync(Gateways, Cancel) is var text
                && text.Contains("strict", StringComparison.Ordinal) && text.Contains("example.net", StringComparison.Ordinal));
            token = (await gateway.AuthenticateAsync("alice", "wonderland"))!.Find(Attributes.Class)!;
            Assert.NotNull(await gateway.AccountAsync(Start, "alice", "w1", Session(0, token)));
        }

        await postgres.StopAsync();

        using (gateway)
        using (strict)
        {
            await using (var waiting = SiloHost.Waiting(Configuration(settings)))
            {
                await waiting.StartAsync(Cancel);
                using var http = new HttpClient();
                using var ready = await http.GetAsync(new Uri(settings[^1].Value + "health/ready"), Cancel);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
                Assert.Equal(
                    "not ready: waiting for the database; reports of gateways that may go on without it are kept",
                    await ready.Content.ReadAsStringAsync(Cancel));

                Assert.NotNull(await gateway.AskAcctAsync(Status(gateway)));
                Assert.NotNull(await gateway.AccountAsync(Stop, "alice", "w1", Session(100_000_000, token)));
                Assert.NotNull(await gateway.AccountAsync(Stop, "alice", "w1", Session(100_000_000, token)));

                // Nobody is let in, nothing of others' is answered.
                gateway.Patience = Short;
                Assert.Null(await gateway.AuthenticateAsync("alice", "wonderland"));
                Assert.Null(await gateway.AskAuthAsync(Status(gateway)));
                Assert.Null(await gateway.AccountAsync(Stop, "carol@example.net", "w2", Session(1_000_000)));
                Assert.Null(await strict.AccountAsync(Stop, "alice", "w3", Session(1_000_000)));
                Assert.Contains("\"spooledReports\":2,", await http.GetStringAsync(new Uri(settings[^1].Value + "health/radius"), Cancel), StringComparison.Ordinal);
                await waiting.StopAsync(Cancel);
            }

            Assert.Equal(2, ReportsByTheMachinesClock());
            await postgres.StartAsync();
            NpgsqlConnection.ClearAllPools(); // the other process is this one: connections that were cut are in its pools
            await using var after = await RunningBilling.StartAsync(database, settings);
            await UntilAsync(async () => (await after.XdrsAsync("alice")).Count > 0);
            gateway.Patience = TimeSpan.FromSeconds(30);
            Assert.NotNull(await gateway.AccountAsync(Stop, "alice", "w1", Session(100_000_000, token)));

            Assert.Equal(9.00m, (await after.BalanceAsync("alice")).Posted);
            Assert.Single(await after.XdrsAsync("alice"));
            Assert.Empty((await after.AuditAsync()).Differences);
        }
    }

    [Fact]
    public async Task Where_no_gateway_may_go_on_nothing_is_opened()
    {
        var (auth, acct, portal) = (FreePort.Udp(), FreePort.Udp(), FreePort.Tcp());
        await using var waiting = SiloHost.Waiting(Configuration(
            ("Billing:Radius:SpoolFolder", _folder),
            ("Billing:Radius:AuthPort", Number(auth)),
            ("Billing:Radius:AcctPort", Number(acct)),
            ("Billing:Portal:Url", $"http://127.0.0.1:{portal}/")));
        await waiting.StartAsync(Cancel);
        using var http = new HttpClient();

        using var ready = await http.GetAsync(new Uri($"http://127.0.0.1:{portal}/health/ready"), Cancel);

        Assert.Equal("not ready: waiting for the database", await ready.Content.ReadAsStringAsync(Cancel));
        Assert.False(waiting.Services.GetRequiredService<Radius.Server.RadiusReport>().IsListening);
        Assert.Empty(Directory.GetFiles(_folder));
        await waiting.StopAsync(Cancel);
    }

    private string Gateways => Directory.GetFiles(_folder, "gateways-*.json").FirstOrDefault() ?? "";

    // No database has told the time.
    private long ReportsByTheMachinesClock()
    {
        using var spool = new SqliteConnection($"Data Source={Directory.GetFiles(_folder, "*.db").Single()};Pooling=false");
        spool.Open();
        using var command = spool.CreateCommand();
        command.CommandText = "select count(*) from report where by_machine = 1";

        return (long)command.ExecuteScalar()!;
    }

    private static TestGateway.Fill Session(uint octets, byte[]? token = null) => (ref writer) =>
    {
        writer.AddUInt32(Attributes.AcctOutputOctets, octets);

        if (token is not null)
        {
            writer.Add(Attributes.Class, token);
        }
    };

    private static byte[] Status(TestGateway gateway) =>
        gateway.Request(RadiusCode.StatusServer, (ref writer) => writer.ReserveMessageAuthenticator());

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(one => one.Key, one => (string?)one.Value)).Build();

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 600, "it is not so within a minute");
            await Task.Delay(100, Cancel);
        }
    }
}
