using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Host.Output;
using NodaTime.Text;

namespace Billing.Host.Verbs;

// Runs, their drafts, and payers for whom what is due could not be done.
internal static partial class BillRunVerb
{
    private static readonly Option<string?> Class = new("--class") { Description = "Only of this class." };
    private static readonly Option<int> Limit = Reading.LimitOption("The most rows to show.");

    private static Command List()
    {
        var isDryRun = new Option<bool?>("--dry-run") { Description = "true or false: only computed ones, or only those that issue." };
        var isRunning = new Option<bool>("--running") { Description = "Only those that have not ended." };
        var list = new Command("list", "List bill runs, newest first.") { Class, isDryRun, isRunning, Limit, Json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var filter = new BillRunFilter(parsed.GetValue(Class), parsed.GetValue(isDryRun), parsed.GetValue(isRunning) ? true : null);
                var page = await services.GetRequiredService<IPayerQuery>()
                    .BillRunsAsync(filter, new(IsDescending: true, Size: Math.Clamp(parsed.GetValue(Limit), 1, PageRequest<BillRunSort>.MostRows)), cancellation);

                Show.Rows(
                    parsed.GetValue(Json),
                    page.Rows,
                    "no bill run",
                    ["run", "class", "kind", "ends on", ">payers", ">done", ">failed", "begun", "ended"],
                    row =>
                    [
                        row.Name, row.Class ?? "all", row.IsDryRun ? "computed" : "issues", LocalDatePattern.Iso.Format(row.EndsOn), Text(row.Payers), Text(row.Done),
                        Text(row.Failed), Show.Time(row.BegunAt.ToDateTimeOffset()), Show.Time(row.EndedAt?.ToDateTimeOffset()),
                    ],
                    row => new
                    {
                        row.Name,
                        row.Class,
                        row.IsDryRun,
                        EndsOn = LocalDatePattern.Iso.Format(row.EndsOn),
                        row.Payers,
                        row.Done,
                        row.Failed,
                        Begun = Show.Time(row.BegunAt.ToDateTimeOffset()),
                        Ended = Show.Time(row.EndedAt?.ToDateTimeOffset()),
                    });
            },
            cancellation));

        return list;
    }

    private static Command Drafts()
    {
        var warning = new Option<DraftWarning?>("--warning") { Description = "Only those that are worth a look: Negative, Zero, Twice or Half." };
        var isHeld = new Option<bool?>("--held") { Description = "true or false: only those that are held back, or are not." };
        var drafts = new Command("drafts", "List what a computed run would issue, the largest first.") { Name, warning, isHeld, Limit, Json };
        drafts.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var filter = new BillRunDraftFilter(parsed.GetRequiredValue(Name), parsed.GetValue(warning), parsed.GetValue(isHeld));
                var page = await services.GetRequiredService<IPayerQuery>()
                    .DraftsAsync(filter, new(IsDescending: true, Size: Math.Clamp(parsed.GetValue(Limit), 1, PageRequest<BillRunDraftSort>.MostRows)), cancellation);

                Show.Rows(
                    parsed.GetValue(Json),
                    page.Rows,
                    "no draft",
                    [">balance", "customer", "from", "to", ">total", ">amount due", ">last", "currency", "look", "held"],
                    row =>
                    [
                        Text(row.BalanceId), $"{row.CustomerNumber} {row.Customer}", LocalDatePattern.Iso.Format(row.PeriodFrom), LocalDatePattern.Iso.Format(row.PeriodTo),
                        Show.Amount(row.Total, row.Currency), Show.Amount(row.AmountDue, row.Currency), row.LastTotal is { } last ? Show.Amount(last, row.Currency) : "", row.Currency,
                        row.Warning is DraftWarning.None ? "" : row.Warning.ToString(), row.Hold is { } hold ? $"{hold.By}: {hold.Reason}" : "",
                    ],
                    row => new
                    {
                        row.BalanceId,
                        Customer = row.CustomerNumber,
                        Name = row.Customer,
                        From = LocalDatePattern.Iso.Format(row.PeriodFrom),
                        To = LocalDatePattern.Iso.Format(row.PeriodTo),
                        row.Currency,
                        row.Total,
                        row.AmountDue,
                        row.LastTotal,
                        Warning = row.Warning is DraftWarning.None ? null : row.Warning.ToString(),
                        Held = row.Hold?.Reason,
                        HeldBy = row.Hold?.By,
                    });
            },
            cancellation));

        return drafts;
    }

    private static Command Parked()
    {
        var retry = new Option<bool>("--retry") { Description = "Try now what is listed; by itself that is done hourly." };
        var parked = new Command("parked", "List payers for whom what was due could not be done, and why.") { Class, retry, Limit, Json };
        parked.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var query = services.GetRequiredService<IPayerQuery>();
                var page = new PageRequest<ParkedSort>(Size: Math.Clamp(parsed.GetValue(Limit), 1, PageRequest<ParkedSort>.MostRows));
                var rows = (await query.ParkedAsync(new(parsed.GetValue(Class)), page, cancellation)).Rows;

                if (parsed.GetValue(retry))
                {
                    await RetryAsync(services, rows, cancellation);
                    rows = (await query.ParkedAsync(new(parsed.GetValue(Class)), page, cancellation)).Rows;
                }

                Show.Rows(
                    parsed.GetValue(Json), rows, "nobody", [">balance", "customer", "class", "again at", "reason"],
                    row => [Text(row.BalanceId), $"{row.CustomerNumber} {row.Customer}", row.Class, Show.Time(row.RetryAt.ToDateTimeOffset()), row.Reason],
                    row => new
                    {
                        row.BalanceId,
                        Customer = row.CustomerNumber,
                        Name = row.Customer,
                        row.Class,
                        row.Reason,
                        RetryAt = Show.Time(row.RetryAt.ToDateTimeOffset()),
                    });

                return parsed.GetValue(retry) && rows.Count > 0 ? 1 : 0;
            },
            cancellation));

        return parked;
    }

    private static async Task RetryAsync(IServiceProvider services, IReadOnlyList<ParkedRow> rows, CancellationToken cancellation)
    {
        await using var cluster = await services.ClusterAsync(cancellation);

        foreach (var row in rows)
        {
            try
            {
                await cluster.Grains.GetGrain<IPayerGrain>(row.BalanceId).AdvanceAsync();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Console.Error.WriteLine($"balance {Text(row.BalanceId)}: {failure.Message}");
            }
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
