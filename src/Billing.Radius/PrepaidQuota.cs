using System.Buffers.Binary;

namespace Billing.Radius;

/// <summary>The value of PPAQ (WiMAX Forum NWG stage 3, 5.4.2; draft-lior-radius-prepaid-extensions): a quota told, or its use reported.</summary>
/// <param name="QuotaId">The server's name for the quota; the client returns it.</param>
/// <param name="VolumeOctets">Told: allowed since the session's start; reported: used since then, both directions.</param>
/// <param name="DurationSeconds">The same in seconds.</param>
public readonly record struct PrepaidQuota(uint? QuotaId, long? VolumeOctets, long? DurationSeconds, byte? UpdateReason)
{
    // The longest: every part with its longest value.
    public const int MaximumLength = 64;

    private const byte QuotaIdType = 1;
    private const byte VolumeType = 2;
    private const byte VolumeThresholdType = 3;
    private const byte DurationType = 4;
    private const byte DurationThresholdType = 5;
    private const byte UpdateReasonType = 8;

    /// <summary>Whether the client gives the session's resources back, so that it is told no other quota.</summary>
    public bool IsRelease => UpdateReason is 6 or 7 or 8 or 9;

    /// <summary>Reads what a client reports; parts of a length that cannot be are passed over.</summary>
    public static PrepaidQuota Read(ReadOnlySpan<byte> value)
    {
        var quota = default(PrepaidQuota);
        var parts = new TlvEnumerator(value);

        while (parts.MoveNext())
        {
            quota = parts.Type switch
            {
                QuotaIdType => quota with { QuotaId = Number(parts.Value) is >= 0 and <= uint.MaxValue and var id ? (uint)id : null },
                VolumeType => quota with { VolumeOctets = Number(parts.Value) },
                DurationType => quota with { DurationSeconds = Number(parts.Value) },
                UpdateReasonType when parts.Value is [.., var reason] => quota with { UpdateReason = reason },
                _ => quota,
            };
        }

        return quota;
    }

    /// <summary>Writes a quota with the threshold from which its client asks for more.</summary>
    /// <returns>The octets written.</returns>
    public int Write(Span<byte> value, long threshold)
    {
        var length = Put(value, QuotaIdType, QuotaId ?? 0);

        if (VolumeOctets is { } octets)
        {
            length += Put(value[length..], VolumeType, octets);
            length += Put(value[length..], VolumeThresholdType, threshold);
        }

        if (DurationSeconds is { } seconds)
        {
            length += Put(value[length..], DurationType, seconds);
            length += Put(value[length..], DurationThresholdType, threshold);
        }

        return length;
    }

    // Four octets, or eight where four do not hold it.
    private static int Put(Span<byte> target, byte type, long number)
    {
        target[0] = type;

        if (number <= uint.MaxValue)
        {
            target[1] = 2 + sizeof(uint);
            BinaryPrimitives.WriteUInt32BigEndian(target[2..], (uint)number);
        }
        else
        {
            target[1] = 2 + sizeof(long);
            BinaryPrimitives.WriteInt64BigEndian(target[2..], number);
        }

        return target[1];
    }

    // Four or eight octets; twelve: eight of digits and an exponent of ten, of which only zero is a whole quota's.
    private static long? Number(ReadOnlySpan<byte> value) => value.Length switch
    {
        sizeof(uint) => BinaryPrimitives.ReadUInt32BigEndian(value),
        sizeof(long) => NotNegative(BinaryPrimitives.ReadInt64BigEndian(value)),
        sizeof(long) + sizeof(int) when BinaryPrimitives.ReadInt32BigEndian(value[sizeof(long)..]) == 0 =>
            NotNegative(BinaryPrimitives.ReadInt64BigEndian(value)),
        _ => null,
    };

    private static long? NotNegative(long number) => number < 0 ? null : number;
}
