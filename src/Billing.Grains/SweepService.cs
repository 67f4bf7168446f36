using Microsoft.Extensions.Hosting;

namespace Billing.Grains;

/// <summary>Asks the cluster for something now and then, until the process is told to stop.</summary>
/// <param name="interval">The time between two turns; a turn that takes longer is waited for.</param>
/// <param name="lifetime">The silo starts after its services and stops before them: what is asked before or after can only fail.</param>
internal abstract class SweepService(TimeSpan interval, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(interval);

        try
        {
            await lifetime.StartedAsync(ending.Token);

            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                try
                {
                    await SweepAsync(ending.Token);
                }
                catch (Exception failure)
                {
                    if (!ending.IsCancellationRequested)
                    {
                        LogFailed(failure); // the database is away, or a sweep takes long and goes on: the next turn looks again
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    protected abstract Task SweepAsync(CancellationToken stopping);

    protected abstract void LogFailed(Exception failure);
}
