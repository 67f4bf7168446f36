using NodaTime;

namespace Billing.Grains.Changes;

/// <summary>Changes of products and accounts that balances in memory have still to hear of.</summary>
/// <remarks>They are written with the change, so that none is lost with the program that was to tell it.</remarks>
public interface ITellingStore
{
    /// <returns>The number of the newest change; null: all is told.</returns>
    Task<long?> FindAsync(string entity, long id);

    /// <summary>Those written before an instant, oldest first.</summary>
    Task<IReadOnlyList<(string Entity, long Id)>> UntoldAsync(Instant before, int most);

    /// <summary>It was told; what was changed since it was found is still to be told.</summary>
    Task ToldAsync(string entity, long id, long number);
}
