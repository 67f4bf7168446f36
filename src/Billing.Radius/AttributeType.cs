namespace Billing.Radius;

/// <summary>How the octets of a value are read (RFC 8044 3).</summary>
public enum AttributeType : byte
{
    /// <summary>Octets without a meaning that ours knows; what unknown types become.</summary>
    Octets,

    /// <summary>UTF-8 text ("string" in dictionaries).</summary>
    Text,

    /// <summary>32 bits, unsigned, with names for some values where the dictionary gives them.</summary>
    Integer,

    Integer64,

    /// <summary>32 bits, seconds since 1970.</summary>
    Time,

    IPv4Address,
    IPv6Address,
    IPv6Prefix,
    IPv4Prefix,

    /// <summary>The lower 64 bits of an IPv6 address.</summary>
    InterfaceId,

    /// <summary>8 bits, unsigned.</summary>
    Byte,

    /// <summary>16 bits, unsigned.</summary>
    Short,

    /// <summary>32 bits, signed.</summary>
    Signed,

    /// <summary>An IPv4 or an IPv6 address, told apart by the length.</summary>
    AnyAddress,

    /// <summary>Attributes within the value (RFC 6929 2.3).</summary>
    Tlv,

    /// <summary>48 bits, an Ethernet address.</summary>
    Ethernet,
}
