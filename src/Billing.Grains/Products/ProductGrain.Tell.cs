using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Products;

// Balances that are at work have copies: they read what is new before their next decision, and gateways of what runs hear of it. Sessions
// that begin do not wait for that: their account sees that there is a newer version of what products give, and has its balance compare.
internal sealed partial class ProductGrain
{
    // Few enough that those who wait for their database are no crowd, and enough that one who is deaf for long holds nobody up.
    private const int AtOnce = 50;

    // Each silo looks at the version of what products give every 0.7 s.
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(3);

    private Task _telling = Task.CompletedTask;
    private bool _isAskedAgain;
    private ProductTelling? _told;

    public async Task<ProductTelling?> TellingAsync() =>
        !_telling.IsCompleted ? _isAskedAgain && _told is { IsOver: true } ? Begun : _told ?? Begun
        : await tellings.FindAsync(EntityKinds.Product, ProductId) is not null ? Begun // the sweep will have it told
        : _told;

    private static ProductTelling Begun { get; } = new(0, null, 0, IsOver: false);

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
            var before = _told;
            (_isAskedAgain, _told) = (false, null); // how far the telling before came says nothing of this one

            if (await tellings.FindAsync(EntityKinds.Product, ProductId) is { } number)
            {
                var balances = await store.BalancesInUseAsync(ProductId);
                _told = new(0, balances.Count, 0, IsOver: false);
                await EachAsync(balances, isHeard => _told = isHeard
                    ? _told! with { Told = _told.Told + 1 }
                    : _told! with { Unheard = _told.Unheard + 1 });
                _told = _told with { IsOver = true };

                // A silo that had not looked yet may have begun a session since, by what the product gave before.
                await Task.Delay(Seen, clock);
                await EachAsync(await store.BalancesBegunAsync(ProductId), _ => { });

                // All were asked. Whoever could not hear it reads it when he is loaded next: the others are not told again for him.
                await tellings.ToldAsync(EntityKinds.Product, ProductId, number);
            }
            else
            {
                _told = before; // by that telling already
            }
        }
        while (_isAskedAgain);
    }

    private async Task EachAsync(IReadOnlyList<long> balances, Action<bool> count)
    {
        var queue = new Queue<long>(balances);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (queue.TryDequeue(out var balanceId))
            {
                count(await TellAsync(balanceId));
            }
        }));
    }

    private async Task<bool> TellAsync(long balanceId)
    {
        try
        {
            var balance = GrainFactory.GetGrain<IBalanceGrain>(balanceId);
            await balance.ReloadAsync();
            balance.SteerAsync().AsTask().Ignore(); // if that is lost, the next look at policies finds it

            return true;
        }
        catch (Exception failure)
        {
            LogNotTold(logger, balanceId, ProductId, failure);

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Balance {BalanceId} could not be told that product {ProductId} gives something else")]
    private static partial void LogNotTold(ILogger logger, long balanceId, long productId, Exception failure);
}
