using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Customers;

namespace Billing.Portal.Lists;

/// <summary>What the customer or account of a list's filter is called; each is looked up once for a page.</summary>
public sealed class WhoseNames(ICustomerQuery customers, IAccountQuery accounts)
{
    private readonly Dictionary<(string, long), string> _names = [];

    /// <summary>Name and number; what is not there is told by its number.</summary>
    public ValueTask<string?> CustomerAsync(long? customerId) => NameAsync(
        "customer", customerId, async id => await customers.FindAsync(Scope.Everything, id, CancellationToken.None) is { Customer: var found } ? $"{found.Name} · {found.Number}" : null);

    /// <summary>The login.</summary>
    public ValueTask<string?> AccountAsync(long? accountId) => NameAsync(
        "account", accountId, async id => (await accounts.FindAsync(Scope.Everything, id, CancellationToken.None))?.Login);

    private async ValueTask<string?> NameAsync(string kind, long? number, Func<long, Task<string?>> find)
    {
        if (number is not { } id)
        {
            return null;
        }

        if (!_names.TryGetValue((kind, id), out var name))
        {
            _names[(kind, id)] = name = await find(id) ?? $"{id}";
        }

        return name;
    }
}
