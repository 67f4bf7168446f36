using Billing.Contracts;
using Billing.Contracts.Payments;
using Microsoft.Extensions.Logging;

namespace Billing.Grains.Payments;

/// <summary>Finds payers with payments to make by themselves and has each wallet make its own.</summary>
internal sealed partial class WalletSweepGrain(IWalletStore store, TimeProvider clock, ILogger<WalletSweepGrain> logger) : Grain, IWalletSweepGrain
{
    private const int MostAtOnce = 500;
    private const int AtWork = 16;

    private Task<int>? _running;

    /// <summary>Who comes while it sweeps waits for the same sweep.</summary>
    public Task<int> SweepAsync() => _running is { IsCompleted: false } running ? running : _running = RunAsync();

    private async Task<int> RunAsync()
    {
        var due = await store.DueAsync(clock.Now(), MostAtOnce);
        await due.WorkAsync(AtWork, async balanceId =>
        {
            try
            {
                await GrainFactory.GetGrain<IWalletGrain>(balanceId).WorkAsync();
            }
            catch (Exception failure)
            {
                LogNotDone(logger, balanceId, failure); // the next sweep finds it again
            }
        });

        return due.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What balance {BalanceId} pays by itself could not be paid")]
    private static partial void LogNotDone(ILogger logger, long balanceId, Exception failure);
}
