using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Taxes;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>Credit notes, and invoices that are taken back.</summary>
public sealed class CorrectionTests(TwoSilos silos)
{
    [Fact]
    public async Task A_credit_note_bears_the_taxes_of_its_invoice_and_all_notes_together_bear_all_of_them()
    {
        var (balanceId, payer, name) = await PayerAsync(new([new("VAT", 20, []), new("Levy", 3, [])], IsInclusive: false));
        Assert.True((await payer.ChargeOnceAsync(name, 10.01m, "Router")).IsDone);
        var invoice = await CloseAsync(balanceId, payer); // 10.01 + 2.00 + 0.30

        // What holds today is not what it was taxed with.
        await PublishAsync(name, new([new("VAT", 25, [])], IsInclusive: true));
        var first = await payer.CreditNoteAsync(new($"{name}/1", invoice.InvoiceId, 5, "kindness", Office.Anna));
        var second = await payer.CreditNoteAsync(new($"{name}/2", invoice.InvoiceId, 7.31m, "all of it", Office.Anna));

        Assert.Equal("VAT 20 -0.81, Levy 3 -0.12", await TaxesAsync(first.Id));
        Assert.Equal("VAT 20 -1.19, Levy 3 -0.18", await TaxesAsync(second.Id));
        Assert.Equal(0, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Who_was_not_taxed_gets_a_note_without_taxes()
    {
        var (balanceId, payer, name) = await PayerAsync(TaxTerms.None);
        Assert.True((await payer.ChargeOnceAsync(name, 10, "Router")).IsDone);
        var invoice = await CloseAsync(balanceId, payer);
        await PublishAsync(name, new([new("VAT", 25, [])], IsInclusive: false));

        var note = await payer.CreditNoteAsync(new(name, invoice.InvoiceId, 4, "kindness", Office.Anna));

        Assert.Equal("", await TaxesAsync(note.Id));
        Assert.Equal(0m, await silos.Book.ReadAsync<decimal>("select tax from invoice where invoice_id = $1", note.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_invoice_below_zero_had_settled_is_open_again_when_it_is_void(bool isReplaced)
    {
        var (balanceId, payer, name) = await PayerAsync(TaxTerms.None);
        Assert.True((await payer.ChargeOnceAsync(name, 30, "Router")).IsDone);
        var owed = await CloseAsync(balanceId, payer);
        var credit = new CreditOrder(name + "/back", CreditKind.Adjustment, 50, "It never worked", null);
        Assert.Equal(OperationResult.Done, (await silos.Grains.GetGrain<IBalanceGrain>(balanceId).CreditAsync(credit)).Result);
        var below = await CloseAsync(balanceId, payer);
        Assert.Equal((-50m, 0m), (below.Total, await OpenAsync(owed.InvoiceId)));

        Assert.True((await payer.VoidAsync(new(below.InvoiceId, "wrong amount", isReplaced, Office.Anna))).IsDone);

        // The one that replaces it settles it anew, and once.
        Assert.Equal(isReplaced ? 0m : 30m, await OpenAsync(owed.InvoiceId));
        Assert.Equal(isReplaced ? 20m : 0m, await silos.Book.ReadAsync<decimal>(
            "select coalesce(sum(remaining), 0) from payer_credit where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        if (!isReplaced)
        {
            await CloseAsync(balanceId, payer);
            Assert.Equal((0m, 20m), (await OpenAsync(owed.InvoiceId), await silos.Book.ReadAsync<decimal>(
                "select sum(remaining) from payer_credit where balance_id = $1", balanceId)));
            Assert.Empty((await silos.Book.AuditAsync()).Differences);
        }
    }

    [Fact]
    public async Task A_charge_under_a_known_key_with_another_tax_code_is_another_order()
    {
        var (balanceId, payer, name) = await PayerAsync(new([new("Telecom", 5, ["equipment"])], IsInclusive: false));
        var order = new OneOffOrder(name, 100, "Router", "equipment", Office.Anna);
        Assert.True((await payer.ChargeOnceAsync(order)).IsDone);
        Assert.True((await payer.ChargeOnceAsync(order)).IsDone);

        foreach (var other in (string?[])["none", null])
        {
            Assert.StartsWith("operation: expected another key", (await payer.ChargeOnceAsync(order with { TaxCode = other })).Problem, StringComparison.Ordinal);
        }

        // A key that was used without a code gets none afterwards.
        Assert.True((await payer.ChargeOnceAsync(name + "/plain", 10, "Cable")).IsDone);
        Assert.StartsWith(
            "operation: expected another key", (await payer.ChargeOnceAsync(new(name + "/plain", 10, "Cable", "equipment"))).Problem, StringComparison.Ordinal);
        Assert.StartsWith("taxCode: expected", (await payer.ChargeOnceAsync(order with { OperationId = name + "/x", TaxCode = "No Code" })).Problem, StringComparison.Ordinal);

        Assert.Equal(115m, (await CloseAsync(balanceId, payer)).Total);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        // Asked for twice, it is in the audit log once.
        var line = Assert.Single(await new Office(silos).LogOfAsync(EntityKinds.Balance, balanceId), one => one.Action == "charge-once");
        Assert.Equal((Office.Anna, $"balance {balanceId} is charged 100.00 USD once: Router"), (line.By, line.Sentence));
    }

    [Fact]
    public async Task An_invoice_on_which_others_count_is_taken_back_after_them_and_what_is_void_stays_so()
    {
        var (balanceId, payer, name) = await PayerAsync(TaxTerms.None);
        Assert.True((await payer.ChargeOnceAsync(name + "/1", 30, "Router")).IsDone);
        var first = await CloseAsync(balanceId, payer);
        Assert.True((await payer.ChargeOnceAsync(name + "/2", 5, "Cable")).IsDone);
        var second = await CloseAsync(balanceId, payer);

        Assert.Equal(
            $"invoice: expected {second.Number}, the payer's newest one, on whose sums no other counts; {first.Number} is corrected by a credit note, or taken back"
            + " when those after it are, from the newest on",
            (await payer.VoidAsync(new(first.InvoiceId, "wrong", IsReplaced: true, Office.Anna))).Problem);
        var note = await payer.CreditNoteAsync(new(name + "/note", first.InvoiceId, 1, "kindness", Office.Anna));
        Assert.EndsWith("is a credit note", (await payer.VoidAsync(new(note.Id, "wrong", IsReplaced: false, Office.Anna))).Problem, StringComparison.Ordinal);
        Assert.StartsWith("invoice: expected one of the customer's", (await payer.VoidAsync(new(0, "wrong", IsReplaced: false, Office.Anna))).Problem, StringComparison.Ordinal);

        foreach (var (invoice, isReplaced) in new[] { (second, false), (second, true), (first, true), (first, true) })
        {
            Assert.True((await payer.VoidAsync(new(invoice.InvoiceId, "wrong", isReplaced, Office.Anna))).IsDone);
        }

        Assert.Equal("30.00 void; 5.00 void; 30.00", await silos.Book.ReadAsync<string>(
            """
            select string_agg(round(total, 2) || case when void_reason is null then '' else ' void' end, '; ' order by invoice_id)
            from invoice where balance_id = $1 and kind = 1
            """,
            balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Parts_of_a_cent_of_before_billing_are_rounded_by_the_invoice_that_stands()
    {
        var (balanceId, payer, name) = await PayerAsync(TaxTerms.None, funds: -3.2725m);
        Assert.True((await payer.ChargeOnceAsync(name, 1.2m, "Cable")).IsDone);
        var invoice = await CloseAsync(balanceId, payer);
        Assert.Equal((4.47m, -4.47m), (invoice.AmountDue, await silos.Book.PostedAsync(balanceId)));
        await silos.Cluster.DeactivateAsync(payer); // what is printed is all that it could read of the sum

        Assert.True((await payer.VoidAsync(new(invoice.InvoiceId, "wrong name", IsReplaced: true, Office.Anna))).IsDone);
        Assert.Equal(-4.47m, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        // The one after it counts on the paper.
        Assert.True((await payer.ChargeOnceAsync(name + "/more", 1, "Plug")).IsDone);
        var next = await CloseAsync(balanceId, payer);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.True((await payer.VoidAsync(new(next.InvoiceId, "wrong name", IsReplaced: true, Office.Anna))).IsDone);
        Assert.Equal(-5.47m, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    private Task<decimal> OpenAsync(long invoiceId) => silos.Book.ReadAsync<decimal>(
        "select total - coalesce((select sum(amount) from settlement where invoice_id = $1), 0) from invoice where invoice_id = $1", invoiceId);

    private Task<string> TaxesAsync(long? invoiceId) => silos.Book.ReadAsync<string>(
        """
        select coalesce(string_agg(name || ' ' || trim_scale(percent) || ' ' || round(amount, 2), ', ' order by position), '')
        from invoice_tax where invoice_id = $1
        """,
        invoiceId!.Value);

    private async Task<InvoiceRecord> CloseAsync(long balanceId, IPayerGrain payer)
    {
        // As it is another day.
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 2 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        var reply = await payer.CloseNowAsync();
        Assert.True(reply.IsDone, reply.Problem);

        return (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>()
            .PageAsync(new(balanceId), null, 1, TestContext.Current.CancellationToken))[0];
    }

    private async Task PublishAsync(string name, TaxTerms taxes) => await silos.Cluster.Silos[0].ServiceProvider
        .GetRequiredService<PlanPublisher>()
        .PublishAsync(name, new ClassTerms { Invoices = new InvoiceTerms { Taxes = taxes } }, TestContext.Current.CancellationToken);

    private async Task<(long BalanceId, IPayerGrain Payer, string Name)> PayerAsync(TaxTerms taxes, decimal funds = 0)
    {
        var name = Office.Unique("correct");
        await PublishAsync(name, taxes);
        var balanceId = await silos.Book.AddBalanceAsync(funds);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);

        return (balanceId, payer, name);
    }
}
