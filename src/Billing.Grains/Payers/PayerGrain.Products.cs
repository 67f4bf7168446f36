using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Core.Subscriptions;
using Billing.Grains.Lines;

namespace Billing.Grains.Payers;

// The account's products follow a change of plan, whoever ordered it. The change is in the payer's commit, which makes it due; the account
// is changed; then that is noted. Lost in between it is done again, by the sweep at the latest, and the account finds that it is so.
internal sealed partial class PayerGrain
{
    private const string FollowedBy = "billing";

    // An account that is blocked right now waits for this payer, and takes no other order before: the sweep comes again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <remarks>Not while an account is known to wait for this payer.</remarks>
    /// <returns>How many steps it was.</returns>
    private async Task<int> FollowPlansAsync()
    {
        var steps = 0;

        for (; ProductMoves.Next(Payer.Subscriptions) is { } move && move.At <= Now(); steps++)
        {
            var following = FollowAsync(move);

            if (await Task.WhenAny(following, Task.Delay(Patience)) != following)
            {
                following.Ignore();
                break;
            }

            var note = await following;
            var followed = Payer.Subscriptions.First(one => one.SubscriptionId == move.SubscriptionId) with { ProductsOf = move.Number };
            await CommitAsync(new(Known, Known with { Payer = Payer.With(followed) }, Now()) { Audit = note });
        }

        return steps;
    }

    /// <returns>What the audit log says of a refusal, which keeps nothing else waiting; null: there was none.</returns>
    private async Task<AuditNote?> FollowAsync(ProductMove move)
    {
        var roles = await lines.RolesAsync([move.PlanBefore, move.Plan]);
        var (before, plan) = (roles.GetValueOrDefault(move.PlanBefore), roles.GetValueOrDefault(move.Plan));

        if (plan.ProductId is null || (move.AccountId ?? await OnlyAccountAsync()) is not { } accountId)
        {
            return null;
        }

        var refused = await LineProducts.ChangeAsync(
            GrainFactory.GetGrain<IAccountGrain>(accountId), has => has.Follow(before, plan), effectiveAt: null, FollowedBy);

        return refused is null ? null : PayerLog.NotFollowed(Payer, move, accountId, refused, FollowedBy);
    }

    // What is the customer's as a whole is its only account's, if it has one only.
    private async Task<long?> OnlyAccountAsync() => await store.AccountsAsync(Payer.BalanceId) is [var only] ? only : null;
}
