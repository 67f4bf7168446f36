using Billing.Contracts.Sessions;

namespace Billing.Grains.Sessions;

/// <summary>Keeps usage that nobody can be charged for yet.</summary>
public interface ISuspenseStore
{
    /// <summary>Records the report under the gateway's own name for the session; durable when it completes.</summary>
    Task RecordAsync(UsageReport report, string reason);
}
