namespace Billing.Radius;

/// <summary>How a vendor writes what is in its vendor-specific attributes; RFC 2865 5.26 only recommends one octet each.</summary>
/// <param name="TypeOctets">Octets of the type.</param>
/// <param name="LengthOctets">Octets of the length; 0: one attribute fills its envelope.</param>
/// <param name="HasContinuation">An octet after the length whose highest bit says that the value goes on in the next envelope.</param>
internal readonly record struct VendorFormat(int TypeOctets, int LengthOctets, bool HasContinuation)
{
    public static readonly VendorFormat Usual = new(1, 1, false);

    public int HeaderLength => TypeOctets + LengthOctets + (HasContinuation ? 1 : 0);

    public bool IsUsual => this == Usual;

    public static VendorFormat Of(uint vendor) => vendor switch
    {
        429 => new(4, 0, false),   // US Robotics
        4846 => new(2, 1, false),  // Lucent
        8164 => new(2, 2, false),  // Starent
        24757 => new(1, 1, true),  // WiMAX
        _ => Usual,
    };

    /// <summary>The first attribute of the octets.</summary>
    /// <param name="goesOn">Whether its value goes on in the next envelope.</param>
    /// <param name="length">Its octets, header included.</param>
    /// <returns>False where a length is none that can be.</returns>
    public bool TryRead(ReadOnlySpan<byte> octets, out uint type, out ReadOnlySpan<byte> value, out bool goesOn, out int length)
    {
        (type, goesOn, length) = (0, false, 0);
        value = default;

        if (octets.Length < HeaderLength)
        {
            return false;
        }

        type = Number(octets[..TypeOctets]);
        length = LengthOctets == 0 ? octets.Length : (int)Number(octets.Slice(TypeOctets, LengthOctets));

        if (length < HeaderLength || length > octets.Length)
        {
            return false;
        }

        goesOn = HasContinuation && (octets[HeaderLength - 1] & 0x80) != 0;
        value = octets[HeaderLength..length];

        return true;
    }

    /// <summary>Whether attributes fill the octets exactly.</summary>
    public bool Fills(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (!TryRead(octets, out _, out _, out _, out var length))
            {
                return false;
            }

            octets = octets[length..];
        }

        return true;
    }

    public void WriteHeader(Span<byte> header, uint type, int length, bool goesOn)
    {
        Put(header[..TypeOctets], type);
        Put(header.Slice(TypeOctets, LengthOctets), (uint)length);

        if (HasContinuation)
        {
            header[HeaderLength - 1] = goesOn ? (byte)0x80 : (byte)0;
        }
    }

    private static uint Number(ReadOnlySpan<byte> octets)
    {
        uint number = 0;

        foreach (var octet in octets)
        {
            number = (number << 8) | octet;
        }

        return number;
    }

    private static void Put(Span<byte> octets, uint number)
    {
        for (var i = octets.Length - 1; i >= 0; i--, number >>= 8)
        {
            octets[i] = (byte)(number & 0xff);
        }
    }
}
