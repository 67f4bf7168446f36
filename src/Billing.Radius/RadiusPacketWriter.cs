using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Billing.Radius;

/// <summary>
/// Builds one packet in the caller's buffer: attributes in the order of the calls, then its completion.
/// </summary>
/// <remarks>
/// Never writes past the buffer nor past 4096 octets: <c>Add…</c> throws <see cref="InvalidOperationException"/>
/// where there is no room, <see cref="TryAdd"/> says so and leaves the packet as it was. Use the latter for what
/// another party decides, such as its Proxy-State. A value longer than an attribute can hold throws
/// <see cref="ArgumentOutOfRangeException"/> from both: cutting or splitting is the caller's decision, but for the formats
/// that have pieces of their own (long extended, RFC 6929 2.2; WiMAX).
/// </remarks>
public ref partial struct RadiusPacketWriter
{
    /// <summary>The longest value of a standard attribute.</summary>
    public const int MaximumValueLength = byte.MaxValue - 2;

    /// <summary>The longest value of a vendor's attribute, alone in its envelope.</summary>
    public const int MaximumVendorValueLength = MaximumValueLength - VendorHeaderLength;

    private const byte VendorSpecific = 26;
    private const int VendorHeaderLength = 6;

    private readonly Span<byte> _buffer;
    private int _messageAuthenticatorAt;

    /// <param name="buffer">20 octets or more; what is past 4096 stays unused.</param>
    public RadiusPacketWriter(Span<byte> buffer, RadiusCode code, byte identifier)
    {
        _buffer = buffer[..Math.Min(buffer.Length, RadiusPacket.MaximumLength)];
        _buffer[..RadiusPacket.HeaderLength].Clear();
        _buffer[0] = (byte)code;
        _buffer[1] = identifier;
        Length = RadiusPacket.HeaderLength;
    }

    /// <summary>The octets written so far, the header included.</summary>
    public int Length { get; private set; }

    /// <summary>The octets that are left for attributes, their headers included.</summary>
    public readonly int Remaining => _buffer.Length - Length;

    /// <summary>The longest value of an attribute that is not cut into pieces.</summary>
    public static int LongestValue(AttributeKey key) => key switch
    {
        { Vendor: 0, Sub: 0 } => MaximumValueLength,
        { Vendor: 0 } => byte.MaxValue - (key.Type >= AttributeKey.FirstLongExtended ? 4 : 3),
        { Space: not 0 and var space } => byte.MaxValue - (space >= AttributeKey.FirstLongExtended ? 4 : 3) - VendorLength - 1,
        _ => byte.MaxValue - VendorHeaderLength - VendorFormat.Of(key.Vendor).HeaderLength,
    };

    /// <summary>Makes room for the Message-Authenticator, which the completion fills.</summary>
    /// <remarks>
    /// It must be the first attribute of an answer to an Access-Request (CVE-2024-3596: nothing that an attacker
    /// chooses may come before it), so this must be the first call.
    /// </remarks>
    public void ReserveMessageAuthenticator()
    {
        if (Length != RadiusPacket.HeaderLength)
        {
            throw new InvalidOperationException("The Message-Authenticator must be the first attribute.");
        }

        Span<byte> zeros = stackalloc byte[Md5Hash.DigestLength];
        zeros.Clear();
        Add(Attributes.MessageAuthenticator, zeros);
        _messageAuthenticatorAt = Length - Md5Hash.DigestLength;
    }

    /// <summary>Adds an attribute; a vendor's in a vendor-specific attribute of its own.</summary>
    public void Add(AttributeKey key, scoped ReadOnlySpan<byte> value)
    {
        if (!TryAdd(key, value))
        {
            throw new InvalidOperationException("The packet has no room for another attribute.");
        }
    }

    /// <summary>Adds an attribute, or nothing and returns false where the packet has no room for it.</summary>
    public bool TryAdd(AttributeKey key, scoped ReadOnlySpan<byte> value)
    {
        var isVendors = key.Vendor != 0;

        if (key.Sub != 0 || key.Space != 0 || (isVendors && !VendorFormat.Of(key.Vendor).IsUsual))
        {
            return TryAddFormatted(key, value);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            value.Length, isVendors ? MaximumVendorValueLength : MaximumValueLength, nameof(value));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Type, byte.MaxValue, nameof(key));

        var header = isVendors ? VendorHeaderLength + 2 : 2;

        if (Remaining < header + value.Length)
        {
            return false;
        }

        var target = _buffer.Slice(Length, header + value.Length);

        if (isVendors)
        {
            target[0] = VendorSpecific;
            target[1] = (byte)target.Length;
            BinaryPrimitives.WriteUInt32BigEndian(target[2..], key.Vendor);
        }

        target[header - 2] = (byte)key.Type;
        target[header - 1] = (byte)(value.Length + 2);
        value.CopyTo(target[header..]);
        Length += target.Length;
        return true;
    }

    public void AddUInt32(AttributeKey key, uint value)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        Add(key, octets);
    }

    public void AddUInt64(AttributeKey key, ulong value)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        Add(key, octets);
    }

    /// <summary>Adds text as UTF-8.</summary>
    public void AddString(AttributeKey key, scoped ReadOnlySpan<char> value)
    {
        Span<byte> octets = stackalloc byte[MaximumValueLength];

        if (!Encoding.UTF8.TryGetBytes(value, octets, out var length))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "The text is longer than an attribute.");
        }

        Add(key, octets[..length]);
    }

    /// <summary>Adds an instant in whole seconds since 1970, which the 32 bits hold until 2106.</summary>
    public void AddTime(AttributeKey key, DateTimeOffset value) => AddUInt32(key, (uint)value.ToUnixTimeSeconds());

    public void AddIPv4(AttributeKey key, IPAddress value) => AddAddress(key, value, AddressFamily.InterNetwork);

    public void AddIPv6(AttributeKey key, IPAddress value) => AddAddress(key, value, AddressFamily.InterNetworkV6);

    /// <summary>Adds a prefix (RFC 3162 2.3), with only the octets that it covers.</summary>
    public void AddIPv6Prefix(AttributeKey key, IPNetwork value)
    {
        Span<byte> octets = stackalloc byte[18];
        octets.Clear();

        if (!value.BaseAddress.TryWriteBytes(octets[2..], out var length) || length != 16)
        {
            throw new ArgumentException("The prefix must be of IPv6.", nameof(value));
        }

        octets[1] = (byte)value.PrefixLength;
        Add(key, octets[..(2 + (value.PrefixLength + 7) / 8)]);
    }

    /// <summary>Adds all of another packet's attributes of that key, in their order: Proxy-State, mostly.</summary>
    /// <returns>False where they do not all fit; those before are added.</returns>
    public bool TryAddAll(AttributeKey key, scoped in RadiusPacket packet)
    {
        foreach (var attribute in packet)
        {
            if (attribute.Key == key && !TryAdd(key, attribute.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills the Message-Authenticator where one is reserved, then the Response Authenticator.</summary>
    /// <param name="requestAuthenticator">The 16 octets of the request that this answers.</param>
    /// <returns>The packet's length.</returns>
    public readonly int CompleteResponse(scoped ReadOnlySpan<byte> requestAuthenticator, SharedSecret secret)
    {
        Sign(requestAuthenticator[..RadiusPacket.AuthenticatorLength], secret);
        HashAuthenticator(secret);
        return Length;
    }

    /// <summary>Fills the authenticator, and the Message-Authenticator where one is reserved.</summary>
    /// <param name="randomAuthenticator">
    /// 16 unpredictable octets for an Access-Request or a Status-Server, the same that hid the password. Accounting,
    /// CoA and Disconnect requests compute theirs from the packet and ignore these.
    /// </param>
    /// <returns>The packet's length.</returns>
    public readonly int CompleteRequest(SharedSecret secret, scoped ReadOnlySpan<byte> randomAuthenticator)
    {
        if (PacketAuthentication.HasHashedAuthenticator((RadiusCode)_buffer[0]))
        {
            Sign(default, secret);
            HashAuthenticator(secret);
        }
        else
        {
            Sign(randomAuthenticator[..RadiusPacket.AuthenticatorLength], secret);
        }

        return Length;
    }

    private readonly void Sign(scoped ReadOnlySpan<byte> authenticator, SharedSecret secret)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)Length);
        authenticator.CopyTo(_buffer[RadiusPacket.AuthenticatorOffset..RadiusPacket.HeaderLength]);

        if (_messageAuthenticatorAt > 0)
        {
            var hmac = secret.StartHmac();
            hmac.Append(_buffer[..Length]);
            secret.FinishHmac(ref hmac, _buffer.Slice(_messageAuthenticatorAt, Md5Hash.DigestLength));
        }
    }

    private readonly void HashAuthenticator(SharedSecret secret)
    {
        var hash = Md5Hash.Start();
        hash.Append(_buffer[..Length]);
        hash.Append(secret.Octets);
        hash.Finish(_buffer[RadiusPacket.AuthenticatorOffset..RadiusPacket.HeaderLength]);
    }

    private void AddAddress(AttributeKey key, IPAddress value, AddressFamily family)
    {
        if (value.AddressFamily != family)
        {
            throw new ArgumentException("The address is of the other family.", nameof(value));
        }

        Span<byte> octets = stackalloc byte[16];
        value.TryWriteBytes(octets, out var length);
        Add(key, octets[..length]);
    }
}
