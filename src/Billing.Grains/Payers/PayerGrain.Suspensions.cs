using Billing.Contracts.Accounts;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Grains.Payers;

// Whom dunning and fees without funds keep out, and who is told of it.
internal sealed partial class PayerGrain
{
    // The account refuses who signs in, the balance grants nothing more to who is in: both know what is suspended.
    private async Task ReloadAsync(IReadOnlyCollection<long> accountIds, bool isLimiting)
    {
        foreach (var accountId in accountIds)
        {
            await GrainFactory.GetGrain<IAccountGrain>(accountId).ReloadAsync();
        }

        if (accountIds.Count > 0 || isLimiting)
        {
            await Balance.ReloadAsync();
        }

        if (isLimiting)
        {
            Balance.SteerAsync().AsTask().Ignore(); // if that is lost, the next look at policies finds it
        }
    }

    private static bool IsLimited(Payer payer) => payer.Dunning.Level is DunningAction.Limit;

    // Dunning suspends all of the payer's accounts, a fee without funds that of its subscription; of the customer as a whole, all of them.
    private static Suspensions SuspensionsOf(Payer payer, Instant now) => new(
        payer.Dunning.Level is DunningAction.Suspend or DunningAction.Terminate
            || payer.Subscriptions.Any(one => one.AccountId is null && one.StateAt(now) is SubscriptionState.Unfunded),
        [
            .. payer.Subscriptions
                .Where(one => one.AccountId is not null && one.StateAt(now) is SubscriptionState.Unfunded)
                .Select(one => one.AccountId!.Value).Distinct().Order(),
        ],
        payer.Dunning.Level is DunningAction.Terminate);
}
