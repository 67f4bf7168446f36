using Billing.Core.Sessions;
using NodaTime;
using static Billing.Core.Tests.Rates;

namespace Billing.Core.Tests.Sessions;

/// <summary>The known session began at 12:00 and was last heard of at 12:10, after 600 s.</summary>
public sealed class IncarnationTests
{
    private const bool Open = true;
    private const bool Ended = false;
    private const bool Starts = true;
    private const bool Goes = false;
    private const bool Timed = true;
    private const bool Untimed = false;

    [Theory]
    // repeated, late or running on: the same session
    [InlineData("Start repeated after the Stop", Ended, Starts, 1200, Untimed, null, null, false)]
    [InlineData("Start repeated, with its time", Ended, Starts, 0, Timed, null, null, false)]
    [InlineData("Start repeated, its clock 60 s off", Ended, Starts, 60, Timed, null, null, false)]
    [InlineData("Interim goes on", Open, Goes, 900, Timed, 900L, null, false)]
    [InlineData("Interim comes late", Open, Goes, 300, Timed, 300L, null, false)]
    [InlineData("Interim comes late, without its time", Open, Goes, 900, Untimed, 300L, null, false)]
    [InlineData("Stop repeated hours later", Ended, Goes, 600, Timed, 600L, null, false)]
    [InlineData("Start while it runs", Open, Starts, 900, Timed, null, null, false)]
    [InlineData("late report of before the gateway restarted", Ended, Goes, 500, Timed, 500L, 700L, false)]
    [InlineData("Start repeated, gateway restarted since", Ended, Starts, 0, Timed, null, 700L, false)]
    [InlineData("gateway restarted before it", Open, Goes, 900, Timed, 900L, -50L, false)]
    [InlineData("session time fell, its start 60 s off", Open, Goes, 160, Timed, 100L, null, false)]
    [InlineData("Stop repeated after the restart, untimed", Ended, Goes, 1400, Untimed, 600L, 700L, false)]
    [InlineData("late Stop of before the restart, untimed", Ended, Goes, 1400, Untimed, 650L, 700L, false)]
    [InlineData("late Stop, as long as it can have been, untimed", Ended, Goes, 1500, Untimed, 760L, 700L, false)]
    // the name is used again: another session
    [InlineData("longer than it can have been, untimed", Ended, Goes, 1500, Untimed, 761L, 700L, true)]
    [InlineData("as long, after the restart, with its time", Ended, Goes, 1400, Timed, 600L, 700L, true)]
    [InlineData("session time fell, its start 61 s off", Open, Goes, 161, Timed, 100L, null, true)]
    [InlineData("Start after the Stop, with a moved time", Ended, Starts, 1200, Timed, null, null, true)]
    [InlineData("session time fell and its start moved", Ended, Goes, 1300, Timed, 100L, null, true)]
    [InlineData("session time fell while it seemed to run", Open, Goes, 1300, Timed, 100L, null, true)]
    [InlineData("Start after the gateway restarted, untimed", Ended, Starts, 1200, Untimed, null, 700L, true)]
    [InlineData("Interim of a session after the restart", Ended, Goes, 1300, Untimed, 100L, 700L, true)]
    public void A_report_is_of_another_session_only_by_evidence_of_time(
        string _, bool isOpen, bool isStart, long at, bool isTimed, long? seconds, long? restartedAt, bool isNew)
    {
        var known = new KnownSession(
            isOpen, Start, Start + Duration.FromSeconds(600), isOpen ? null : Start + Duration.FromSeconds(600), 600, 5_000, 0);
        var report = new ReportMarks(isStart, Start + Duration.FromSeconds(at), isTimed, new(seconds, null, null, null, null));
        var restart = restartedAt is { } s ? Start + Duration.FromSeconds(s) : (Instant?)null;

        Assert.Equal(isNew, Incarnation.IsNew(known, report, restart));
    }

    [Theory]
    [InlineData(1300, 4_000u, null, true)]  // fell, no time, no high words: another session
    [InlineData(1300, 6_000u, null, false)]
    [InlineData(1300, 4_000u, 1u, false)]
    [InlineData(300, 4_000u, null, false)] // late: it was smaller then
    [InlineData(601, 4_000u, null, true)]
    public void Octets_that_fell_are_evidence_where_there_is_no_time(long at, uint low, uint? high, bool isNew)
    {
        var known = new KnownSession(true, Start, Start + Duration.FromSeconds(600), null, 600, 5_000, 0);
        var report = new ReportMarks(false, Start + Duration.FromSeconds(at), true, new(null, low, high, null, null));

        Assert.Equal(isNew, Incarnation.IsNew(known, report, null));
    }

