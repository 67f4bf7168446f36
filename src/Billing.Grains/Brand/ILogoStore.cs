using Billing.Contracts.Changes;
using NodaTime;

namespace Billing.Grains.Brand;

/// <summary>Keeps the pictures of invoices; none is ever changed.</summary>
public interface ILogoStore
{
    /// <summary>The newest; null: none.</summary>
    Task<byte[]?> FindAsync();

    Task AddAsync(byte[]? png, AuditNote note, Instant now);
}
