namespace Billing.Core.Tariffs;

/// <summary>
/// The base unit in which gateways report a service and rates count it. The numbers are stored: they never change.
/// </summary>
public enum Unit
{
    /// <summary>Voice, IPTV time. The n-th second (from 0) happens n seconds after the session's start.</summary>
    Second = 1,

    /// <summary>Data.</summary>
    Byte = 2,

    /// <summary>A message, a title, a one-off.</summary>
    Event = 3,
}
