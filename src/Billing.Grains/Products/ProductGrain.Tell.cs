using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Products;

// Balances that are at work have copies: they read what is new before their next decision, and gateways of what runs hear of it.
internal sealed partial class ProductGrain
{
    private Task _telling = Task.CompletedTask;
    private bool _isAskedAgain;

    /// <summary>One telling at a time: whoever asks while it runs waits for it, and what was changed since it began is told by it too.</summary>
    /// <remarks>A telling of many may take longer than the time after which the sweep takes it for interrupted.</remarks>
    public Task TellAsync()
    {
        if (_telling.IsCompleted)
        {
            _telling = TellAllAsync();
        }
        else
        {
            _isAskedAgain = true;
        }

        return _telling;
    }

    private async Task TellAllAsync()
    {
        do
        {
            _isAskedAgain = false;

            if (await tellings.FindAsync(EntityKinds.Product, ProductId) is { } number)
            {
                foreach (var few in (await store.BalancesInUseAsync(ProductId)).Chunk(50))
                {
                    await Task.WhenAll(few.Select(TellAsync));
                }

                // All were asked once. Whoever could not hear it reads it when he is loaded next: the others are not told again for him.
                await tellings.ToldAsync(EntityKinds.Product, ProductId, number);
            }
        }
        while (_isAskedAgain);
    }

    private async Task TellAsync(long balanceId)
    {
        try
        {
            var balance = GrainFactory.GetGrain<IBalanceGrain>(balanceId);
            await balance.ReloadAsync();
            balance.SteerAsync().AsTask().Ignore(); // if that is lost, the next look at policies finds it
        }
        catch (Exception failure)
        {
            LogNotTold(logger, balanceId, ProductId, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Balance {BalanceId} could not be told that product {ProductId} gives something else")]
    private static partial void LogNotTold(ILogger logger, long balanceId, long productId, Exception failure);
}
