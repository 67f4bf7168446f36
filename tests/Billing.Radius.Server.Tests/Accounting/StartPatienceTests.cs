using Billing.Contracts.Service;

namespace Billing.Radius.Server.Tests.Accounting;

/// <summary>A silo whose database goes away during its start ends, so that the next one waits for it with the spool open.</summary>
public sealed class StartPatienceTests
{
    [Fact]
    public void A_database_that_is_away_for_ten_seconds_ends_the_start_and_one_that_comes_back_before_does_not()
    {
        var (health, clock) = (new Health(), new Hand());
        var patience = new StartPatience(health, clock);

        patience.Check();
        clock.Seconds = 9;
        patience.Check();
        health.CanCommit = true;
        patience.Check();
        health.CanCommit = false;
        clock.Seconds = 15;
        patience.Check();
        clock.Seconds = 24;
        patience.Check();

        clock.Seconds = 25;
        Assert.Throws<TimeoutException>(patience.Check);
    }

    private sealed class Health : ICommitHealth
    {
        public bool CanCommit { get; set; }
    }

    private sealed class Hand : TimeProvider
    {
        public long Seconds { get; set; }

        public override long GetTimestamp() => Seconds * TimestampFrequency;
    }
}
