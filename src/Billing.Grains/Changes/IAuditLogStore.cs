using Billing.Contracts.Changes;

namespace Billing.Grains.Changes;

/// <summary>Adds to the audit log what no change of the configuration adds by itself.</summary>
public interface IAuditLogStore
{
    Task AddAsync(AuditNote note);
}
