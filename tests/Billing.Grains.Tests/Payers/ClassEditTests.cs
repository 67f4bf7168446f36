using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Core.Payers;

namespace Billing.Grains.Tests.Payers;

/// <summary>What is changed of a customer class reaches its payers.</summary>
public sealed class ClassEditTests(TwoSilos silos)
{
    private readonly Office _office = new(silos);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_class_that_is_closed_by_itself_from_now_on_has_its_payers_invoiced(bool isBusy)
    {
        var (classId, details, balanceId, payer) = await PayerAsync(owed: 30);
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 70 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.AdvanceAsync();
        Assert.Equal(0, await InvoicesAsync(balanceId));

        Office.Done(await Class(classId).EditAsync(details with { IsClosedByRuns = false }, new(Office.Anna, (await Class(classId).GetAsync())!.Version)));

        // What it decides by the terms that it knows leaves it due.
        if (isBusy)
        {
            Assert.True((await payer.DelayDunningAsync(new("2099-01-01", Office.Anna))).IsDone);
        }

        await Office.UntilAsync(
            async () =>
            {
                await payer.AdvanceAsync();

                return await InvoicesAsync(balanceId) > 0;
            },
            "its invoice");
        Assert.True(await silos.Book.ReadAsync<bool>("select next_due_at > now() from payer where balance_id = $1", balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Those_whom_nobody_asks_for_are_told_by_who_sweeps()
    {
        var (classId, details, balanceId, payer) = await PayerAsync(owed: 30);
        await silos.Book.ExecuteAsync("update payer set open_from = open_from - 70 where balance_id = $1", balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        await payer.AdvanceAsync();

        Office.Done(await Class(classId).EditAsync(details with { IsClosedByRuns = false }, new(Office.Anna, (await Class(classId).GetAsync())!.Version)));
        await Office.UntilAsync(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, IPayerSweepGrain.Shards).Select(shard => silos.Grains.GetGrain<IPayerSweepGrain>(shard).SweepAsync()));

                return await InvoicesAsync(balanceId) > 0;
            },
            "its invoice");
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task An_invoice_out_of_turn_is_taxed_as_the_class_says_now()
    {
        var (classId, details, balanceId, payer) = await PayerAsync();
        Assert.True((await payer.ChargeOnceAsync(Office.Unique("once"), 30, "Router")).IsDone);

        Office.Done(await Class(classId).EditAsync(details with { Taxes = [new("VAT", 20, [])] }, new(Office.Anna, (await Class(classId).GetAsync())!.Version)));
        Assert.True((await payer.CloseNowAsync()).IsDone);

        Assert.Equal(-36, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task Taxes_at_payment_are_of_who_pays_in_advance()
    {
        var (classId, details, _, _) = await PayerAsync();
        var edit = new Edit(Office.Anna, (await Class(classId).GetAsync())!.Version);

        Office.IsRefused(await Class(classId).EditAsync(details with { IsTaxAtPayment = true }, edit), nameof(details.IsTaxAtPayment));
        Office.Done(await Class(classId).EditAsync(details with { IsTaxAtPayment = true, IsPrepaid = true }, edit));
    }

    private ICustomerClassGrain Class(long classId) => silos.Grains.GetGrain<ICustomerClassGrain>(classId);

    private Task<long> InvoicesAsync(long balanceId) => silos.Book.ReadAsync<long>("select count(*) from invoice where balance_id = $1", balanceId);

    private async Task<(long ClassId, ClassDetails Details, long BalanceId, IPayerGrain Payer)> PayerAsync(decimal owed = 0)
    {
        var details = ClassDetails.Of(Office.Unique("class"), new ClassTerms { IsClosedByRuns = true });
        var classId = Office.Done(await _office.Creation().CreateClassAsync(details, Office.Anna));
        var balanceId = await silos.Book.AddBalanceAsync(-owed);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(details.Name, false, null))).IsDone);

        return (classId, details, balanceId, payer);
    }
}
