using Billing.Contracts.Service;
using Billing.Postgres;
using Billing.Radius.Server;
using Npgsql;

namespace Billing.Host.Composition;

/// <summary>Whether this process serves: for balancers and scripts; people look at the portal.</summary>
/// <remarks>
/// Alive says only that it runs: who is not ready waits for something else, and is not helped by being started again. What is not
/// ready is said, with status 503.
/// </remarks>
internal static class HealthPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Of a silo: the database takes commits, the cluster has it as a member, the RADIUS ports are open.</summary>
    /// <remarks>
    /// Without the database it is ready all the same while a gateway is served from its spool: a balancer that took every silo away
    /// then would take that service away. It says that it is degraded.
    /// </remarks>
    public static void MapHealth(this WebApplication app)
    {
        app.MapAlive();
        app.MapGet("/health/ready", (ICommitHealth health, ISiloStatusOracle membership, RadiusReport radius) =>
        {
            var isDegraded = !health.CanCommit && radius.ServesFromSpool();

            return Ready(
                isDegraded ? "degraded: the database cannot be reached; gateways that may go on without it are served from the spool" : "ready",
                health.CanCommit || isDegraded ? null : "the database cannot be reached",
                membership.CurrentStatus is SiloStatus.Active ? null : $"the silo is not a member of the cluster ({membership.CurrentStatus})",
                radius.IsListening ? null : "the RADIUS ports are not open");
        }).AllowAnonymous();
        app.MapRadius(app.Services.GetRequiredService<TelemetryOptions>());
    }

    // How much goes on here concerns the same people as the metrics do.
    private static void MapRadius(this WebApplication app, TelemetryOptions options) => app
        .MapGet("/health/radius", (HttpContext context, RadiusReport radius) => MetricsPage.GuardAsync(context, one => one.Response.WriteAsJsonAsync(Report(radius)), options))
        .AllowAnonymous();

    private static object Report(RadiusReport radius) => new
    {
        inFlight = radius.InFlight,
        waitingRejects = radius.WaitingRejects,
        kernelDrops = radius.KernelDrops(),
        spooledReports = radius.Spooled(),
        packets = radius.Packets(),
        collections = new[] { GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2) },
        allocatedMegabytes = GC.GetTotalAllocatedBytes() / 1_000_000,
        pausedMilliseconds = (long)GC.GetTotalPauseDuration().TotalMilliseconds,
    };

    /// <summary>Of a process that has not started yet.</summary>
    /// <param name="what">What it waits for, without a name or a reason: these are in the log, for everybody may ask here.</param>
    public static void MapWaiting(this WebApplication app, string what, TelemetryOptions options)
    {
        app.MapAlive();
        app.MapGet("/health/ready", (RadiusReport radius) => Ready("", radius.ServesFromSpool()
            ? $"waiting for {what}; reports of gateways that may go on without it are kept"
            : $"waiting for {what}"));
        app.MapRadius(options);
    }

    /// <summary>Of a portal on its own: the database answers, and a silo does.</summary>
    public static void MapPortalHealth(this WebApplication app)
    {
        app.MapAlive();
        app.MapGet("/health/ready", async (Database database, IGrainFactory grains, CancellationToken cancellation) => Ready(
            "ready",
            await FailsAsync(token => AskAsync(database, token), cancellation) ? "the database cannot be reached" : null,
            await FailsAsync(token => grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, token), cancellation) ? "no silo of the cluster can be reached" : null))
            .AllowAnonymous();
    }

    private static void MapAlive(this WebApplication app) => app.MapGet("/health/live", () => Results.Text("alive")).AllowAnonymous();

    private static IResult Ready(string ready, params ReadOnlySpan<string?> problems)
    {
        var said = string.Join("; ", problems.ToArray().OfType<string>());

        return said.Length == 0 ? Results.Text(ready) : Results.Text("not ready: " + said, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task AskAsync(Database database, CancellationToken cancellation)
    {
        await using var command = database.Lists.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task<bool> FailsAsync(Func<CancellationToken, Task> ask, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);

        try
        {
            await ask(patience.Token).WaitAsync(patience.Token);

            return false;
        }
        catch (Exception failure) when (failure is NpgsqlException or OrleansException or TimeoutException or OperationCanceledException)
        {
            return true;
        }
    }
}
