using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;

namespace Billing.Grains.Tests.Payers;

/// <summary>Of an invoice that coupons took something off comes back what was paid, by notes and as unused days.</summary>
public sealed class CouponGivenBackTests(TwoSilos silos)
{
    // 30 and a part of it off: of the rest, and of its 20 % VAT, all comes back.
    [Theory]
    [InlineData(50, 18, 15)]
    [InlineData(100, 0, 0)]
    public async Task Unused_days_are_what_was_paid_for_them(int percent, int total, int credited)
    {
        var (balanceId, payer, name) = await PayerAsync(percent);
        var subscription = await SubscribeAsync(payer, name);
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Equal(total, invoice.Total);

        var preview = await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel, IsPreview: true));
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        Assert.Equal((credited, credited), (await CreditedAsync(subscription), -preview.Charges.Sum(charge => charge.Amount)));

        if (total > 0)
        {
            Assert.Equal(-total, (await CloseAsync(balanceId, payer)).Total);
            Assert.StartsWith(
                "invoice: expected one of which something is left to credit",
                (await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, 0.01m, "kindness", Office.Anna))).Problem, StringComparison.Ordinal);
        }

        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // 18 of them all: 9 by a note leave half of the 15 that were paid without the tax.
    [Theory]
    [InlineData(18, 0)]
    [InlineData(9, 7.5)]
    public async Task What_a_note_gave_of_what_was_paid_is_not_credited_again(decimal note, decimal credited)
    {
        var (balanceId, payer, name) = await PayerAsync(50);
        var subscription = await SubscribeAsync(payer, name);
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Null((await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, note, "kindness", Office.Anna))).Problem);
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);

        Assert.Equal(credited, await CreditedAsync(subscription));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // 100 with VAT and 100 without, half of each off: 50 and 10 of VAT, and 50.
    [Fact]
    public async Task A_note_of_a_line_is_of_what_was_paid_for_it_and_bears_no_more_tax_than_the_invoice()
    {
        var (balanceId, payer, name) = await PayerAsync(50);
        Assert.True((await payer.ChargeOnceAsync(new($"{name}/1", 100, "Router", "equipment"))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(new($"{name}/2", 100, "Stamp", TaxTerms.Free))).IsDone);
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Equal((110m, 10m), (invoice.Total, invoice.Tax));
        Assert.Equal([110m, 60, 50, 0, 0], await LeftAsync());

        Assert.StartsWith("amount: expected more than zero and no more than 60.00", (await NoteAsync(1, 60.01m)).Problem, StringComparison.Ordinal);
        Assert.StartsWith("line: expected none", (await NoteAsync(3, 1)).Problem, StringComparison.Ordinal); // the coupon's own
        Assert.Null((await NoteAsync(1, 60)).Problem);
        Assert.Equal([50m, 0, 50, 0, 0], await LeftAsync());
        Assert.Null((await NoteAsync(2, 50)).Problem);
        Assert.Equal([0m, 0, 0, 0, 0], await LeftAsync());
        Assert.Null(await payer.CreditableAsync(invoice.InvoiceId + 1_000_000));
        Assert.Equal([-10m, 0], await silos.Book.ReadAsync<decimal[]>("select array(select tax from invoice where corrects = $1 order by invoice_id)", invoice.InvoiceId));
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        async Task<decimal[]> LeftAsync() => await payer.CreditableAsync(invoice.InvoiceId) is { } left ? [left.Invoice, .. left.Lines] : [];

        Task<PayerReply> NoteAsync(int line, decimal amount) =>
            payer.CreditNoteAsync(new($"{name}/note/{line}/{amount}", invoice.InvoiceId, amount, "kindness", Office.Anna, line));
    }

    // 30 each for two plans, of which the half is off the one; 20 % VAT.
    [Fact]
    public async Task Of_a_plan_that_a_coupon_is_not_for_comes_back_its_price()
    {
        var (balanceId, payer, name) = await PayerAsync(null);
        var (basic, extra) = (await PlanAsync($"{name} basic"), await PlanAsync($"{name} extra"));
        Assert.Null((await payer.GiveCouponAsync(new($"{name}/coupon", "Half", 50, null, null, null, true, Office.Anna, [$"{name} basic"]))).Problem);
        var (ofBasic, ofExtra) = ((await payer.SubscribeAsync(new($"{name}/1", basic, null))).Id, (await payer.SubscribeAsync(new($"{name}/2", extra, null))).Id);
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Equal((54m, 9m), (invoice.Total, invoice.Tax));

        var left = await payer.CreditableAsync(invoice.InvoiceId);
        Assert.Equal((54m, "18 36 0"), (left!.Invoice, string.Join(' ', left.Lines.Select(one => one.ToString("0.##", CultureInfo.InvariantCulture)))));
        Assert.StartsWith("amount: expected more than zero and no more than 18.00", (await NoteAsync(1, 18.01m)).Problem, StringComparison.Ordinal);
        Assert.Null((await NoteAsync(2, 12)).Problem);

        // All of what was paid without the tax, of which 10 of Extra were given back.
        Assert.Null((await payer.ChangeAsync(new(ofBasic, SubscriptionVerb.Cancel))).Problem);
        Assert.Null((await payer.ChangeAsync(new(ofExtra, SubscriptionVerb.Cancel))).Problem);
        Assert.Equal((15m, 20m), (await CreditedAsync(ofBasic), await CreditedAsync(ofExtra)));
        Assert.Equal(-42, (await CloseAsync(balanceId, payer)).Total);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        Task<PayerReply> NoteAsync(int line, decimal amount) =>
            payer.CreditNoteAsync(new($"{name}/note/{line}/{amount}", invoice.InvoiceId, amount, "kindness", Office.Anna, line));
    }

    // 120 each of yesterday, whose invoice is made late, when one has ended: its unused days wait for the next one, and 24 are off. An earlier program had a
    // half of that off each fee, as today all of it is off the other one and what was used of this one.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_late_invoice_of_an_earlier_program_is_read_by_its_rule(bool isOfEarlier)
    {
        var name = Office.Unique("late");
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            name, new ClassTerms { BillingCycle = new(PeriodKind.Daily), ClosingDelay = Duration.Zero, IsClosedByRuns = true }, TestContext.Current.CancellationToken);
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);
        Assert.Null((await payer.GiveCouponAsync(new(name, "Gift", null, 24, null, null, false, Office.Anna))).Problem);
        await OpenEarlierAsync(balanceId, payer);
        var plan = await PlanAsync(name, 120);
        var yesterday = SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(1);
        var ended = (await payer.SubscribeAsync(new($"{name}/1", plan, null, At: yesterday, IsBackdated: true))).Id;
        var goesOn = (await payer.SubscribeAsync(new($"{name}/2", plan, null, At: yesterday, IsBackdated: true))).Id;
        Assert.Null((await payer.ChangeAsync(new(ended, SubscriptionVerb.Cancel))).Problem);
        await silos.Book.ExecuteAsync(
            "insert into bill_run (bill_run_id, class, is_dry_run, ends_on, payers, begun_at, by) values ($1, $1, false, '2999-01-01', 1, now(), 'test')", name);
        Assert.Equal(216, (await payer.BillAsync(name, "2999-01-01", isDryRun: false)).Total);
        var unused = await CreditedAsync(ended);
        Assert.InRange(unused, 100, 119);

        if (isOfEarlier)
        {
            await EarlierAsync("invoice set reckons_coupons = null, reckons_plans = null from past where balance_id = $1");
            await EarlierAsync("invoice_line l set taken_off = null from past, invoice i where l.invoice_id = i.invoice_id and i.balance_id = $1");
        }

        Assert.Null((await payer.ChangeAsync(new(goesOn, SubscriptionVerb.Cancel))).Problem);
        var off = isOfEarlier ? 12 : 24 - (24 * (120 - unused) / (240 - unused)).Round(2, Rounding.HalfAwayFromZero);
        Assert.Equal((unused * (120 - off) / 120).Round(5, Rounding.Down), await CreditedAsync(goesOn));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        // What was issued stays: the trigger looks away.
        async Task EarlierAsync(string update) => Assert.NotEqual(0, await silos.Book.ExecuteAsync(
            $"with past as materialized (select set_config('session_replication_role', 'replica', true)) update {update}", balanceId));
    }

    // An older program beside this one, as long as an update lasts: its statement does not know the column.
    [Fact]
    public async Task Who_does_not_know_coupons_issues_nothing_to_whoever_has_one()
    {
        // What is made is not kept: then the number is none.
        const string Issue = """
            with made as (
                insert into invoice
                select (jsonb_populate_record(null::invoice, to_jsonb(i) - $2::text || jsonb_build_object(
                    'invoice_id', i.invoice_id + 1000000, 'series_number', i.series_number + 1000000, 'kind', $3::int))).*
                from invoice i where i.invoice_id = $1
                returning invoice_id
            )
            select (invoice_id || ' is made')::int from made
            """;
        var (balanceId, payer, name) = await PayerAsync(50);
        Assert.True((await payer.ChargeOnceAsync(new($"{name}/1", 100, "Router", null))).IsDone);
        var invoice = await CloseAsync(balanceId, payer);

        // As a stale writer is: then the others of its transaction are written all the same.
        Assert.Equal(PostgresErrorCodes.DivisionByZero, await IssueAsync("reckons_coupons"));
        Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, await IssueAsync("reckons_plans"));
        await silos.Book.ExecuteAsync("update coupon set plans = array['Basic'] where balance_id = $1", balanceId);
        Assert.Equal(PostgresErrorCodes.DivisionByZero, await IssueAsync("reckons_plans"));
        Assert.Equal(PostgresErrorCodes.DivisionByZero, await IssueAsync("reckons_plans", kind: 2)); // of what they took off a line it knows nothing
        await silos.Book.ExecuteAsync("update coupon set ended_at = now(), ended_by = 'test' where balance_id = $1", balanceId);
        Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, await IssueAsync("reckons_coupons"));
        Assert.Equal(PostgresErrorCodes.DivisionByZero, await IssueAsync("reckons_plans")); // what it issues in the place of an invoice has its coupons
        await silos.Book.ExecuteAsync("update coupon set plans = null where balance_id = $1", balanceId);

        async Task<string> IssueAsync(string unknown, int kind = 1) =>
            (await Assert.ThrowsAsync<PostgresException>(() => silos.Book.ExecuteAsync(Issue, invoice.InvoiceId, unknown, kind))).SqlState;
    }

    private Task<decimal> CreditedAsync(long subscription) => silos.Book.ReadAsync<decimal>(
        "select coalesce(-sum(amount), 0) from subscription_charge where subscription_id = $1 and kind = 3", subscription);

    private async Task<InvoiceRecord> CloseAsync(long balanceId, IPayerGrain payer)
    {
        await OpenEarlierAsync(balanceId, payer);
        Assert.Null((await payer.CloseNowAsync()).Problem);

        return (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>()
            .PageAsync(new(balanceId), null, 1, TestContext.Current.CancellationToken))[0];
    }

    // As it is another day.
    private async Task OpenEarlierAsync(long balanceId, IPayerGrain payer)
    {
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 2 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);
    }

    private async Task<long> SubscribeAsync(IPayerGrain payer, string name)
    {
        return (await payer.SubscribeAsync(new(name, await PlanAsync(name), null))).Id;
    }

    private Task<long> PlanAsync(string name, decimal fee = 30) => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
        new SubscriptionTerms { Name = name, Fee = fee, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);

    private async Task<(long BalanceId, IPayerGrain Payer, string Name)> PayerAsync(int? percent)
    {
        var name = Office.Unique("half");
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            name, new ClassTerms { Invoices = new InvoiceTerms { Taxes = new TaxTerms([new("VAT", 20, [])], IsInclusive: false) } }, TestContext.Current.CancellationToken);
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);
        Assert.True(percent is null || (await payer.GiveCouponAsync(new($"{name}/coupon", "Part", percent, null, null, null, true, Office.Anna))).IsDone);

        return (balanceId, payer, name);
    }
}
