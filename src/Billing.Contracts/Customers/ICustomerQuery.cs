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

/// <remarks>Not by balance or status: an index over what charging changes would slow it down; filter by status instead.</remarks>
public enum CustomerSort
{
    Number,
    Name,
    CreatedAt,
}
