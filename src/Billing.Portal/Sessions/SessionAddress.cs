using Billing.Contracts.Sessions;
using Billing.Portal.Lists;
using NodaTime;

namespace Billing.Portal.Sessions;

/// <summary>The filter of live sessions that an address says: of the list, and of what is disconnected by it.</summary>
internal static class SessionAddress
{
    /// <param name="now">Whole minutes, so that the same choice is the same filter when the page is drawn again.</param>
    public static SessionFilter Filter(AddressQuery address, Instant now) => new(
        address["service"],
        address["account"],
        NodeId: (int?)address.Number("node"),
        Peer: address["peer"],
        FramedAddress: address["ip"],
        AuthorizedBefore: address.Number("long") is { } hours and > 0 and < 10_000 ? now - Duration.FromHours(hours) : null,
        IsDisobeyed: address["orders"] is "disobeyed",
        IsAtPortal: address["place"] is "portal");
}
