using Billing.Core.Balances;

namespace Billing.Grains.Balances;

/// <summary>Reads balances as they are stored, with their open sessions and these sessions' pinned rates.</summary>
public interface IBalanceStore
{
    /// <summary>The balance as the newest commit left it; null when there is none with this number.</summary>
    Task<Balance?> LoadAsync(long balanceId);
}
