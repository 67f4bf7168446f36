namespace Billing.Radius;

/// <summary>Whether a datagram is a packet, and why not: each reason is counted apart.</summary>
public enum ParseOutcome : byte
{
    Ok,

    /// <summary>The datagram, or the length that it states, is less than the 20 octets of a header.</summary>
    TooShort,

    /// <summary>The stated length is more than 4096.</summary>
    TooLong,

    /// <summary>The stated length is more than what arrived.</summary>
    LengthBeyondDatagram,

    /// <summary>An attribute's length is 0, 1, or reaches past the packet's end.</summary>
    BadAttributeLength,
}
