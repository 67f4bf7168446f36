using System.Collections.Immutable;
using Billing.Contracts.Rating;

namespace Billing.Grains.Rating;

/// <summary>Keeps sessions whose price is known.</summary>
public interface IRatingCaseStore
{
    Task<ImmutableArray<RatingCase>> ListAsync();

    /// <summary>In the place of one with its name, if there is any.</summary>
    /// <param name="one">Its number is not used.</param>
    /// <returns>Its number.</returns>
    Task<long> PutAsync(RatingCase one);

    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(long caseId);
}
