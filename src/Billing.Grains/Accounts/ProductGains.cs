using Billing.Contracts.Accounts;
using Billing.Core.Balances;
using Billing.Grains.Balances;
using NodaTime;

namespace Billing.Grains.Accounts;

/// <summary>What an account's balance would be given first by products that it has not.</summary>
/// <remarks>By what decides it when the products are there: what is to be defined on the balance, and what the core gives by it.</remarks>
internal sealed class ProductGains(IProductFundsStore products, IBalanceStore balances)
{
    /// <param name="productIds">Those that the account has not now.</param>
    /// <param name="at">When it gets them.</param>
    public async Task<IReadOnlyList<FirstAllowance>> FirstAsync(long accountId, long balanceId, IReadOnlyList<long> productIds, Instant at)
    {
        if (productIds.Count == 0 || await balances.LoadAsync(balanceId) is not { Funds: var funds })
        {
            return [];
        }

        var first = new List<FirstAllowance>();

        foreach (var (number, definition) in await products.PlansOfAsync(accountId, productIds, at))
        {
            if (Definitions.Given(funds, definition, at) is [var given, ..])
            {
                first.Add(new(number, given.Initial, given.ExpiresAt));
            }
            else if (definition is Definition.Resume again
                && funds.Allowances.Where(one => one.Issue?.PlanId == again.Number && one.IsValidAt(at)).MaxBy(one => one.ExpiresAt) is { } had)
            {
                first.Add(new(number, 0, had.ExpiresAt, WasGiven: true));
            }
        }

        return first;
    }
}
