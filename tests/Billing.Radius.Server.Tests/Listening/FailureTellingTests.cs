using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Tests.Listening;

public sealed class FailureTellingTests
{
    [Fact]
    public void One_failure_a_second_is_told_and_the_others_are_counted()
    {
        var clock = new Clock();
        var failures = new FailureTelling(clock);

        Assert.Equal((true, 0), Fail());
        Assert.Equal((false, 0), Fail());
        Assert.Equal((false, 0), Fail());
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal((true, 2), Fail());
        clock.Now += TimeSpan.FromSeconds(9);
        Assert.Equal((true, 0), Fail());

        (bool, int) Fail() => (failures.IsTold(out var untold), untold);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
