using System.CommandLine;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Host.Composition;
using Billing.Host.Output;

namespace Billing.Host.Verbs;

// Everybody with whom a step was done and who has not paid.
internal static partial class DunningVerb
{
    private static readonly string[] Columns = ["customer", "class", "stage", "since", ">days", ">overdue", "currency", "next", "on", "put off until"];

    private static Command List()
    {
        var stage = new Option<DunningStage?>("--stage") { Description = "Only those that are Reminded, Limited, Suspended or Terminated." };
        var of = new Option<string?>("--class") { Description = "Only customers of this class." };
        var isDelayed = new Option<bool?>("--delayed") { Description = "true or false: only those whose next step was put off, or was not." };
        var byOverdue = new Option<bool>("--by-overdue") { Description = "Who owes most first; else who owes longest." };
        var limit = Reading.LimitOption("The most rows to show.");
        var json = Reading.JsonOption();
        var list = new Command("list", "List who is in dunning: how far, since when, what is next.") { stage, of, isDelayed, byOverdue, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var most = parsed.GetValue(byOverdue);
                var page = await services.GetRequiredService<IDunningQuery>().ListAsync(
                    new(parsed.GetValue(stage), parsed.GetValue(of), parsed.GetValue(isDelayed)),
                    new(most ? DunningSort.Overdue : DunningSort.Since, most, Math.Clamp(parsed.GetValue(limit), 1, PageRequest<DunningSort>.MostRows)),
                    services.GetRequiredService<TimeProvider>().Now(),
                    cancellation);

                if (page.IsUnordered)
                {
                    throw new UserException($"--by-overdue: more than {RowCount.Limit} are in dunning; choose --class");
                }

                Show.Rows(
                    parsed.GetValue(json), page.Rows, "nobody", Columns,
                    row =>
                    [
                        $"{row.CustomerNumber} {row.Customer}", row.Class, row.Stage.ToString(), Day(row.Since), row.Days.ToString(CultureInfo.InvariantCulture),
                        Show.Amount(row.Overdue, row.Currency), row.Currency, row.Next?.ToString(), Day(row.NextOn), Day(row.DelayedUntil),
                    ],
                    row => new
                    {
                        row.BalanceId,
                        Customer = row.CustomerNumber,
                        Name = row.Customer,
                        row.Class,
                        Stage = row.Stage.ToString(),
                        Since = Day(row.Since),
                        row.Days,
                        row.Overdue,
                        row.Currency,
                        Next = row.Next?.ToString(),
                        NextOn = Day(row.NextOn),
                        DelayedUntil = Day(row.DelayedUntil),
                    });
            },
            cancellation));

        return list;
    }
}
