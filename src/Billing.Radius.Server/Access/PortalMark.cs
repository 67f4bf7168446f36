using Billing.Contracts.Sessions;
using Billing.Radius.Server.Listening;

namespace Billing.Radius.Server.Access;

/// <summary>
/// Our mark on a login that is let in to a captive portal only, sent as a second Class beside <see cref="Accept.IsHotlined"/>'s: four
/// letters that say that it is ours, then which.
/// </summary>
internal static class PortalMark
{
    public const int Length = 20;

    private static ReadOnlySpan<byte> Mark => "bilp"u8;

    public static void Write(Guid id, Span<byte> value)
    {
        Mark.CopyTo(value);
        id.TryWriteBytes(value[Mark.Length..], bigEndian: true, out _);
    }

    public static Guid? Find(in RadiusPacket packet)
    {
        foreach (var attribute in packet)
        {
            if (attribute.Key == Attributes.Class && attribute.Value.Length == Length && attribute.Value.StartsWith(Mark))
            {
                return new(attribute.Value[Mark.Length..], bigEndian: true);
            }
        }

        return null;
    }

    /// <summary>
    /// The mark of what a gateway says. Where nobody is sent to a portal, what has our token is not looked through for it; elsewhere a
    /// session that was let out may have both.
    /// </summary>
    public static Guid? Find(Exchange exchange, Token? token) =>
        token is null || !exchange.Node.Profile.Hotline.IsEmpty ? Find(exchange.Packet) : null;

    /// <summary>A report that came late, of before it was let out: it says nothing of the session, nor that it runs.</summary>
    /// <remarks>By the gateway's own seconds, of one that counts them. A Stop ends it whatever it counts.</remarks>
    public static bool IsBefore(PortalReply reply, UsageReport report) =>
        report is { Kind: not ReportKind.Stop, DurationSeconds: > 0 } && IsOfItsCounters(reply, report)
        && report.DurationSeconds <= reply.Used.DurationSeconds;

    /// <summary>A report of what was used since it was let out of the portal.</summary>
    public static UsageReport Since(PortalReply reply, UsageReport report) =>
        IsOfItsCounters(reply, report) ? Since(reply.Used, report) : report;

    // A process of the version before does not say whose counters they are: it knew of one accounting session only.
    private static bool IsOfItsCounters(PortalReply reply, UsageReport report) =>
        reply.AcctSessionId is not { } id || report.AcctSessionId == id;

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

        var left = long.Max(0, (((long)words << 32) | octets) - before);

        return ((uint)(left & uint.MaxValue), (uint)(left >> 32));
    }
}
