namespace Billing.Grains.Tariffs;

/// <summary>Hears of new versions of tariffs, whichever process commits them.</summary>
public interface ITariffNews
{
    /// <summary>Listens until it is cancelled; throws when the connection is lost, and what was said meanwhile is not said again.</summary>
    /// <param name="announced">A tariff and its new version, which is committed. Must return at once.</param>
    Task ListenAsync(Action<long, int> announced, CancellationToken cancellation);
}
