using Orleans.Concurrency;

namespace Billing.Contracts.Rating;

/// <summary>What would this cost, and why: nothing is charged, held or stored. Key: 0, one in every silo.</summary>
/// <remarks>It asks what authorising asks, in the same order, and prices what is used on the balance as it is now.</remarks>
[Alias("billing.rating")]
public interface IRatingGrain : IGrainWithIntegerKey
{
    [Alias("explain"), AlwaysInterleave]
    Task<RatingAnswer> ExplainAsync(RatingQuestion question);
}
