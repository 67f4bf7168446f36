using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Takes promotional money back when it has expired though nobody uses the balance.</summary>
public static class Expiry
{
    /// <summary>What any decision would post first; null when there is nothing to take.</summary>
    /// <remarks>Money that open sessions were promised stays until they have settled it.</remarks>
    public static Posting? Post(Balance balance, Instant now)
    {
        var (renewed, entries) = Promotions.Renew(balance, now);

        return entries.IsEmpty ? null : Changes.Posting(balance, renewed.Moved(), null, isNew: false, entries, null);
    }
}
