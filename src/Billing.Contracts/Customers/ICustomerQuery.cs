using Billing.Contracts.Paging;

namespace Billing.Contracts.Customers;

/// <summary>Customers as people see them.</summary>
public interface ICustomerQuery
{
    Task<Page<CustomerRow>> ListAsync(CustomerFilter filter, PageRequest<CustomerSort> page, CancellationToken cancellation);

    /// <summary>Null when there is none in the scope.</summary>
    Task<CustomerDetail?> FindAsync(Scope scope, long customerId, CancellationToken cancellation);

    /// <summary>The customer with this number, whatever its letters' case; null when there is none.</summary>
    Task<long?> FindByNumberAsync(string number, CancellationToken cancellation);
}

public enum CustomerSort
{
    Number,
    Name,
    CreatedAt,

    /// <summary>By status, and by name within it.</summary>
    Status,

    /// <summary>Of the balance that a row shows, and zero where there is none; only where a filter leaves few (<see cref="Page{T}.IsUnordered"/>).</summary>
    Balance,
}
