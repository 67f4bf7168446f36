namespace Billing.Host.Bench;

/// <summary>What a request costs with so many silos; microseconds of processor time.</summary>
/// <param name="RequestsPerSecond">That were answered.</param>
internal sealed record ScaleStep(int Silos, double RequestsPerSecond, double SiloMicroseconds, double DatabaseMicroseconds, TimeSpan P99, IReadOnlyList<string> Problems);

/// <summary>The same load on clusters of more and more silos on this machine: what more of them cost, silos and PostgreSQL apart.</summary>
/// <remarks>
/// One machine cannot show how many requests N machines take; it shows what each costs. The rate is the same at each step, for what
/// is written together depends on it.
/// </remarks>
internal static class ScaleBench
{
    // A subscriber's line is at one gateway: with accounts in turn, the number of these must be a multiple of the gateways'.
    private const int Gateways = 12;

    // Each silo compiles as it warms up: with 12 s, three of them on two cores were still at it when they were measured.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);

    public static async Task<ScaleStep> MeasureAsync(int silos, double rate, TimeSpan duration, int accounts, CancellationToken cancellation)
    {
        accounts = (accounts + Gateways - 1) / Gateways * Gateways;
        var folder = Path.Combine(Path.GetTempPath(), $"billing-scale-{Environment.ProcessId}-{silos}");
        await using var cluster = await LocalCluster.StartAsync(
            folder, BillingProcess.Program, accounts, _ => Enumerable.Repeat(SiloPlace.Here, silos), cancellation);
        var database = LocalCluster.DatabaseFolder(folder);
        var load = cluster.Load with { Accounts = accounts, Gateways = Gateways, Rate = rate, InFlight = 700, WarmUp = WarmUp };
        var (result, used, problems) = await RollingUpdate.UnderLoadAsync(
            cluster,
            load with { MaxTries = 10 },
            async () =>
            {
                await Task.Delay(WarmUp, cancellation);
                var before = (Silos: Used(cluster), Database: DatabaseProcessorTime.Of(database));
                await Task.Delay(duration, cancellation);

                return (Silos: Used(cluster) - before.Silos, Database: DatabaseProcessorTime.Of(database) - before.Database);
            },
            all: null,
            cancellation);
        var requests = Math.Max(1, result.Throughput * duration.TotalSeconds);
        var latency = new LatencyHistogram();
        latency.Add(result.AccessLatency);
        latency.Add(result.AccountingLatency);

        return new(
            silos, result.Throughput, used.Silos.TotalMicroseconds / requests, used.Database.TotalMicroseconds / requests, latency.Quantile(0.99), problems);
    }

    private static TimeSpan Used(LocalCluster cluster) =>
        TimeSpan.FromTicks(cluster.Silos.Sum(silo => silo.Process.ProcessorTime.Ticks));
}
