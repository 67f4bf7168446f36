using System.CommandLine;
using Billing.Host.Output;
using Billing.Postgres.Records;

namespace Billing.Host.Verbs;

/// <summary><c>audit</c>: everything is computed again; exit 1 when something does not fit.</summary>
internal static class AuditVerb
{
    private static readonly string[] Columns = ["rule", "what", "found", "expected"];

    public static Command Create()
    {
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var command = new Command("audit", "Compute every balance, sequence and charge again and report each difference.") { limit, json };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var report = await services.GetRequiredService<Audit>().RunAsync(parsed.GetValue(limit), cancellation);

                Show.Either(parsed.GetValue(json), report, () => Print(report));

                return report.IsClean ? 0 : 1;
            },
            cancellation));

        return command;
    }

    private static void Print(AuditReport report)
    {
        if (!report.IsClean)
        {
            Show.Table(report.Differences, "", Columns, d => [d.Rule, d.What, d.Found, d.Expected]);
        }

        Console.WriteLine(
            $"{(report.IsClean ? "clean" : Show.Count(report.Differences.Count, "difference"))}: {Show.Count(report.Balances, "balance")}, "
            + $"{Show.Count(report.Entries, "ledger entry", "ledger entries")}, "
            + $"{Show.Count(report.Records, "transaction record")}, {Show.Count(report.Sessions, "session")}");
    }
}
