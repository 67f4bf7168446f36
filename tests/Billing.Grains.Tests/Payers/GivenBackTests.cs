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
using Npgsql;

namespace Billing.Grains.Tests.Payers;

/// <summary>What was issued stays, in its customer's language; notes and unused days give back of it, together no more than it charged.</summary>
public sealed class GivenBackTests(TwoSilos silos)
{
    [Theory]
    [InlineData(100)]
    [InlineData(50)]
    public async Task What_a_credit_note_gave_is_not_credited_again_with_the_unused_days(int percent)
    {
        var (balanceId, payer, name, subscription) = await SubscribedAsync();
        var invoice = await CloseAsync(balanceId, payer);
        var amount = (invoice.Total * percent / 100).Round(2, Rounding.Down);
        Assert.Null((await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, amount, "kindness", Office.Anna))).Problem);

        var preview = await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel, IsPreview: true));
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);

        var credited = await CreditedAsync(subscription);
        Assert.Equal(credited, -preview.Charges.Sum(charge => charge.Amount));
        Assert.InRange(credited, (invoice.Total - amount) / 1.2m - 0.01m, (invoice.Total - amount) / 1.2m);

        if (credited > 0)
        {
            await CloseAsync(balanceId, payer);
        }

        Assert.InRange(await silos.Book.PostedAsync(balanceId), -0.01m, 0);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task What_was_credited_as_unused_days_is_not_given_back_again_by_a_credit_note()
    {
        var (balanceId, payer, name, subscription) = await SubscribedAsync();
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);

        var refused = await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, invoice.Total, "kindness", Office.Anna));
        Assert.StartsWith("invoice: expected one of which something is left to credit", refused.Problem, StringComparison.Ordinal);
        await CloseAsync(balanceId, payer);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // Each line of the paper is rounded: three of 3.335 are 10.02, charged and given back, and not 10.01.
    [Fact]
    public async Task Unused_days_of_parts_of_a_cent_count_as_the_paper_has_them()
    {
        var (balanceId, payer, name, first) = await SubscribedAsync();
        var planId = await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            new SubscriptionTerms { Name = $"{name}/small", Fee = 3.335m, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        var subscriptions = new List<long> { first };

        for (var i = 1; i <= 3; i++)
        {
            subscriptions.Add((await payer.SubscribeAsync(new($"{name}/{i}", planId, null))).Id);
        }

        var invoice = await CloseAsync(balanceId, payer);
        Assert.Equal(48.02m, invoice.Total);

        foreach (var subscription in subscriptions)
        {
            Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        }

        var refused = await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, 0.01m, "kindness", Office.Anna));
        Assert.StartsWith("invoice: expected one of which something is left to credit", refused.Problem, StringComparison.Ordinal);
        Assert.Equal(-invoice.Total, (await CloseAsync(balanceId, payer)).Total);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task What_a_note_gave_of_an_invoice_that_was_taken_back_is_not_given_again(bool isReplaced, bool isInvoicedAgain)
    {
        var (balanceId, payer, name, subscription) = await SubscribedAsync();
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Null((await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, invoice.Total, "kindness", Office.Anna))).Problem);
        Assert.Null((await payer.VoidAsync(new(invoice.InvoiceId, "wrong name", isReplaced, Office.Anna))).Problem);

        if (isInvoicedAgain)
        {
            Assert.True((await payer.ChargeOnceAsync($"{name}/once", 10, "Delivery")).IsDone);
            await CloseAsync(balanceId, payer);
        }

        if (isReplaced || isInvoicedAgain)
        {
            var again = await silos.Book.ReadAsync<long>("select max(invoice_id) from invoice where balance_id = $1 and kind = 1", balanceId);
            var refused = await payer.CreditNoteAsync(new($"{name}/again", again, isReplaced ? 36 : 12.01m, "kindness", Office.Anna));
            Assert.NotNull(refused.Problem);
        }

        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        Assert.Equal(0, await CreditedAsync(subscription));

        if (!isReplaced && !isInvoicedAgain)
        {
            await CloseAsync(balanceId, payer);
        }

        Assert.Equal(isInvoicedAgain ? -12 : 0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_note_of_an_invoice_that_was_taken_back_takes_nothing_of_what_others_charge()
    {
        var (balanceId, payer, name, first) = await SubscribedAsync();
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Null((await payer.CreditNoteAsync(new($"{name}/note", invoice.InvoiceId, invoice.Total / 2, "kindness", Office.Anna))).Problem);
        Assert.Null((await payer.VoidAsync(new(invoice.InvoiceId, "wrong", IsReplaced: false, Office.Anna))).Problem);
        var second = (await payer.SubscribeAsync(new($"{name}/2", await PlanAsync(name), null))).Id;
        await CloseAsync(balanceId, payer);

        Assert.Null((await payer.ChangeAsync(new(first, SubscriptionVerb.Cancel))).Problem);
        Assert.Null((await payer.ChangeAsync(new(second, SubscriptionVerb.Cancel))).Problem);

        Assert.Equal((15m, 30m), (await CreditedAsync(first), await CreditedAsync(second)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task A_credit_note_of_a_line_leaves_the_unused_days_of_the_others_as_they_are()
    {
        var (balanceId, payer, name, first) = await SubscribedAsync();
        var second = (await payer.SubscribeAsync(new($"{name}/2", await PlanAsync(name), null))).Id;
        Assert.True((await payer.ChargeOnceAsync($"{name}/once", 10, "Delivery")).IsDone);
        var invoice = await CloseAsync(balanceId, payer); // 30, 30, 10 and 20 % on them
        Assert.Equal(84, invoice.Total);

        Assert.StartsWith("line: expected none", (await NoteAsync(4, 1)).Problem, StringComparison.Ordinal);
        Assert.StartsWith("amount: expected more than zero and no more than 12.00", (await NoteAsync(3, 12.01m)).Problem, StringComparison.Ordinal);
        Assert.Null((await NoteAsync(3, 12)).Problem);
        Assert.Null((await NoteAsync(1, 36)).Problem);
        Assert.StartsWith("line: expected one of which something is left to credit", (await NoteAsync(1, 1)).Problem, StringComparison.Ordinal);

        Assert.Null((await payer.ChangeAsync(new(first, SubscriptionVerb.Cancel))).Problem);
        Assert.Null((await payer.ChangeAsync(new(second, SubscriptionVerb.Cancel))).Problem);

        Assert.Equal(0, await CreditedAsync(first));
        Assert.Equal(30, await CreditedAsync(second));
        Assert.StartsWith("line: expected one of which something is left to credit", (await NoteAsync(2, 1)).Problem, StringComparison.Ordinal);
        await CloseAsync(balanceId, payer);
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        Task<PayerReply> NoteAsync(int line, decimal amount) =>
            payer.CreditNoteAsync(new($"{name}/note/{line}/{amount}", invoice.InvoiceId, amount, "kindness", Office.Anna, line));
    }

    // Of two lines of 68.33 the tax is 27.33, though each of them alone has 13.67.
    [Fact]
    public async Task Notes_of_lines_bear_no_more_tax_than_their_invoice()
    {
        var (balanceId, payer, name, subscription) = await SubscribedAsync();
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        await CloseAsync(balanceId, payer);
        Assert.True((await payer.ChargeOnceAsync($"{name}/1", 68.33m, "Delivery")).IsDone);
        Assert.True((await payer.ChargeOnceAsync($"{name}/2", 68.33m, "Collection")).IsDone);
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Equal(163.99m, invoice.Total);

        Assert.Null((await payer.CreditNoteAsync(new($"{name}/n1", invoice.InvoiceId, 82, "kindness", Office.Anna, 1))).Problem);
        Assert.Null((await payer.CreditNoteAsync(new($"{name}/n2", invoice.InvoiceId, 81.99m, "kindness", Office.Anna, 2))).Problem);

        Assert.Equal(
            [-13.67m, -13.66m],
            await silos.Book.ReadAsync<decimal[]>("select array(select tax from invoice where corrects = $1 order by invoice_id)", invoice.InvoiceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Lines_are_in_the_language_of_the_customer_when_they_were_issued()
    {
        var (balanceId, payer, name, subscription) = await SubscribedAsync(activationFee: 5);
        await SpeaksAsync(balanceId, "es-ES");
        Assert.True((await payer.ChargeOnceAsync($"dunning/{name}", 2, "Late fee")).IsDone);
        Assert.True((await payer.ChargeOnceAsync(name, 3, "Late fee")).IsDone); // somebody's own words
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);
        var invoice = await CloseAsync(balanceId, payer);
        await SpeaksAsync(balanceId, "en-GB");

        Assert.Equal(
            ["Late fee", "Recargo por demora", name, $"{name}: alta", $"{name}: días no utilizados"],
            await silos.Book.ReadAsync<string[]>("select array(select text from invoice_line where invoice_id = $1 order by text collate \"C\")", invoice.InvoiceId));
    }

    [Theory]
    [InlineData("update invoice set total = total + 1, tax = tax + 1 where invoice_id = $1")]
    [InlineData("update invoice set series_number = series_number + 1000000 where invoice_id = $1")]
    [InlineData("update invoice set due_on = due_on + 1 where invoice_id = $1")]
    [InlineData("update invoice set is_posted = false where invoice_id = $1")]
    [InlineData("delete from invoice where invoice_id = $1")]
    [InlineData("update invoice_line set amount = amount + 1 where invoice_id = $1")]
    [InlineData("delete from invoice_line where invoice_id = $1")]
    [InlineData("update invoice_tax set amount = 0 where invoice_id = $1")]
    [InlineData("delete from invoice_tax where invoice_id = $1")]
    public async Task The_database_refuses_to_change_what_was_issued(string mistake)
    {
        var (balanceId, payer, _, _) = await SubscribedAsync();
        var invoice = await CloseAsync(balanceId, payer);
        await silos.Book.ExecuteAsync("update invoice set is_posted = true where invoice_id = $1", invoice.InvoiceId); // as the next commit would

        var refused = await Assert.ThrowsAsync<PostgresException>(() => silos.Book.ExecuteAsync(mistake, invoice.InvoiceId));

        Assert.True(refused.SqlState is PostgresErrorCodes.RestrictViolation or PostgresErrorCodes.CheckViolation, refused.Message);
        Assert.True((await payer.VoidAsync(new(invoice.InvoiceId, "wrong", IsReplaced: false, Office.Anna))).IsDone);
        await Assert.ThrowsAsync<PostgresException>(() => silos.Book.ExecuteAsync("update invoice set void_reason = null where invoice_id = $1", invoice.InvoiceId));
    }

    private Task<decimal> CreditedAsync(long subscription) => silos.Book.ReadAsync<decimal>(
        "select coalesce(-sum(amount), 0) from subscription_charge where subscription_id = $1 and kind = 3", subscription);

    private Task<long> PlanAsync(string name) => silos.Book.ReadAsync<long>("select max(plan_id) from plan where name = $1", name);

    private Task<int> SpeaksAsync(long balanceId, string culture) => silos.Book.ExecuteAsync(
        "update customer set culture = $2 where customer_id = (select customer_id from balance where balance_id = $1)", balanceId, culture);

    private async Task<InvoiceRecord> CloseAsync(long balanceId, IPayerGrain payer)
    {
        // As it is another day.
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 2 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Null((await payer.CloseNowAsync()).Problem);

        return (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>()
            .PageAsync(new(balanceId), null, 1, TestContext.Current.CancellationToken))[0];
    }

    private async Task<(long BalanceId, IPayerGrain Payer, string Name, long Subscription)> SubscribedAsync(decimal activationFee = 0)
    {
        var name = Office.Unique("given");
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(
            name, new ClassTerms { Invoices = new InvoiceTerms { Taxes = new TaxTerms([new("VAT", 20, [])], IsInclusive: false) } }, TestContext.Current.CancellationToken);
        var planId = await publisher.PublishAsync(
            new SubscriptionTerms { Name = name, Fee = 30, ActivationFee = activationFee, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null,
            TestContext.Current.CancellationToken);
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);

        return (balanceId, payer, name, (await payer.SubscribeAsync(new(name, planId, null))).Id);
    }
}
