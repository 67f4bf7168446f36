using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using NodaTime;

namespace Billing.Grains.Customers;

/// <summary>Reads and writes customers; every write with its line in the audit log.</summary>
public interface ICustomerStore
{
    Task<CustomerView?> GetAsync(long customerId);

    Task<ChangeReply> CreateAsync(string operationId, CustomerDetails customer, string by);

    Task<ChangeReply> EditAsync(long customerId, CustomerDetails details, Edit edit);

    Task<ChangeReply> SetStatusAsync(long customerId, CustomerStatusOrder order);

    /// <summary>Its accounts and the balances that pay for them, up to a number of accounts.</summary>
    Task<IReadOnlyList<(long AccountId, long BalanceId)>> AccountsAsync(long customerId, int most);

    /// <summary>Has every silo read every account's terms again, for a customer with too many accounts to be told one by one.</summary>
    Task MoveTermsAsync();

    /// <summary>Suspensions that are over, the oldest first.</summary>
    Task<IReadOnlyList<long>> DueAsync(Instant now, int most);
}
