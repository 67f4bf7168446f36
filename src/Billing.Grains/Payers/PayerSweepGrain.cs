using Billing.Contracts;
using Billing.Contracts.Payers;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>Finds payers of its shard for which something is due, and lets each do it; and has those looked at whose class was edited.</summary>
/// <remarks>Payers that fail are parked with the reason and tried again alone, an hour later; the others go on.</remarks>
internal sealed partial class PayerSweepGrain(IPayerStore store, IPlanStore plans, TimeProvider clock, ILogger<PayerSweepGrain> logger) : Grain, IPayerSweepGrain
{
    private const int MostAtOnce = 1000;
    private const int AtWork = 16;

    private static readonly Duration UntilRetry = Duration.FromHours(1);

    private Task<int>? _running;

    /// <summary>Who comes while it sweeps waits for the same sweep.</summary>
    public Task<int> SweepAsync() => _running is { IsCompleted: false } running ? running : _running = RunAsync();

    private async Task<int> RunAsync()
    {
        var swept = 0;

        while (await store.DueAsync((int)this.GetPrimaryKeyLong(), IPayerSweepGrain.Shards, clock.Now(), MostAtOnce) is { Count: > 0 } due)
        {
            await due.WorkAsync(AtWork, AdvanceAsync);
            swept += due.Count;

            if (due.Count < MostAtOnce)
            {
                break;
            }
        }

        // Those of all shards, by one of them; the next sweep finds them due.
        var isToTell = this.GetPrimaryKeyLong() == 0;

        while (isToTell)
        {
            isToTell = await plans.TellPayersAsync(clock.Now(), MostAtOnce);
        }

        return swept;
    }

    private async Task AdvanceAsync(long balanceId)
    {
        try
        {
            await GrainFactory.GetGrain<IPayerGrain>(balanceId).AdvanceAsync();
        }
        catch (Exception failure)
        {
            LogParked(logger, balanceId, failure);
            await store.ParkAsync(balanceId, failure.Message, clock.Now() + UntilRetry);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is due for payer {BalanceId} could not be done")]
    private static partial void LogParked(ILogger logger, long balanceId, Exception failure);
}
