using Billing.Contracts.Rating;
using Orleans.Concurrency;

namespace Billing.Grains.Rating;

[StatelessWorker]
internal sealed class RatingGrain(RateExplainer explainer) : Grain, IRatingGrain
{
    public Task<RatingAnswer> ExplainAsync(RatingQuestion question) => explainer.ExplainAsync(question, CancellationToken.None);
}
