using Billing.Core.Balances;
using NodaTime;

namespace Billing.Grains.Balances;

/// <summary>Compares what a balance has with what the products of its accounts give.</summary>
public interface IProductFundsStore
{
    /// <summary>What has to be defined on the balance so that it has what its accounts' products have; nothing for most.</summary>
    Task<IReadOnlyList<Definition>> ChangesAsync(long balanceId);

    /// <summary>What of that would be allowance plans if an account got products, by the numbers of the products' plans.</summary>
    /// <param name="since">When it gets them.</param>
    Task<IReadOnlyList<(long Number, Definition Definition)>> PlansOfAsync(long accountId, IReadOnlyList<long> productIds, Instant since);
}
