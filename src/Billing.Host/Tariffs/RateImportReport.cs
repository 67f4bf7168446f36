using System.Globalization;
using Billing.Host.Output;

namespace Billing.Host.Tariffs;

/// <summary>Tells what an import did, or would do.</summary>
internal static class RateImportReport
{
    private static readonly string[] RejectedColumns = [">line", "column", "value", "reason"];
    private static readonly string[] CountColumns = ["rows", ">count"];
    private static readonly string[] RiseColumns = ["biggest rises", "from", "of", ">old", ">new", ">rise"];

    public static void Print(RateImportResult result)
    {
        foreach (var notice in Notices(result))
        {
            Console.WriteLine($"note: {notice}");
        }

        if (result.Rejected > 0)
        {
            Show.Table(
                [.. result.RejectedLines.SelectMany(line => line.Errors, (line, error) => (line.Line, Error: error))],
                "",
                RejectedColumns,
                row => [$"{row.Line}", row.Error.Column, row.Error.Value, row.Error.Reason]);
        }

        if (result.Rejected > result.RejectedLines.Count)
        {
            Console.WriteLine($"and {result.Rejected - result.RejectedLines.Count} more; --errors FILE.csv writes all of them");
        }

        var counts = result.Changes.Counts;
        Show.Table<(string What, int Count)>(
            [
                ("new", counts.New), ("price up", counts.PriceUp), ("price down", counts.PriceDown), ("other terms", counts.Changed),
                ("unchanged", counts.Unchanged), ("discontinued", counts.Discontinued), ("rejected", result.Rejected),
            ],
            "",
            CountColumns,
            row => [row.What, $"{row.Count}"]);

        if (result.Changes.Rises.Count > 0)
        {
            Show.Table(result.Changes.Rises, "", RiseColumns, rise =>
            [
                rise.Destination,
                Show.Time(rise.EffectiveFrom.ToDateTimeOffset()),
                rise.What,
                Price(rise.OldPrice),
                Price(rise.NewPrice),
                rise.Percent is { } percent ? $"{percent.ToString("0.0", CultureInfo.InvariantCulture)} %" : "was free",
            ]);
        }

        if (!result.IsRefused)
        {
            Console.WriteLine(Outcome(result));
        }
    }

    public static void PrintJson(RateImportResult result) => Show.Json(new
    {
        tariff = result.Known.Name,
        mode = result.Options.Mode.ToString().ToLowerInvariant(),
        dryRun = result.Options.IsDry,
        imported = result.IsWritten,
        version = result.Version,
        rows = result.Lines,
        counts = new
        {
            @new = result.Changes.Counts.New,
            priceUp = result.Changes.Counts.PriceUp,
            priceDown = result.Changes.Counts.PriceDown,
            otherTerms = result.Changes.Counts.Changed,
            unchanged = result.Changes.Counts.Unchanged,
            discontinued = result.Changes.Counts.Discontinued,
            rejected = result.Rejected,
        },
        ratesAdded = result.Changes.Added.Count,
        ratesRemoved = result.Changes.Removed.Count,
        biggestRises = result.Changes.Rises.Select(rise => new
        {
            destination = rise.Destination,
            effectiveFrom = rise.EffectiveFrom.ToDateTimeOffset(),
            of = rise.What,
            old = Price(rise.OldPrice),
            @new = Price(rise.NewPrice),
            percent = rise.Percent,
        }),
        rejected = result.RejectedLines.Select(line => new { line = line.Line, errors = line.Errors }),
        notices = Notices(result),
    });

    // Prices have more decimals than amounts.
    private static string Price(decimal price) => price.ToString("0.00########", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Notices(RateImportResult result) => result.Changes.Gaps == 0
        ? result.Notices
        : result.Notices.Append($"{result.Changes.Gaps} destinations that have a rate in force now get one that begins later: until then they have none");

    private static string Outcome(RateImportResult result)
    {
        var (added, removed) = (result.Changes.Added.Count, result.Changes.Removed.Count);
        var change = $"{added} rates added, {removed} removed, {result.Known.Rates.Count - removed} kept";

        return result switch
        {
            { Options.IsDry: true } => $"dry run: nothing was written; it would be {change}",
            { IsWritten: false } => $"nothing to change: {result.Known.Name} stays at version {result.Version}",
            _ => $"{result.Known.Name} is at version {result.Version}: {change}",
        };
    }
}
