using Billing.Contracts.Accounts;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

/// <summary>What an order at the shell works with: the read ports, the cluster, whom it is about, and the order's key.</summary>
internal sealed record Ordering(
    IServiceProvider Services, IGrainFactory Grains, AccountSummary Account, string OperationId, CancellationToken Cancellation)
{
    /// <exception cref="UserException">The account is not there any more.</exception>
    public async Task<AccountTerms> TermsAsync() => await Grains.GetGrain<IAccountGrain>(Account.AccountId).GetAsync()
        ?? throw new UserException($"account: {Account.Login} is not there any more");
}
