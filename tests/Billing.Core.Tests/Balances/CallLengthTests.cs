using Billing.Core.Balances;
using Billing.Core.Sessions;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Balances;

/// <summary>How long a call was whose gateway counts no seconds and has a clock that is ahead of ours. All times are seconds after its start.</summary>
public sealed class CallLengthTests
{
    [Theory]
    //          let in  start's ours  theirs  end's ours  theirs  heard  seconds
    [InlineData(-5, 0, 240, 60, 300L, 60, 60)]
    [InlineData(-5, 0, 240, 300, null, 600, 60)] // it waited in the gateway until its time had come by ours
    [InlineData(-5, 100, 240, 160, 400L, 160, 160)] // its start had waited
    [InlineData(-5, 0, 240, 60, null, 60, 60)] // its clock was set right since
    [InlineData(-5, 0, 240, 300, null, 300, 300)] // and the call was longer than it was ahead
    [InlineData(-5, 0, 240, 300, 301L, 300, 300)] // by whole seconds
    [InlineData(-5, 0, 240, 300, null, 302, 300)] // and its end was on the way
    [InlineData(-5, 0, 240, 300, null, 330, 300)] // or was said again until it was heard
    [InlineData(-5, 0, 70, 300, null, 330, 300)]
    [InlineData(-5, 0, 70, 300, null, 340, 230)] // as near to the one clock as to the other: no more than its own
    [InlineData(-5, 0, 30, 60, null, 60, 30)] // waited for as long as its clock is ahead, which is not set for so little
    [InlineData(-5, 0, 0, 60, 3_600L, 60, 60)] // and wrong since
    [InlineData(-5, 0, 240, 60, 3_600L, 60, 125)] // more wrong since: no longer than since it was let in
    [InlineData(0, 0, 240, 300, null, 600, 60)] // never let in
    public void A_call_whose_end_does_not_say_its_length_is_measured_by_one_clock(
        int letIn, int startAt, int theirStart, int endAt, long? theirEnd, int heardAt, long seconds)
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(PerMinute("1/1", "0.10").Valid());
        session = session with { Terms = session.Terms with { AuthorizedAt = At(letIn) } };

        foreach (var (state, at, theirs, heard) in new[] { (SessionState.Running, startAt, (long?)theirStart, startAt), (SessionState.Ended, endAt, theirEnd, heardAt) })
        {
            payer.Report(
                session,
                new UsageTotals(default, At(at), At(heard), At(at), state, "name", 0, null, null) { GatewayStartedAt = theirs is { } ahead ? At(ahead) : null },
                At(heard));
        }

        Assert.Equal((seconds, SessionState.Ended), (payer[session].UsedUnits, payer[session].State));
        Assert.Equal(-decimal.Round(seconds * 0.10m / 60, 5, MidpointRounding.AwayFromZero), payer.Entries.Sum(entry => entry.Amount));
    }

    // The end's own time is when it was let in: nobody had asked before.
    [Fact]
    public void A_call_that_was_never_let_in_and_whose_start_comes_after_its_end_is_as_long_as_its_gateway_says()
    {
        var payer = new Payer(funds: 10);
        var session = Payer.New(PerMinute("1/1", "0.10").Valid());
        session = session with { Terms = session.Terms with { AuthorizedAt = At(600) } };

        foreach (var heard in new[] { 600, 700 })
        {
            payer.Report(
                session,
                new UsageTotals(default, At(heard), At(heard), At(heard), SessionState.Ended, "name", 0, null, null) { GatewayStartedAt = At(840) },
                At(heard));
        }

        payer.Report(session, new UsageTotals(default, At(240), At(701), At(240), SessionState.Running, "name", 0, null, null), At(701));

        Assert.Equal(600L, payer[session].UsedUnits);
    }

    private static Instant At(long seconds) => Start + Duration.FromSeconds(seconds);
}
