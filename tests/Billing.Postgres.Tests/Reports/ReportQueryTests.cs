using Billing.Contracts.Reports;
using NodaTime;

namespace Billing.Postgres.Tests.Reports;

/// <summary>Every measure and group says what plain sums of the made-up operator's records say.</summary>
public sealed class ReportQueryTests(MadeUpOperators operators)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_of_a_measure_sum_to_the_same_and_to_the_records()
    {
        await using var reader = await operators.SmallAsync();
        var to = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var from = to.PlusDays(-20);
        object[] period = [from.ToDateTimeUnspecified(), to.PlusDays(1).ToDateTimeUnspecified()];
        var charged = await reader.Book.ReadAsync<decimal>(
            """
            select coalesce(sum(x.amount), 0) from xdr x join tariff t on t.tariff_id = x.tariff_id
            where t.currency = 'EUR' and x.recorded_at >= $1 at time zone 'UTC' and x.recorded_at < $2 at time zone 'UTC'
            """,
            period);

        foreach (var group in Enum.GetValues<ReportGroup>().Where(group => group is not (ReportGroup.Destination or ReportGroup.Kind)))
        {
            var report = await reader.Get<IReportQuery>().ReadAsync(new(ReportMeasure.Charged, group, from, to, "EUR"), Cancel);
            Assert.True(report.IsComplete);
            Assert.Equal(charged, report.Cells.Sum(cell => cell.Amount));
            Assert.All(report.Cells, cell => Assert.InRange(cell.Day, from, to));
        }

        var voice = await reader.Get<IReportQuery>().ReadAsync(new(ReportMeasure.Usage, ReportGroup.Service, from, to, "EUR", "voice"), Cancel);
        Assert.Equal(["voice"], voice.Cells.Select(cell => cell.Group).Distinct());
        var places = await reader.Get<IReportQuery>().ReadAsync(new(ReportMeasure.Charged, ReportGroup.Destination, from, to, "EUR", "voice"), Cancel);
        Assert.Equal(voice.Cells.Sum(cell => cell.Amount), places.Cells.Sum(cell => cell.Amount));
        Assert.Contains(places.Cells, cell => cell.Group.StartsWith("351 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payments_are_what_came_in_and_what_is_not_possible_is_refused()
    {
        await using var reader = await operators.SmallAsync();
        var to = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var paid = await reader.Book.ReadAsync<decimal>(
            """
            select coalesce(sum(e.amount), 0) from ledger_entry e join balance b on b.balance_id = e.balance_id
            where e.reason = 3 and b.currency = 'EUR' and e.recorded_at >= $1 at time zone 'UTC'
            """,
            to.PlusDays(-9).ToDateTimeUnspecified());
        var query = reader.Get<IReportQuery>();

        var report = await query.ReadAsync(new(ReportMeasure.Payments, ReportGroup.CustomerClass, to.PlusDays(-9), to, "EUR"), Cancel);
        Assert.Equal(paid, report.Cells.Sum(cell => cell.Amount));
        Assert.Empty((await query.ReadAsync(new(ReportMeasure.Receivables, ReportGroup.CustomerClass, to.PlusDays(-9), to, "EUR"), Cancel)).Cells);
        await Assert.ThrowsAsync<ArgumentException>(() => query.ReadAsync(new(ReportMeasure.Payments, ReportGroup.Gateway, to, to, "EUR"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => query.ReadAsync(new(ReportMeasure.Charged, ReportGroup.Service, to, to.PlusDays(400), "EUR"), Cancel));
        Assert.Equal(3, (await query.ChoicesAsync(Cancel)).Currencies.Count);
    }

    [Fact]
    public async Task Revenue_is_usage_and_all_else_that_was_taken_from_payers_and_invoices_grow_old()
    {
        await using var reader = await operators.SmallAsync();
        var to = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var query = reader.Get<IReportQuery>();
        var taken = await reader.Book.ReadAsync<decimal>(
            """
            select coalesce(-sum(e.amount), 0) from ledger_entry e join balance b on b.balance_id = e.balance_id
            where e.reason in (7, 9, 20, 21, 22, 23, 24) and b.currency = 'EUR' and e.recorded_at >= $1 at time zone 'UTC'
            """,
            to.PlusDays(-40).ToDateTimeUnspecified());
        var usage = await query.ReadAsync(new(ReportMeasure.Charged, ReportGroup.Service, to.PlusDays(-40), to, "EUR"), Cancel);
        var revenue = await query.ReadAsync(new(ReportMeasure.Revenue, ReportGroup.Kind, to.PlusDays(-40), to, "EUR"), Cancel);

        Assert.Equal(usage.Cells.Sum(cell => cell.Amount) + taken, revenue.Cells.Sum(cell => cell.Amount));
        Assert.All(revenue.Cells.Where(cell => cell.Group == "credits"), cell => Assert.True(cell.Amount < 0));
        await Assert.ThrowsAsync<ArgumentException>(() => query.ReadAsync(new(ReportMeasure.Revenue, ReportGroup.Service, to, to, "EUR"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => query.ReadAsync(new(ReportMeasure.Charged, ReportGroup.Kind, to, to, "EUR"), Cancel));

        var open = await reader.Book.ReadAsync<decimal>(
            """
            select coalesce(sum(i.total - coalesce((select sum(amount) from settlement s where s.invoice_id = i.invoice_id), 0)), 0)
            from invoice i
            where i.kind = 1 and i.void_reason is null and i.total > coalesce((select sum(amount) from settlement s where s.invoice_id = i.invoice_id), 0)
            """);
        var due = await query.AgeingAsync(to, Cancel);
        Assert.True(due.IsComplete);
        Assert.Equal(open, due.Rows.Sum(row => row.Open));
        var later = await query.AgeingAsync(to.PlusDays(400), Cancel);
        Assert.All(later.Rows, row => Assert.Equal(OverdueFor.Longer, row.Age));
        Assert.Equal(open, later.Rows.Sum(row => row.Open));
    }
}
