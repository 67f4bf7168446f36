using Billing.Core.Sessions;
using Billing.Core.Tariffs;

namespace Billing.Contracts.Sessions;

/// <summary>What of a gateway's report is of the time before a login was let out of a captive portal. That is not charged.</summary>
public static class PortalBorder
{
    /// <summary>A report that came late, of before it was let out: it says nothing of the session, nor that it runs.</summary>
    /// <remarks>By the gateway's own seconds, of one that counts them. A Stop ends it whatever it counts.</remarks>
    public static bool IsBefore(this PortalReply reply, UsageReport report) =>
        report is { Kind: not ReportKind.Stop, DurationSeconds: > 0 } && IsOfItsCounters(reply, report)
        && report.DurationSeconds <= reply.Used.DurationSeconds;

    /// <summary>A report of what was used since it was let out of the portal.</summary>
    public static UsageReport Since(this PortalReply reply, UsageReport report) =>
        IsOfItsCounters(reply, report) ? Since(reply.Used, report) : report;

    /// <summary>What it may use, counted as its gateway counts: since the session's start at the portal.</summary>
    public static RenewReply Whole(this PortalReply reply, RenewReply since, UsageReport report)
    {
        if (since.Reply is not ReportReply.Recorded || !IsOfItsCounters(reply, report))
        {
            return since;
        }

        var before = since.Unit switch
        {
            Unit.Byte => reply.Used.Octets,
            Unit.Second => reply.Used.DurationSeconds,
            _ => 0,
        };

        return since with { GrantedUnits = since.GrantedUnits + before, UsedUnits = since.UsedUnits + before };
    }

    // A process of the version before does not say whose counters they are: it knew of one accounting session only. Who asks for more may
    // name the session by our token alone.
    private static bool IsOfItsCounters(PortalReply reply, UsageReport report) =>
        reply.AcctSessionId is not { } id || report.AcctSessionId.Length == 0 || report.AcctSessionId == id;

    private static UsageReport Since(PortalUsage before, UsageReport report)
    {
        var (input, inputHigh) = Less(report.InputOctets, report.InputGigawords, before.InputOctets);
        var (output, outputHigh) = Less(report.OutputOctets, report.OutputGigawords, before.OutputOctets);

        return report with
        {
            DurationSeconds = report.DurationSeconds is { } seconds ? long.Max(0, seconds - before.DurationSeconds) : null,
            InputOctets = input,
            InputGigawords = inputHigh,
            OutputOctets = output,
            OutputGigawords = outputHigh,
            UsedUnits = report.UsedUnits is { } units ? long.Max(0, units - (report.AreUsedSeconds ? before.DurationSeconds : before.Octets)) : null,
        };
    }

    // Without Gigawords the counter may have wrapped, and what is left is less than one turn of it. A report from before it was let out
    // that comes late has nothing.
    private static (uint? Low, uint? High) Less(uint? low, uint? high, long before)
    {
        if (low is not { } octets)
        {
            return (null, high);
        }

        if (high is not { } words)
        {
            return ((uint)long.Max(0, octets - before), null);
        }

        var left = long.Max(0, UsageCounters.Octets(octets, words) - before);

        return ((uint)(left & uint.MaxValue), (uint)(left >> 32));
    }
}
