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
    /// The mark of what a gateway says. Where nobody was ever sent to a portal, what has our token is not looked through for it; elsewhere a
    /// session that was let out may have both.
    /// </summary>
    public static Guid? Find(Exchange exchange, Token? token) =>
        token is null || exchange.Node.Memory.HasHadPortal ? Find(exchange.Packet) : null;
}
