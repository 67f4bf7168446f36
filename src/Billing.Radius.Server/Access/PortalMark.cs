using Billing.Contracts.Sessions;

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

    /// <summary>A report of what was used since it was let out of the portal.</summary>
    public static UsageReport Since(PortalUsage before, UsageReport report)
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
