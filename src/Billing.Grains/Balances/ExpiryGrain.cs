using Billing.Contracts.Balances;
using Billing.Grains.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Billing.Grains.Balances;

/// <summary>Finds balances with promotional money that has expired and lets each post it.</summary>
internal sealed partial class ExpiryGrain(
    IPromotionStore promotions,
    IOptions<SessionOptions> options,
    TimeProvider clock,
    ILogger<ExpiryGrain> logger) : Grain, IExpiryGrain
{
    private const int MostAtOnce = 500;

    private DateTimeOffset _sweptAt;

    public async Task<int> SweepAsync()
    {
        var now = clock.GetUtcNow();

        // Whichever way the clock was set: one that goes back by hours must not stop it for so long.
        if ((now - _sweptAt).Duration() < options.Value.SweepInterval / 2)
        {
            return 0;
        }

        _sweptAt = now;
        var (posted, last) = (0, 0L);

        // By the balance's number: money that open sessions were promised stays, and must not stand before the rest for ever.
        while (await promotions.ExpiredAsync(Instant.FromDateTimeOffset(now), last, MostAtOnce) is { Count: > 0 } page)
        {
            foreach (var batch in page.Chunk(32))
            {
                posted += (await Task.WhenAll(batch.Select(ExpireAsync))).Count(result => result);
            }

            last = page[^1];
        }

        return posted;
    }

    private async Task<bool> ExpireAsync(long balanceId)
    {
        try
        {
            return await GrainFactory.GetGrain<IBalanceGrain>(balanceId).ExpireAsync();
        }
        catch (Exception failure)
        {
            LogNotPosted(logger, balanceId, failure); // the next sweep finds it again

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired money of balance {BalanceId} could not be posted")]
    private static partial void LogNotPosted(ILogger logger, long balanceId, Exception failure);
}
