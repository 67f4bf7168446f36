using Microsoft.Extensions.Hosting;

namespace Billing.Grains;

internal static class HostLifetimes
{
    /// <summary>Waits until the silo counts for the cluster, a little after its services have begun: what is asked of grains before can only fail.</summary>
    /// <exception cref="OperationCanceledException">It is told to stop before.</exception>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }
}
