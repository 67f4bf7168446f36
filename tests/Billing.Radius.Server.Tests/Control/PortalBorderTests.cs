using Billing.Contracts.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Radius.Server.Tests.Control;

/// <summary>What of a gateway's counters is the portal's, and what of a grant it is told.</summary>
public sealed class PortalBorderTests
{
    private static readonly PortalReply LetOut = new(7, new(60, 1_000_000, 3_000_000), "p1");

    [Theory]
    //          name  reported     seconds  since
    [InlineData("p1", 14_000_000L, false, 10_000_000L)]
    [InlineData("p1", 3_000_000L, false, 0L)] // late
    [InlineData("p1", 90L, true, 30L)]
    [InlineData("p2", 14_000_000L, false, 14_000_000L)] // of another accounting session, which counts from zero
    [InlineData("p1", null, false, null)]
    public void A_quota_that_is_reported_as_used_is_charged_without_what_the_portal_had(string name, long? used, bool areSeconds, long? since) =>
        Assert.Equal(since, LetOut.Since(Report(name) with { UsedUnits = used, AreUsedSeconds = areSeconds }).UsedUnits);

    [Theory]
    //          name  unit         granted      used
    [InlineData("p1", Unit.Byte, 54_000_000L, 14_000_000L)]
    [InlineData("p1", Unit.Second, 50_000_060L, 10_000_060L)]
    [InlineData("p2", Unit.Byte, 50_000_000L, 10_000_000L)]
    public void A_quota_that_is_told_begins_where_the_gateways_counters_do(string name, Unit unit, long granted, long used)
    {
        var whole = LetOut.Whole(new(ReportReply.Recorded, unit, 50_000_000, 10_000_000), Report(name));

        Assert.Equal((granted, used), (whole.GrantedUnits, whole.UsedUnits));
    }

    [Theory]
    //          low  high   since
    [InlineData(0u, 0x8000_0000u, 0u)] // counted below zero
    [InlineData(1_500_000u, 0u, 500_000u)]
    public void Octets_are_those_since_it_was_let_out(uint low, uint high, uint since)
    {
        var report = LetOut.Since(Report("p1") with { InputOctets = low, InputGigawords = high });

        Assert.Equal((since, 0u), (report.InputOctets!.Value, report.InputGigawords!.Value));
    }

    private static UsageReport Report(string name) => new()
    {
        Kind = ReportKind.Interim,
        NodeId = 1,
        AcctSessionId = name,
        UserName = "alice",
        EventAt = Instant.FromUnixTimeSeconds(0),
        HasEventTimestamp = false,
        ArrivedAt = Instant.FromUnixTimeSeconds(0),
    };
}
