using NodaTime;

namespace Billing.Postgres.Sessions;

/// <summary>Sessions' ids begin with the time (RFC 9562 5.7), so that a time is a place in the order of the primary key.</summary>
internal static class SessionTime
{
    /// <summary>The smallest id of its time: 48 bits of milliseconds, then the version.</summary>
    public static Guid FirstIdOf(Instant at)
    {
        Span<byte> octets = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(octets, at.ToUnixTimeMilliseconds() << 16);

        return new(octets, bigEndian: true);
    }
}
