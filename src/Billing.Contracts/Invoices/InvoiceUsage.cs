using NodaTime;

namespace Billing.Contracts.Invoices;

/// <summary>The usage that an invoice covers, and what was included beside it in its period.</summary>
/// <param name="Sums">By service and destination, the dearest first.</param>
/// <param name="Records">One by one in the order of time, where the customer or its class has them listed; else none.</param>
/// <param name="IsCut">There are more records than are listed.</param>
/// <param name="ZoneId">The customer's billing time zone.</param>
public sealed record InvoiceUsage(IReadOnlyList<UsageSum> Sums, IReadOnlyList<UsageRecord> Records, bool IsCut, string ZoneId)
{
    public static readonly InvoiceUsage None = new([], [], false, "UTC");
}

/// <param name="Destination">What the destination is called; null: the service has none, or it has no name.</param>
/// <param name="Unit"><c>second</c>, <c>byte</c>, <c>event</c>.</param>
/// <param name="Amount">Exact, in the invoice's currency, without taxes that are added; zero: included or free.</param>
public sealed record UsageSum(string Service, string? Destination, string Unit, long Count, long Units, decimal Amount);

/// <param name="Line">The login of the account.</param>
/// <param name="Peer">The other number; null: there is none.</param>
public sealed record UsageRecord(
    Instant StartedAt, string Line, string Service, string? Peer, string? Destination, string Unit, long Units, decimal Amount);
