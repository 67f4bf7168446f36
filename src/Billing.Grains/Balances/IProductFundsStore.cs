using Billing.Core.Balances;

namespace Billing.Grains.Balances;

/// <summary>Compares what a balance has with what the products of its accounts give.</summary>
public interface IProductFundsStore
{
    /// <summary>What has to be defined on the balance so that it has what its accounts' products have; nothing for most.</summary>
    Task<IReadOnlyList<Definition>> ChangesAsync(long balanceId);
}
