using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Sessions;
using Billing.Core.Dunning;
using Billing.Core.Payers;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace Billing.Grains.Tests.Payers;

/// <summary>Who owes overdue money is limited as the class says, until it is paid; and who put it off or corrected it is kept.</summary>
public sealed class LimitTests(TwoSilos silos)
{
    private static readonly DunningPolicy Limited = new([new(1, DunningAction.Remind), new(5, DunningAction.Limit)], 0) { Limits = new(Policy: "64k/64k") };

    private readonly Office _office = new(silos);

    [Fact]
    public async Task Nothing_is_sold_on_credit_until_what_is_overdue_is_paid()
    {
        var (caller, payer) = await PayerAsync();
        var running = Guid.CreateVersion7();
        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(running)).Result);
        await caller.ReportAsync(ReportKind.Start, 0, running);

        await OverdueAsync(caller, payer);
        var view = (await caller.Balance.ShowAsync())!;
        Assert.Equal((true, false, "64k/64k", 0m), (view.IsLimited, view.IsOnCredit, view.LimitedPolicy, view.Available));
        Assert.Equal(AccessResult.InsufficientFunds, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);

        // What was granted before goes on; nothing comes after it.
        Assert.Equal(ReportReply.Recorded, await caller.ReportAsync(ReportKind.Interim, 60, running));
        Assert.Equal(ReportReply.Exhausted, await caller.ReportAsync(ReportKind.Interim, 180, running));
        await caller.ReportAsync(ReportKind.Stop, 180, running);

        await caller.Balance.CreditAsync(new("paid/" + caller.Login, CreditKind.TopUp, 40, null, null));
        await Office.UntilAsync(async () => (await caller.Balance.ShowAsync()) is { IsLimited: false }, "the limit is lifted");
        Assert.Equal(AccessResult.Granted, (await caller.AuthorizeAsync(Guid.CreateVersion7())).Result);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task An_administrator_puts_it_off_and_the_audit_log_says_who()
    {
        var (caller, payer) = await PayerAsync();
        Assert.True((await payer.DelayDunningAsync(new("2099-12-31", Office.Anna))).IsDone);
        await OverdueAsync(caller, payer);

        Assert.False((await caller.Balance.ShowAsync())!.IsLimited);
        var line = (await _office.LogOfAsync(EntityKinds.Balance, caller.BalanceId)).Single(one => one.Action == "delay-dunning");
        Assert.Equal((Office.Anna, true), (line.By, line.Sentence.EndsWith("before 2099-12-31", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_corrected_an_invoice_is_on_it_and_in_the_audit_log()
    {
        var (caller, payer) = await PayerAsync();
        await payer.ChargeOnceAsync($"router/{caller.Login}", 40, "Router");
        var first = await IssueAsync(payer, caller);
        var note = new CreditNoteOrder($"note/{caller.Login}", first.InvoiceId, 5, "kindness", Office.Anna);
        Assert.True((await payer.CreditNoteAsync(note)).IsDone);
        Assert.True((await payer.CreditNoteAsync(note with { By = "somebody" })).IsDone); // asked again, it is the same one
        Assert.True((await payer.VoidAsync(new(first.InvoiceId, "wrong address", IsReplaced: true, "bert"))).IsDone);

        var query = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>();
        var rows = await query.PageAsync(new(caller.BalanceId), null, 10, CancellationToken.None);
        Assert.Equal(
            [("invoice", "bert", null), ("credit-note", Office.Anna, null), ("invoice", null, "bert")], rows.Select(one => (one.Kind, one.By, one.VoidedBy)));
        Assert.NotNull(rows[2].VoidedAt);
        Assert.Equal(
            [
                ("replace", "bert", $"took invoice {first.Number} back and issued another in its place: wrong address"),
                ("credit-note", Office.Anna, $"credited 5.00 USD of invoice {first.Number}: kindness"),
            ],
            (await _office.LogOfAsync(EntityKinds.Invoice, first.Number)).Select(one => (one.Action, one.By, one.Sentence)));
    }

    private async Task OverdueAsync(Caller caller, IPayerGrain payer)
    {
        await payer.ChargeOnceAsync("router/" + caller.Login, 40, "Router");
        await IssueAsync(payer, caller);

        // As it is three weeks later; the grain that does not know that is told to go.
        await silos.Book.AgeInvoicesAsync(caller.BalanceId, 25);
        await payer.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await payer.AdvanceAsync();
    }

    private async Task<InvoiceRecord> IssueAsync(IPayerGrain payer, Caller caller)
    {
        Assert.True((await payer.CloseNowAsync()).IsDone);

        return (await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>().PageAsync(new(caller.BalanceId), null, 1, CancellationToken.None))[0];
    }

    private async Task<(Caller Caller, IPayerGrain Payer)> PayerAsync()
    {
        var caller = await silos.CallerAsync(funds: 0);
        await silos.Book.ExecuteAsync("update balance set credit_limit = 100 where balance_id = $1", caller.BalanceId);
        await caller.Balance.ReloadAsync();
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>()
            .PublishAsync(caller.Login, new ClassTerms { Dunning = Limited }, CancellationToken.None);
        var payer = silos.Grains.GetGrain<IPayerGrain>(caller.BalanceId);
        Assert.True((await payer.OpenAsync(new(caller.Login, false, null))).IsDone);

        return (caller, payer);
    }
}
