namespace Billing.Grains.Tariffs;

/// <summary>Hears of new versions of tariffs, whichever process commits them.</summary>
public interface ITariffNews
{
    /// <summary>Listens until it is cancelled; throws when the connection is lost, and what was said meanwhile is not said again.</summary>
    /// <param name="announced">A tariff and its new version, which is committed. Must return at once.</param>
    /// <param name="drafted">
    /// A tariff, and a draft of what its next version may be; the empty one: the last draft is not to come. Who drafted it
    /// waits until this ends, for a while.
    /// </param>
    Task ListenAsync(Action<long, int> announced, Func<long, Guid, Task> drafted, CancellationToken cancellation);
}