    [Theory]
    [InlineData(4_000u, 0u, true)] // fewer than were reported: it is not that session
    [InlineData(5_000u, 0u, false)]
    [InlineData(4_000u, null, false)] // may be a wrap
    [InlineData(4_000u, 1u, false)]
    public void Octets_that_fell_are_evidence_after_a_restart_where_there_is_no_event_time(uint low, uint? high, bool isNew)
    {
        var at = Start + Duration.FromSeconds(600);
        var report = new ReportMarks(false, Start + Duration.FromSeconds(1_400), false, new(650, low, high, null, null));

        Assert.Equal(isNew, Incarnation.IsNew(new(false, Start, at, at, 600, 5_000, 0), report, Start + Duration.FromSeconds(700)));
    }

    [Theory]
    //                                                        at  their time    s  restarted
    [InlineData("Interim goes on", Open, Goes, 900L, 1_100L, 900L, null, false)]
    [InlineData("Interim comes late", Open, Goes, 500L, null, 300L, null, false)]
    [InlineData("Interim comes a little late", Open, Goes, 400L, 500L, 300L, null, false)]
    [InlineData("Interim comes late, its clock set right since", Open, Goes, 300L, null, 300L, null, false)]
    [InlineData("Start comes after the Stop", Ended, Starts, 200L, null, null, null, false)]
    [InlineData("Stop comes again after the restart", Ended, Goes, 800L, null, 600L, 150L, false)]
    [InlineData("session time fell and its start moved", Open, Goes, 1_300L, 1_500L, 100L, null, true)]
    [InlineData("session time fell and its start moved, its clock set right since", Open, Goes, 1_300L, null, 100L, null, true)]
    [InlineData("Start after the Stop", Ended, Starts, 700L, 900L, null, null, true)]
    [InlineData("Start after the restart", Ended, Starts, 710L, 910L, null, 700L, true)]
    public void What_a_clock_says_that_is_200_s_ahead_is_known_by_it(
        string _, bool isOpen, bool isStart, long at, long? theirs, long? seconds, long? restartedAt, bool isNew)
    {
        var heard = Start + Duration.FromSeconds(restartedAt == 150 ? 100 : 600);
        var known = new KnownSession(isOpen, Start, heard, isOpen ? null : heard, 600, 5_000, 0) { GatewayStartedAt = Start + Duration.FromSeconds(200) };
        var report = new ReportMarks(isStart, Start + Duration.FromSeconds(at), true, new(seconds, null, null, null, null))
        {
            GatewayAt = theirs is { } ahead ? Start + Duration.FromSeconds(ahead) : null,
        };

        Assert.Equal(isNew, Incarnation.IsNew(known, report, restartedAt is { } s ? Start + Duration.FromSeconds(s) : null));
    }

    [Theory]
    [InlineData(750L, null, false)] // of 550 s, late
    [InlineData(900L, 1_100L, true)]
    public void Octets_that_fell_are_evidence_by_the_clock_that_is_ahead(long at, long? theirs, bool isNew)
    {
        var known = new KnownSession(true, Start, Start + Duration.FromSeconds(600), null, 600, 5_000, 0)
        {
            GatewayStartedAt = Start + Duration.FromSeconds(200),
        };
        var report = new ReportMarks(false, Start + Duration.FromSeconds(at), true, new(null, 4_000, null, null, null))
        {
            GatewayAt = theirs is { } ahead ? Start + Duration.FromSeconds(ahead) : null,
        };

        Assert.Equal(isNew, Incarnation.IsNew(known, report, null));
    }

    [Fact]
    public void A_session_that_has_not_started_is_not_told_from_another() => Assert.False(Incarnation.IsNew(
        new(true, null, Start, null, 0, 0, 0), new(true, Start + Duration.FromHours(1), true, default), null));

    [Theory]
    //          at   seconds                       priced at
    [InlineData(0L, 0L, 0L)]
    [InlineData(-10L, 600L, -610L)]
    [InlineData(0L, 31 * 86_400L, -31 * 86_400L)]
    [InlineData(0L, 31 * 86_400L + 1, 0L)]
    [InlineData(-31 * 86_400L, 1L, 0L)]
    [InlineData(-10L, (long)uint.MaxValue, 0L)]
    public void A_start_that_cannot_be_is_not_believed_for_the_price(long at, long seconds, long pricedAt)
    {
        var report = new ReportMarks(false, Start + Duration.FromSeconds(at), true, new(seconds, null, null, null, null));

        Assert.Equal(Start + Duration.FromSeconds(pricedAt), report.PricedAt(arrivedAt: Start));
    }
}
