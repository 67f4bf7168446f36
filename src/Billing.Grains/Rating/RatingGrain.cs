using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Rating;
using Orleans.Concurrency;

namespace Billing.Grains.Rating;

[StatelessWorker]
internal sealed class RatingGrain(RateExplainer explainer, IAccountQuery accounts) : Grain, IRatingGrain
{
    public async Task<RatingAnswer> ExplainAsync(RatingQuestion question)
    {
        // A balance takes up what its accounts' products give when it is read; what is priced here is what is stored then.
        if (await accounts.FindAsync(question.Account) is { } accountId
            && await GrainFactory.GetGrain<IAccountGrain>(accountId).GetAsync() is { } account)
        {
            await GrainFactory.GetGrain<IBalanceGrain>(account.BalanceId).ShowAsync();
        }

        return await explainer.ExplainAsync(question, CancellationToken.None);
    }
}
