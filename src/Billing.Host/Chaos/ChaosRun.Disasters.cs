using Billing.Host.Bench;
using Billing.Host.Composition;

namespace Billing.Host.Chaos;

// What is done to the cluster, and how it comes back.
internal sealed partial class ChaosRun
{
    private async Task DoAsync(ChaosEvent one, CancellationToken cancellation)
    {
        var silo = _cluster.Silos[one.Silo];

        switch (one.Kind)
        {
            case ChaosKind.KillSilo:
                await silo.KillAsync();
                await Task.Delay(one.Lasting, cancellation);
                break;

            case ChaosKind.KillTwoSilos:
                await Task.WhenAll(silo.KillAsync(), _cluster.Silos[(one.Silo + 1) % silos].KillAsync());
                await Task.Delay(one.Lasting, cancellation);
                break;

            case ChaosKind.DrainSilo:
                if (await silo.StopAsync(cancellation) is var code and not 0 && !silo.Process.Errors.Contains("this silo cannot go on", StringComparison.Ordinal))
                {
                    // Not one that had been struck off before: it ends itself.
                    _problems.Add($"{Elapsed()} {silo.Name} ended with {code} when it was asked to stop");
                }

                break;

            case ChaosKind.FreezeSilo:
                silo.Process.Signal(BillingProcess.SigStop);
                await Task.Delay(one.Lasting, cancellation);
                silo.Process.Signal(BillingProcess.SigContinue);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation); // it ends itself if it was struck off
                _fenced += silo.IsRunning ? 0 : 1;
                break;

            case ChaosKind.CutSilo:
                _network!.Cut();
                await Task.Delay(one.Lasting, cancellation);
                _network.Mend();
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                _fenced += silo.IsRunning ? 0 : 1;
                break;

            case ChaosKind.KillDatabase:
                await _cluster.Database.KillAsync();
                await Task.Delay(one.Lasting, cancellation);
                break;

            case ChaosKind.StartWithoutDatabase:
                await Task.WhenAll(silo.KillAsync(), _cluster.Database.KillAsync());
                silo.Begin(BillingProcess.Program);
                await InTimeAsync(patience => WaitsAsync(silo, patience), $"{silo.Name} does not say that it waits for the database", cancellation);
                _waited++;
                await Task.Delay(one.Lasting, cancellation);
                break;

            case ChaosKind.RestartDatabase:
                await _cluster.Database.StopAsync();
                await Task.Delay(one.Lasting, cancellation);
                break;

            case ChaosKind.JumpClock:
                await silo.SetClockAsync(one.Jump);
                await Task.Delay(one.Lasting, cancellation);
                await silo.SetClockAsync(0);
                break;

            case ChaosKind.FillDisk:
                _volume!.Fill();
                await Task.Delay(one.Lasting, cancellation);
                _volume.Empty();
                break;
        }
    }

    // As supervisors do: what is not there is started again.
    private async Task MendAsync(CancellationToken cancellation)
    {
        await InTimeAsync(
            async patience =>
            {
                await _cluster.Database.StartAsync(patience); // takes over the one that runs

                foreach (var silo in _cluster.Silos)
                {
                    await ServesAsync(silo, patience);
                }
            },
            "the cluster does not come back",
            cancellation);
    }

    private static async Task WaitsAsync(SiloProcess silo, CancellationToken patience)
    {
        while (!silo.Process.Errors.Contains("billing: waiting for the database", StringComparison.Ordinal))
        {
            await Task.Delay(100, patience);
        }
    }

    private static async Task ServesAsync(SiloProcess silo, CancellationToken patience)
    {
        try
        {
            await silo.ReadyAsync(patience); // one that was started without the database
        }
        catch (UserException)
        {
            // It ended before it served, as one does whose database goes again during its start.
        }

        if (!silo.IsRunning)
        {
            await silo.StartAsync(BillingProcess.Program, patience);
        }
    }

    private async Task ChargedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await MendAsync(cancellation);

            try
            {
                await InTimeAsync(_cluster.ChargedAsync, "what was spooled is not charged", cancellation);

                return;
            }
            catch (HttpRequestException)
            {
                // A silo that was struck off has ended itself meanwhile.
            }
        }
    }

    private async Task InTimeAsync(Func<CancellationToken, Task> work, string problem, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestMending);

        try
        {
            await work(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UserException($"{Elapsed()} {problem} within {LongestMending.TotalMinutes:0} minutes");
        }
    }
}
