using Billing.Contracts.Invoices;
using Billing.Contracts.Paging;
using Billing.Contracts.Payers;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace Billing.Grains.Tests.Payers;

/// <summary>Who is in dunning and who is parked, as lists tell it.</summary>
public sealed class DunningListTests(TwoSilos silos)
{
    private readonly string _class = Office.Unique("owing");

    [Fact]
    public async Task Who_owes_is_listed_with_what_was_done_and_what_is_next()
    {
        await Services.GetRequiredService<PlanPublisher>().PublishAsync(
            _class,
            new ClassTerms { Dunning = new([new(1, DunningAction.Remind), new(5, DunningAction.Limit), new(30, DunningAction.Suspend)], 0) },
            TestContext.Current.CancellationToken);
        var reminded = await OverdueAsync(40, days: 2);
        var limited = await OverdueAsync(25, days: 12);
        await OverdueAsync(99, days: -3); // not due yet

        var rows = await ListAsync(new(Class: _class));
        Assert.Equal([limited, reminded], rows.Select(row => row.BalanceId));
        Assert.Equal([reminded, limited], (await ListAsync(new(Class: _class), new(DunningSort.Overdue, IsDescending: true))).Select(row => row.BalanceId));
        Assert.Equal(
            (DunningStage.Limited, Today.PlusDays(-12), 12, 25m, DunningAction.Suspend, Today.PlusDays(18), null),
            (rows[0].Stage, rows[0].Since, rows[0].Days, rows[0].Overdue, rows[0].Next, rows[0].NextOn, rows[0].DelayedUntil));
        Assert.Equal(
            (DunningStage.Reminded, 2, 40m, DunningAction.Limit, Today.PlusDays(3)), (rows[1].Stage, rows[1].Days, rows[1].Overdue, rows[1].Next, rows[1].NextOn));
        Assert.Equal([limited], (await ListAsync(new(DunningStage.Limited, _class))).Select(row => row.BalanceId));
        Assert.Equal([reminded], (await ListAsync(new(DunningStage.Reminded, _class))).Select(row => row.BalanceId));

        await silos.Book.ExecuteAsync(
            "update customer set name = 'Zoë Zufall ' || number where customer_id = (select customer_id from balance where balance_id = $1)", reminded);
        Assert.Equal([reminded], (await ListAsync(new(Class: _class, Text: " zoë zuf"))).Select(row => row.BalanceId));
        Assert.Equal([reminded], (await ListAsync(new(Class: _class, Text: rows[1].CustomerNumber))).Select(row => row.BalanceId));
        Assert.Equal([limited], (await ListAsync(new(Class: _class, Text: rows[0].CustomerNumber[2..]), new(DunningSort.Overdue))).Select(row => row.BalanceId));

        var until = Today.PlusDays(60);
        Assert.True((await Payer(limited).DelayDunningAsync(new(LocalDatePattern.Iso.Format(until), Office.Anna))).IsDone);
        var delayed = Assert.Single(await ListAsync(new(Class: _class, IsDelayed: true)));
        Assert.Equal((limited, until, until), (delayed.BalanceId, delayed.DelayedUntil, delayed.NextOn));
        Assert.Equal([reminded], (await ListAsync(new(Class: _class, IsDelayed: false))).Select(row => row.BalanceId));

        await silos.Book.ExecuteAsync("update payer set parked = 'broken' where balance_id = $1", reminded);
        var parked = await Services.GetRequiredService<IPayerQuery>().ParkedAsync(new(_class), new(), TestContext.Current.CancellationToken);
        Assert.Empty((await Services.GetRequiredService<IPayerQuery>().ParkedAsync(new(_class, "zoë zur"), new(), TestContext.Current.CancellationToken)).Rows);
        Assert.Single((await Services.GetRequiredService<IPayerQuery>().ParkedAsync(new(_class, "zoë"), new(), TestContext.Current.CancellationToken)).Rows);
        Assert.Equal((reminded, "broken", _class), (Assert.Single(parked.Rows).BalanceId, parked.Rows[0].Reason, parked.Rows[0].Class));
    }

    [Fact]
    public async Task What_was_late_and_waits_for_the_next_day_was_put_off_by_nobody()
    {
        await Services.GetRequiredService<PlanPublisher>().PublishAsync(
            _class,
            new ClassTerms { Dunning = new([new(5, DunningAction.Limit), new(30, DunningAction.Suspend)], 0) },
            TestContext.Current.CancellationToken);
        var limited = await OverdueAsync(25, days: 40);
        await silos.Cluster.DeactivateAsync(Payer(limited));
        await Payer(limited).AdvanceAsync(); // that it waits is stored

        var row = Assert.Single(await ListAsync(new(Class: _class)));
        Assert.Equal((DunningStage.Limited, DunningAction.Suspend, Today.PlusDays(1), null), (row.Stage, row.Next, row.NextOn, row.DelayedUntil));
        Assert.Empty(await ListAsync(new(Class: _class, IsDelayed: true)));
    }

    [Fact]
    public async Task The_end_of_dunning_is_told_after_the_steps_of_its_instant()
    {
        await Services.GetRequiredService<PlanPublisher>().PublishAsync(_class, new ClassTerms(), TestContext.Current.CancellationToken);
        var paid = await OverdueAsync(25, days: -3);
        await silos.Book.ExecuteAsync(
            "insert into dunning_action (balance_id, since, number, action, done_at) values ($1, '2026-03-01', 2, 0, $2), ($1, '2026-03-01', 1001, 1, $2), ($1, '2026-03-01', 5001, 3, $2)",
            paid,
            DateTime.UtcNow);

        var payer = await Services.GetRequiredService<IInvoiceQuery>().PayerAsync(paid, TestContext.Current.CancellationToken);

        Assert.Equal(["remind", "limit", "lift"], payer!.DunningActions.Select(one => one.Action));
    }

    private static LocalDate Today => SystemClock.Instance.GetCurrentInstant().InUtc().Date;

    private IServiceProvider Services => silos.Cluster.Silos[0].ServiceProvider;

    private IPayerGrain Payer(long balanceId) => silos.Grains.GetGrain<IPayerGrain>(balanceId);

    private async Task<IReadOnlyList<DunningRow>> ListAsync(DunningFilter filter, PageRequest<DunningSort>? page = null) =>
        (await Services.GetRequiredService<IDunningQuery>().ListAsync(
            filter, page ?? new(), SystemClock.Instance.GetCurrentInstant(), TestContext.Current.CancellationToken)).Rows;

    // As it is so many days after the due date.
    private async Task<long> OverdueAsync(decimal amount, int days)
    {
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = Payer(balanceId);
        Assert.True((await payer.OpenAsync(new(_class, false, null))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("router"), amount, "Router")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);
        var due = await silos.Book.ReadAsync<DateOnly>("select due_on from invoice where balance_id = $1", balanceId);
        await silos.Book.AgeInvoicesAsync(balanceId, due.DayNumber - Today.PlusDays(-days).ToDateOnly().DayNumber);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.AdvanceAsync();

        return balanceId;
    }
}
