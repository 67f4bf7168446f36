using Billing.Contracts.Payments;
using Billing.Core.Balances;

namespace Billing.Grains.Balances;

// Money that is brought in by itself is asked for when the funds fall below, once that is durable. Nobody waits for it, and what is
// lost here the wallets' sweep finds.
internal sealed partial class BalanceGrain
{
    private bool _isTopUpAsked;

    private void AskForTopUp(Balance before, Balance after)
    {
        if (after.TopUpBelow is not { } below || _isTopUpAsked)
        {
            return;
        }

        var now = Now();

        if (before.AvailableAt(now) >= below && after.AvailableAt(now) < below)
        {
            _isTopUpAsked = true;
            _ = TopUpAsync();
        }
    }

    private async Task TopUpAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IWalletGrain>(this.GetPrimaryKeyLong()).WorkAsync();
        }
        catch (Exception)
        {
            // the sweep asks again
        }
        finally
        {
            _isTopUpAsked = false;
        }
    }
}
