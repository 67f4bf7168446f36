using System.Net;
using System.Text;
using Billing.Contracts.Service;
using Billing.Radius.Server;

namespace Billing.Host.Composition;

/// <summary>Whether this process serves: for balancers (<c>/health/…</c>) and, until there is a portal, for people.</summary>
internal static class HealthPage
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("alive"));
        app.MapGet("/health/ready", (ICommitHealth health) => health.CanCommit
            ? Results.Text("ready")
            : Results.Text("not ready: the database cannot be reached", statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/health/radius", (RadiusReport radius) => Results.Json(new
        {
            inFlight = radius.InFlight,
            waitingRejects = radius.WaitingRejects,
            kernelDrops = radius.KernelDrops(),
            packets = radius.Packets(),
            collections = new[] { GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2) },
            allocatedMegabytes = GC.GetTotalAllocatedBytes() / 1_000_000,
            pausedMilliseconds = (long)GC.GetTotalPauseDuration().TotalMilliseconds,
        }));
        app.MapGet("/", (ICommitHealth health, RadiusReport radius) => Results.Text(Page(health, radius), "text/html", Encoding.UTF8));
    }

    private static string Page(ICommitHealth health, RadiusReport radius)
    {
        var rows = new StringBuilder();

        foreach (var (node, counts) in radius.Packets())
        {
            foreach (var (outcome, count) in counts)
            {
                rows.Append(System.Globalization.CultureInfo.InvariantCulture,
                    $"<tr><td>{WebUtility.HtmlEncode(node)}</td><td>{outcome}</td><td class=\"n\">{count:N0}</td></tr>");
            }
        }

        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
            <title>Billing</title>
            <style>
            body { font: 14px/20px system-ui, sans-serif; margin: 28px 22px; color: #17303a; max-width: 640px }
            h1 { font-size: 24px; line-height: 30px; font-weight: 600 }
            table { border-collapse: collapse; width: 100%; font-size: 13px }
            th { text-align: left; font-weight: 500; color: #51656d }
            th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid #d9e0e3 }
            .n { text-align: right; font-variant-numeric: tabular-nums }
            @media (prefers-color-scheme: dark) { body { background: #11191c; color: #dde6e9 } th { color: #9fb0b6 } th, td { border-color: #2b3a40 } }
            </style>
            </head>
            <body>
            <h1>Billing {{(health.CanCommit ? "serves" : "cannot reach its database")}}</h1>
            <p>{{radius.InFlight}} requests at work, {{radius.KernelDrops()}} datagrams dropped by the kernel.</p>
            <table>
            <thead><tr><th>Gateway</th><th>Packets that were</th><th class="n">Count</th></tr></thead>
            <tbody>{{(rows.Length == 0 ? "<tr><td colspan=\"3\">No gateway has sent anything yet.</td></tr>" : rows)}}</tbody>
            </table>
            </body>
            </html>
            """;
    }
}
