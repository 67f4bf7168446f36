using System.Net;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Spooling;
using Billing.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>A gateway that may go on without the database: reports are durable here and charged once later, logins are on trust.</summary>
public sealed class SpoolTests(MigratedPostgres shared) : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("billing-spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reports_are_answered_from_the_spool_and_charged_once_when_the_database_is_back()
    {
        await using var postgres = new MigratedPostgres();
        await using var billing = await StartAsync(postgres, limit: 1.00m);
        using var gateway = new TestGateway(billing);
        using var http = new HttpClient { BaseAddress = billing.Portal };
        var spool = billing.Services.GetRequiredService<Spool>();
        var token = (await gateway.LogInAsync("alice", password: "wonderland")).Find(Attributes.Class);
        await gateway.ReportAsync(Status.Start, "alice", "s1", new() { Class = token });

        await postgres.StopAsync();
        await Eventually.IsAsync(async () => await gateway.AskAcctAsync(gateway.StatusServer()) is not null, "the gateway is served without the database");

        // The session that ran goes on and ends.
        await gateway.ReportUntilAnsweredAsync(Status.Interim, "alice", "s1", new(300, 0, 120_000_000) { Class = token });
        await gateway.ReportUntilAnsweredAsync(Status.Stop, "alice", "s1", new(600, 0, 250_400_000) { Class = token });

        // New ones on trust: slices of 50 MB at 0.01 a megabyte, up to 1.00.
        var second = await gateway.LogInAsync("alice", password: "wonderland");
        await gateway.LogInAsync("alice", password: "wonderland");
        var third = await gateway.AuthenticateAsync("alice", "wonderland");
        var wrong = await gateway.AuthenticateAsync("alice", "wrong");
        Assert.Equal((RadiusCode.AccessReject, RadiusCode.AccessReject), (third?.Code, wrong?.Code));
        await gateway.ReportUntilAnsweredAsync(Status.Start, "alice", "s2", new() { Class = second.Find(Attributes.Class) });
        await gateway.ReportUntilAnsweredAsync(Status.Stop, "alice", "s2", new(60, 0, 40_000_000) { Class = second.Find(Attributes.Class) });

        // Who is not known cannot be looked up.
        gateway.Patience = TimeSpan.FromSeconds(1);
        Assert.Null(await gateway.AuthenticateAsync("carol", "carol"));
        var ready = await http.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.StartsWith("degraded: ", await ready.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        gateway.Patience = TimeSpan.FromSeconds(30);

        var node = billing.Services.GetRequiredService<NodeRegistry>().Find(IPAddress.Loopback)!;
        Assert.Equal((4L, 2L), (node.Counters[Outcome.Spooled], node.Counters[Outcome.StoodIn]));
        var port = FreePort.Udp();
        var copy = Copied(port);

        await postgres.StartAsync();
        await Eventually.IsAsync(() => Task.FromResult(spool.Count() == 0), "the spool is charged");
        Assert.Equal(7.09m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal(2, (await billing.XdrsAsync("alice")).Count);

        // What the disk had when the first answer after the outage left, charged by another process, is the same effect.
        using (var left = new Spool(copy))
        {
            left.Open();
            Assert.Equal(4, left.Count());
        }

        await using var other = await RunningBilling.StartAsync(
            billing.ConnectionString,
            ("Billing:Radius:SpoolFolder", Path.GetDirectoryName(copy)!),
            ("Billing:Radius:AuthPort", $"{port}"),
            ("Billing:Cluster:ClusterId", "the other"));
        var others = other.Services.GetRequiredService<Spool>();
        await Eventually.IsAsync(() => Task.FromResult(others.IsOpen && others.Count() == 0), "the other process charges it again");
        await gateway.ReportUntilAnsweredAsync(Status.Stop, "alice", "s2", new(60, 0, 40_000_000) { Class = second.Find(Attributes.Class), DelaySeconds = 9 });
        Assert.Equal(7.09m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal(2, (await billing.XdrsAsync("alice")).Count);
        Assert.Empty((await billing.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_gateway_that_may_not_gets_no_answer()
    {
        await using var postgres = new MigratedPostgres();
        await using var billing = await StartAsync(postgres, limit: null);
        using var gateway = new TestGateway(billing);
        await gateway.LogInAsync("alice", password: "wonderland");

        await postgres.StopAsync();
        await Eventually.IsAsync(() => Task.FromResult(!billing.Services.GetRequiredService<Contracts.Service.ICommitHealth>().CanCommit), "it is noticed");

        gateway.Patience = TimeSpan.FromSeconds(1);
        Assert.Null(await gateway.AskAcctAsync(gateway.Accounting(Status.Start, "alice", "n1")));
        Assert.Null(await gateway.AuthenticateAsync("alice", "wonderland"));
        Assert.Empty(Directory.GetFiles(_folder));
        await postgres.StartAsync(); // a silo without it takes two minutes to leave
    }

    [Fact]
    public async Task What_cannot_be_charged_stays_and_keeps_nothing_else_from_it()
    {
        await using var billing = await StartAsync(shared, limit: 0);
        using var gateway = new TestGateway(billing);
        var spool = billing.Services.GetRequiredService<Spool>();
        await Eventually.IsAsync(() => Task.FromResult(spool.IsOpen), "the spool is open");
        await spool.AppendAsync(4_711, NodaTime.SystemClock.Instance.GetCurrentInstant(), gateway.Accounting(Status.Stop, "alice", "f1", new Usage(60, 0, 1_000_000).Write));
        await spool.AppendAsync(
            billing.Services.GetRequiredService<NodeRegistry>().Find(IPAddress.Loopback)!.NodeId,
            NodaTime.SystemClock.Instance.GetCurrentInstant(),
            gateway.Accounting(Status.Stop, "alice", "f2", new Usage(60, 0, 3_000_000).Write));

        await Eventually.IsAsync(async () => (await billing.XdrsAsync("alice")).Count == 1, "the other is charged");
        await Eventually.IsAsync(() => Task.FromResult(spool.Count() == 1), "and gone");
        Assert.Equal(9.97m, (await billing.BalanceAsync("alice")).Posted);
        Assert.Equal(4_711, Assert.Single(spool.Take(10)).NodeId);
    }

    [Fact]
    public void A_spool_belongs_to_one_process_at_a_time()
    {
        using var one = new Spool(Path.Combine(_folder, "radius-1.db"));
        using var two = new Spool(Path.Combine(_folder, "radius-1.db"));
        one.Open();

        Assert.Throws<IOException>(two.Open);
        Assert.False(two.IsOpen);

        one.Dispose();
        two.Open();
    }

    [Fact]
    public void A_spool_says_whether_it_takes_what_is_appended()
    {
        var file = Path.Combine(_folder, "radius-1.db");
        using var spool = new Spool(file);
        Assert.False(spool.TakesWrites());
        spool.Open();
        Assert.True(spool.TakesWrites());

        // Somebody's backup that holds the file stands for a disk that does not answer.
        using var other = new SqliteConnection($"Data Source={file};Pooling=false");
        other.Open();
        using var writing = other.BeginTransaction(deferred: false);
        Assert.False(spool.TakesWrites());
        writing.Rollback();
        Assert.True(spool.TakesWrites());
    }

    [Fact]
    public async Task A_spool_whose_disk_failed_says_so_until_it_may_be_tried_again()
    {
        var file = Path.Combine(_folder, "radius-1.db");
        var clock = new Hand();
        using var spool = new Spool(file, clock);
        spool.Open();
        Assert.True(spool.IsReady);
        await DoAsync("alter table report rename to gone"); // stands for a disk that is full

        await Assert.ThrowsAsync<SqliteException>(AppendAsync);
        Assert.Equal((true, false), (spool.IsOpen, spool.IsReady));
        clock.At += clock.TimestampFrequency;
        Assert.True(spool.IsReady);

        await Assert.ThrowsAsync<SqliteException>(AppendAsync);
        await DoAsync("alter table gone rename to report");
        await AppendAsync(); // what was let in before it failed
        Assert.True(spool.IsReady);

        Task AppendAsync() => spool.AppendAsync(1, NodaTime.SystemClock.Instance.GetCurrentInstant(), new byte[20]);

        async Task DoAsync(string sql)
        {
            await using var other = new SqliteConnection($"Data Source={file};Pooling=false");
            await other.OpenAsync(Cancel);
            await using var command = other.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    [Fact]
    public async Task What_a_clock_that_was_ahead_dated_after_now_came_now()
    {
        await using var billing = await StartAsync(shared, limit: 0);
        using var gateway = new TestGateway(billing);
        var spool = billing.Services.GetRequiredService<Spool>();
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        await spool.AppendAsync(
            billing.Services.GetRequiredService<NodeRegistry>().Find(IPAddress.Loopback)!.NodeId,
            now + NodaTime.Duration.FromHours(3),
            gateway.Accounting(Status.Stop, "alice", "c1", new Usage(60, 0, 3_000_000).Write));

        await Eventually.IsAsync(async () => (await billing.XdrsAsync("alice")).Count == 1, "it is charged");
        Assert.True((await billing.XdrsAsync("alice"))[0].EndedAt < (now + NodaTime.Duration.FromHours(1)).ToDateTimeOffset());
    }

    [Theory]
    //          came   by machine  machine  passed  came by the database's clock, at 12:00, 90 minutes after the machine's start
    [InlineData(11_00, false, 12_00, null, 11_00)] // the database's clock dated it
    [InlineData(11_00, false, 12_00, 10, 11_00)]
    [InlineData(11_00, true, 12_00, null, 11_00)]
    [InlineData(10_00, true, 11_00, null, 11_00)]  // an hour behind
    [InlineData(12_00, true, 13_00, null, 11_00)]  // an hour ahead
    [InlineData(12_30, true, 12_00, null, 12_00)]  // it was ahead, and was set meanwhile
    [InlineData(11_00, true, 12_00, 30, 11_00)]
    [InlineData(10_00, true, 11_00, 30, 11_00)]
    [InlineData(12_30, true, 12_00, 30, 11_00)]    // it was ahead, and was set meanwhile
    [InlineData(00_00, true, 12_00, 30, 11_00)]    // it was hours behind, and was set meanwhile
    [InlineData(11_00, true, 12_00, 91, 11_00)]    // which cannot be
    public void What_came_by_the_machines_clock_came_by_the_databases(int came, bool isByMachine, int machine, int? passed, int expected)
    {
        var report = new SpooledReport(1, 1, At(came), [], isByMachine, passed is { } minutes ? TimeSpan.FromMinutes(minutes) : null);

        Assert.Equal(At(expected), report.CameAt(At(12_00), At(machine), TimeSpan.FromMinutes(90)));

        static NodaTime.Instant At(int time) => NodaTime.Instant.FromUtc(2026, 11, 25, time / 100, time % 100);
    }

    [Fact]
    public async Task What_passes_is_counted_over_processes_and_not_over_starts_of_the_machine()
    {
        var file = Path.Combine(_folder, "radius-1.db");
        var clock = new Hand { At = TimeSpan.FromMinutes(2).Ticks * (TimeProvider.System.TimestampFrequency / TimeSpan.TicksPerSecond) };

        using (var spool = new Spool(file, clock, start: "one"))
        {
            spool.Open();
            await spool.AppendAsync(1, default, new byte[20], isByMachine: true);
        }

        using (var next = new Spool(file, clock, start: "one"))
        {
            next.Open();
            Assert.Equal(TimeSpan.FromMinutes(2), Assert.Single(next.Take(10)).Passed);
        }

        foreach (var start in new[] { "two", null })
        {
            using var later = new Spool(file, clock, start);
            later.Open();
            Assert.Null(Assert.Single(later.Take(10)).Passed);
        }
    }

    [Fact]
    public async Task By_which_clock_a_report_is_dated_is_kept_in_a_file_of_a_version_before_too()
    {
        var file = Path.Combine(_folder, "radius-1.db");
        await using (var before = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await before.OpenAsync(Cancel);
            await using var command = before.CreateCommand();
            command.CommandText = """
                create table report (
                    report_id integer primary key, node_id integer not null, arrived_at integer not null, packet blob not null,
                    tries integer not null default 0);
                insert into report (node_id, arrived_at, packet) values (7, 0, x'00');
                """;
            await command.ExecuteNonQueryAsync(Cancel);
        }

        using var spool = new Spool(file);
        spool.Open();
        await spool.AppendAsync(8, default, new byte[20], isByMachine: true);
        await spool.AppendAsync(9, default, new byte[20]);

        Assert.Equal([(7, false), (8, true), (9, false)], spool.Take(10).Select(report => (report.NodeId, report.IsByMachine)));
    }

    private async Task<RunningBilling> StartAsync(MigratedPostgres postgres, decimal? limit)
    {
        var billing = await RunningBilling.StartAsync(await postgres.CreateDatabaseAsync(), ("Billing:Radius:SpoolFolder", _folder));
        await using var source = NpgsqlDataSource.Create(billing.ConnectionString);
        await using var command = source.CreateCommand("update node set outage_limit = $1 where name = 'demo'");
        command.Parameters.Add(new() { Value = (object?)limit ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Numeric });
        await command.ExecuteNonQueryAsync(Cancel);

        if (limit is not null)
        {
            await Eventually.IsAsync(
                () => Task.FromResult(billing.Services.GetRequiredService<NodeRegistry>().Find(IPAddress.Loopback)?.View.OutageLimit == limit),
                "the gateway's limit is known");
            await Eventually.IsAsync(() => Task.FromResult(billing.Services.GetRequiredService<Spool>().IsOpen), "the spool is open");
        }

        return billing;
    }

    // As the machine's power would leave it.
    private string Copied(int port)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;

        foreach (var file in Directory.GetFiles(_folder, "*.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, $"radius-{port}.db" + file[(file.LastIndexOf(".db", StringComparison.Ordinal) + 3)..]));
        }

        return Directory.GetFiles(folder, "*.db").Single();
    }

    private sealed class Hand : TimeProvider
    {
        public long At { get; set; } = 1;

        public override long GetTimestamp() => At;
    }
}
