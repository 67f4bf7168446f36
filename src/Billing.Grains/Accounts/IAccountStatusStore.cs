using Billing.Core.Accounts;

namespace Billing.Grains.Accounts;

/// <summary>Writes whether an account may be used.</summary>
public interface IAccountStatusStore
{
    /// <summary>Suspends or closes it; a closed account stays closed.</summary>
    /// <returns>The status that it has now; null when there is no such account.</returns>
    Task<AccountStatus?> BlockAsync(long accountId, AccountStatus status);
}
