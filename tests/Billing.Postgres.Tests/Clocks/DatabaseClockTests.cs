using Billing.Postgres.Clocks;
using Billing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Billing.Postgres.Tests.Clocks;

public sealed class DatabaseClockTests(MigratedPostgres postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Before_the_first_answer_it_is_the_machines() => Assert.Equal(Noon, new DatabaseClock(new Machine(Noon)).GetUtcNow());

    [Fact]
    public void Once_the_database_has_answered_only_the_time_that_passes_counts()
    {
        var machine = new Machine(Noon);
        var clock = new DatabaseClock(machine);

        Assert.Equal(TimeSpan.FromHours(1), clock.Hear(Noon.AddHours(1), asked: 0, answered: 0));
        machine.Now = Noon.AddDays(9); // somebody set it
        machine.Passed = TimeSpan.FromSeconds(7);

        Assert.Equal(Noon.AddHours(1).AddSeconds(7), clock.GetUtcNow());
    }

    [Theory]
    [InlineData(40, 100, 0)] // 50 ms of doubt
    [InlineData(-40, 100, 0)]
    [InlineData(60, 100, 60)]
    [InlineData(-60, 100, -60)]
    [InlineData(60_000, 10, 60_000)]
    [InlineData(-60_000, 10, -60_000)]
    public void A_later_answer_is_believed_as_far_as_it_can_know(int off, int roundTrip, int set)
    {
        var machine = new Machine(Noon);
        var clock = new DatabaseClock(machine);
        clock.Hear(Noon, asked: 0, answered: 0);
        machine.Passed = TimeSpan.FromSeconds(10);
        var asked = clock.GetTimestamp();
        machine.Passed += TimeSpan.FromMilliseconds(roundTrip);
        var middle = Noon.AddSeconds(10).AddMilliseconds(roundTrip / 2);

        var by = clock.Hear(middle.AddMilliseconds(off), asked, clock.GetTimestamp());

        Assert.Equal(TimeSpan.FromMilliseconds(set), by);
        Assert.Equal(Noon + machine.Passed + by, clock.GetUtcNow());
    }

    [Fact]
    public async Task A_process_has_the_databases_time_before_anything_else_starts()
    {
        await using var provider = Process(await postgres.CreateDatabaseAsync(), isNeeded: true);
        var keeper = provider.GetServices<IHostedService>().OfType<ClockKeeper>().Single();

        await keeper.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(DateTimeOffset.UtcNow, provider.GetRequiredService<TimeProvider>().GetUtcNow(), TimeSpan.FromMinutes(5));
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    // By the machine's clock it would charge what is in the spool.
    [Fact]
    public async Task A_process_that_charges_does_not_start_before_the_database_has_told_the_time()
    {
        await using var server = new MigratedPostgres();
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync();
        await using var provider = Process(database, isNeeded: true);
        var keeper = provider.GetServices<IHostedService>().OfType<ClockKeeper>().Single();

        var starting = keeper.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(starting.IsCompleted);
        await server.StartAsync();
        await starting;

        Assert.True(provider.GetRequiredService<DatabaseClock>().IsHeard);
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_whose_database_stays_away_ends_and_one_that_only_shows_starts()
    {
        var nowhere = $"Host=127.0.0.1;Port={FreePort.Tcp()};Username=nobody;Database=nowhere";
        await using var silo = Process(nowhere, isNeeded: true, new Machine(Noon) { Step = TimeSpan.FromSeconds(4) });
        await using var portal = Process(nowhere, isNeeded: false);

        await Assert.ThrowsAsync<TimeoutException>(
            () => silo.GetServices<IHostedService>().OfType<ClockKeeper>().Single().StartAsync(TestContext.Current.CancellationToken));
        var keeper = portal.GetServices<IHostedService>().OfType<ClockKeeper>().Single();
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    private static ServiceProvider Process(string database, bool isNeeded, Machine? machine = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Billing:Postgres:ConnectionString", database)]).Build());
        services.AddLogging();
        services.AddDatabaseClock(machine ?? new Machine(Noon.AddYears(-20)), isNeeded);
        services.AddBillingQueries();

        return services.BuildServiceProvider();
    }

    private sealed class Machine(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public TimeSpan Passed { get; set; }

        /// <summary>What passes from one look to the next.</summary>
        public TimeSpan Step { get; init; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => (Passed += Step).Ticks;
    }
}
