using Billing.Contracts.Service;
using Billing.Radius.Server;

namespace Billing.Host.Composition;

/// <summary>Whether this process serves: for balancers and scripts; people look at the portal.</summary>
internal static class HealthPage
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("alive")).AllowAnonymous();
        app.MapGet("/health/ready", (ICommitHealth health) => health.CanCommit
            ? Results.Text("ready")
            : Results.Text("not ready: the database cannot be reached", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
        app.MapGet("/health/radius", (RadiusReport radius) => Results.Json(new
        {
            inFlight = radius.InFlight,
            waitingRejects = radius.WaitingRejects,
            kernelDrops = radius.KernelDrops(),
            packets = radius.Packets(),
            collections = new[] { GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2) },
            allocatedMegabytes = GC.GetTotalAllocatedBytes() / 1_000_000,
            pausedMilliseconds = (long)GC.GetTotalPauseDuration().TotalMilliseconds,
        })).AllowAnonymous();
    }
}
