using NodaTime;

namespace Billing.Grains.Balances;

/// <summary>Finds promotional money that has expired.</summary>
public interface IPromotionStore
{
    /// <summary>Balances that still have such money, by number.</summary>
    /// <param name="after">Only balances with a greater number: the last one of the page before, or zero.</param>
    Task<IReadOnlyList<long>> ExpiredAsync(Instant now, long after, int most);
}
