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
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Billing:Postgres:ConnectionString", await postgres.CreateDatabaseAsync())]).Build());
        services.AddLogging();
        services.AddDatabaseClock(new Machine(Noon.AddYears(-20)));
        services.AddBillingQueries();
        await using var provider = services.BuildServiceProvider();
        var keeper = provider.GetServices<IHostedService>().OfType<ClockKeeper>().Single();

        await keeper.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(DateTimeOffset.UtcNow, provider.GetRequiredService<TimeProvider>().GetUtcNow(), TimeSpan.FromMinutes(5));
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Machine(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
