using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Records;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Postgres.Payers;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Grains.Tests.Payers;

/// <summary>Coupons, and who gave and ended them.</summary>
public sealed class CouponTests(TwoSilos silos)
{
    [Fact]
    public async Task The_same_order_again_is_the_same_coupon_and_another_one_under_its_key_is_refused()
    {
        var (balanceId, payer, name) = await PayerAsync();
        var order = new CouponOrder(name, "Gift", null, 10, null, null, false, Office.Anna);
        var given = await payer.GiveCouponAsync(order);

        Assert.True(given.IsDone, given.Problem);
        Assert.Equal(given.Id, (await payer.GiveCouponAsync(order)).Id);
        Assert.StartsWith("operation: expected another key", (await payer.GiveCouponAsync(order with { Amount = 11 })).Problem, StringComparison.Ordinal);
        Assert.StartsWith("operation: expected another key", (await (await PayerAsync()).Payer.GiveCouponAsync(order)).Problem, StringComparison.Ordinal);

        Assert.True((await payer.ChargeOnceAsync(name, 30, "Router")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);
        Assert.Equal(given.Id, (await payer.GiveCouponAsync(order)).Id); // used up, it is not given anew
        var coupon = Assert.Single(await CouponsAsync(balanceId));
        Assert.Equal((10m, 1, true), (coupon.Coupon.TakenOff, coupon.Coupon.Times, coupon.Coupon.IsUsedUp));
        Assert.Equal(-20m, await silos.Book.PostedAsync(balanceId));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
        var line = Assert.Single(await new Office(silos).LogOfAsync(EntityKinds.Balance, balanceId), one => one.Action == "give-coupon");
        Assert.Equal((Office.Anna, $"balance {balanceId} has coupon Gift: 10.00 USD off, once"), (line.By, line.Sentence));
    }

    [Fact]
    public async Task One_of_named_plans_names_those_that_there_are_in_any_order()
    {
        var (balanceId, payer, name) = await PayerAsync();
        var publisher = silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>();
        await publisher.PublishAsync(new SubscriptionTerms { Name = $"{name} b", Fee = 30, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        await publisher.PublishAsync(new SubscriptionTerms { Name = $"{name} a", Fee = 30, Cycle = new(PeriodKind.ThirtyDays) }, Currency.Usd, null, TestContext.Current.CancellationToken);
        var order = new CouponOrder(name, "Gift", null, 10, null, null, true, Office.Anna, [$"{name} b", $"{name} a"]);

        Assert.Equal(
            $"plans: expected names of plans in USD, there is no \"{name} c\"", (await payer.GiveCouponAsync(order with { Plans = [$"{name} b", $"{name} c"] })).Problem);
        Assert.StartsWith("plans: expected up to 20", (await payer.GiveCouponAsync(order with { Plans = [" "] })).Problem, StringComparison.Ordinal);
        var given = await payer.GiveCouponAsync(order);
        Assert.True(given.IsDone, given.Problem);
        Assert.Equal(given.Id, (await payer.GiveCouponAsync(order with { Plans = [$"{name} a", $"{name} b"] })).Id);
        Assert.StartsWith("operation: expected another key", (await payer.GiveCouponAsync(order with { Plans = default })).Problem, StringComparison.Ordinal);
        Assert.StartsWith("operation: expected another key", (await payer.GiveCouponAsync(order with { Plans = [$"{name} a"] })).Problem, StringComparison.Ordinal);

        Assert.Equal([$"{name} a", $"{name} b"], Assert.Single(await CouponsAsync(balanceId)).Coupon.Plans.AsEnumerable());
        var line = Assert.Single(await new Office(silos).LogOfAsync(EntityKinds.Balance, balanceId), one => one.Action == "give-coupon");
        Assert.Equal($"balance {balanceId} has coupon Gift ({name} a, {name} b): 10.00 USD off each invoice", line.Sentence);
    }

    // An older program beside this one would take a reason that it does not know for money that came in.
    [Fact]
    public async Task What_it_takes_off_is_stored_with_the_rounding_under_its_key_and_told_as_a_coupon()
    {
        var (balanceId, payer, name) = await PayerAsync();
        Assert.True((await payer.GiveCouponAsync(new(name, "Third", 33.33m, null, null, null, true, Office.Anna))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(name, 10.004m, "Router")).IsDone);
        var invoice = await payer.CloseNowAsync();

        // A third of 10.00, and what makes the charge a whole number of cents.
        Assert.Equal([(LedgerReason.Coupon, 3.334m)], await StatementAsync(LedgerReason.Coupon));
        Assert.Empty(await StatementAsync(LedgerReason.Rounding));
        Assert.Equal(2, (await StatementAsync(null)).Length);
        Assert.Equal(23, await silos.Book.ReadAsync<int>("select reason from ledger_entry where operation_id = 'invoice/' || $1 || '/rounding'", invoice.Id));
        Assert.Equal(LedgerReason.Coupon, (await Ledger.FindOperationAsync(Scope.Everything, $"invoice/{invoice.Id}/rounding", TestContext.Current.CancellationToken))!.Reason);

        // Taken back, it is so under the other key that an older program has for it.
        Assert.True((await payer.VoidAsync(new(invoice.Id, "wrong", IsReplaced: false, Office.Anna))).IsDone);
        Assert.Equal([(LedgerReason.Coupon, 3.334m), (LedgerReason.Coupon, -3.334m)], (await StatementAsync(LedgerReason.Coupon)).OrderByDescending(one => one.Item2));
        Assert.Equal(-3.334m, await silos.Book.ReadAsync<decimal>("select amount from ledger_entry where operation_id = 'invoice/' || $1 || '/void-rounding'", invoice.Id));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);

        async Task<(LedgerReason, decimal)[]> StatementAsync(LedgerReason? reason) =>
        [
            .. (await Ledger.StatementAsync(Scope.Everything, balanceId, new(Reason: reason), new(), TestContext.Current.CancellationToken)).Rows
                .Select(row => (row.Reason, row.Amount)),
        ];
    }

    [Fact]
    public async Task What_has_ended_takes_nothing_off_and_stays_so()
    {
        var (balanceId, payer, name) = await PayerAsync();
        var given = await payer.GiveCouponAsync(new(name, "Half", 50, null, null, null, true, Office.Anna));

        Assert.StartsWith("coupon: expected", (await (await PayerAsync()).Payer.EndCouponAsync(new(given.Id, "bert"))).Problem, StringComparison.Ordinal);
        Assert.True((await payer.EndCouponAsync(new(given.Id, "bert"))).IsDone);
        Assert.True((await payer.EndCouponAsync(new(given.Id, "bert"))).IsDone);
        Assert.True((await payer.ChargeOnceAsync(name, 30, "Router")).IsDone);
        Assert.True((await payer.CloseNowAsync()).IsDone);

        Assert.Equal(-30m, await silos.Book.PostedAsync(balanceId));
        var coupon = Assert.Single(await CouponsAsync(balanceId));
        Assert.Equal((0m, "bert"), (coupon.Coupon.TakenOff, coupon.EndedBy));
        Assert.Single(await new Office(silos).LogOfAsync(EntityKinds.Balance, balanceId), one => one.Action == "end-coupon");
    }

    // All is off, and nothing of it comes back where the end costs the fees until the term's end: that is paid for with the fee.
    [Theory]
    [InlineData(EarlyEnd.RemainingFees, true)]
    [InlineData(EarlyEnd.Free, false)]
    public async Task An_invoice_of_a_fee_of_which_an_early_end_gives_nothing_back_can_be_taken_back(EarlyEnd earlyEnd, bool isTaken)
    {
        var (balanceId, payer, name) = await PayerAsync();
        Assert.True((await payer.GiveCouponAsync(new(name, "All", 100, null, null, null, true, Office.Anna))).IsDone);
        var plan = await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(
            new SubscriptionTerms { Name = name, Fee = 30, Cycle = new(PeriodKind.ThirtyDays), MinimumTermMonths = 12, EarlyEnd = earlyEnd }, Currency.Usd, null,
            TestContext.Current.CancellationToken);
        var subscription = (await payer.SubscribeAsync(new(name, plan, null))).Id;
        var invoice = await payer.CloseNowAsync();
        Assert.Null((await payer.ChangeAsync(new(subscription, SubscriptionVerb.Cancel))).Problem);

        var reply = await payer.VoidAsync(new(invoice.Id, "wrong", IsReplaced: false, Office.Anna));
        Assert.Equal(isTaken, reply.Problem is null);
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    // Half of 30 was off it. The half is ended and another coupon given, and it costs 15 all the same.
    [Fact]
    public async Task What_is_issued_in_the_place_of_an_invoice_has_its_coupons_and_no_others()
    {
        var (balanceId, payer, name) = await PayerAsync();
        var half = await payer.GiveCouponAsync(new(name, "Half", 50, null, null, null, true, Office.Anna));
        Assert.True((await payer.ChargeOnceAsync(name, 30, "Router")).IsDone);
        var invoice = await payer.CloseNowAsync();
        Assert.True((await payer.EndCouponAsync(new(half.Id, Office.Anna))).IsDone);
        Assert.True((await payer.GiveCouponAsync(new($"{name}/later", "Later", null, 5, null, null, true, Office.Anna))).IsDone);

        var again = await payer.VoidAsync(new(invoice.Id, "wrong name", IsReplaced: true, Office.Anna));
        Assert.Equal((15m, -15m), (await TotalAsync(again.Id), await silos.Book.PostedAsync(balanceId)));

        await silos.Cluster.DeactivateAsync(payer);
        again = await payer.VoidAsync(new(again.Id, "wrong name", IsReplaced: true, Office.Anna));
        Assert.Equal((15m, -15m), (await TotalAsync(again.Id), await silos.Book.PostedAsync(balanceId)));
        Assert.Equal([(15m, 1), (0m, 0)], (await CouponsAsync(balanceId)).Select(one => (one.Coupon.TakenOff, one.Coupon.Times)));
        Assert.Empty((await silos.Book.AuditAsync()).Differences);
    }

    [Fact]
    public async Task The_same_order_of_other_months_needs_a_key_of_its_own_and_on_another_day_it_is_the_same()
    {
        var (balanceId, payer, name) = await PayerAsync();
        var order = new CouponOrder(name, "Tenth", 10, null, null, 6, false, Office.Anna);
        var given = await payer.GiveCouponAsync(order);

        Assert.StartsWith("operation: expected another key", (await payer.GiveCouponAsync(order with { Months = 12 })).Problem, StringComparison.Ordinal);
        Assert.StartsWith("operation: expected another key", (await payer.GiveCouponAsync(order with { Months = null, IsForEver = true })).Problem, StringComparison.Ordinal);

        await silos.Book.ExecuteAsync(
            """
            update coupon set given_at = given_at - interval '10 days',
                              until_on = ((given_at - interval '10 days') at time zone u.time_zone)::date + interval '6 months'
            from balance b join customer u using (customer_id)
            where coupon.balance_id = $1 and b.balance_id = $1
            """,
            balanceId);
        await silos.Cluster.DeactivateAsync(payer);
        Assert.Equal(given.Id, (await payer.GiveCouponAsync(order)).Id);
        Assert.Single(await CouponsAsync(balanceId));
    }

    [Theory]
    [InlineData("", 20, null, null, null, false, "name")]
    [InlineData("Gift", null, null, null, null, false, "percent")]
    [InlineData("Gift", 20, 5, null, null, false, "percent")]
    [InlineData("Gift", 101, null, null, null, false, "percent")]
    [InlineData("Gift", null, 0, null, null, false, "amount")]
    [InlineData("Gift", null, 5, 0, null, false, "invoices")]
    [InlineData("Gift", null, 5, null, 0, false, "months")]
    [InlineData("Gift", null, 5, 2, null, true, "isForEver")]
    public async Task What_makes_no_sense_is_refused(string text, int? percent, int? amount, int? invoices, int? months, bool isForEver, string field)
    {
        var (balanceId, payer, name) = await PayerAsync();

        Assert.StartsWith($"{field}: expected", (await payer.GiveCouponAsync(new(name, text, percent, amount, invoices, months, isForEver, Office.Anna))).Problem, StringComparison.Ordinal);
        Assert.Empty(await CouponsAsync(balanceId));
    }

    private Task<decimal> TotalAsync(long invoiceId) => silos.Book.ReadAsync<decimal>("select total from invoice where invoice_id = $1", invoiceId);

    private ILedgerQuery Ledger => silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<ILedgerQuery>();

    private Task<IReadOnlyList<CouponRecord>> CouponsAsync(long balanceId) =>
        silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<IInvoiceQuery>().CouponsAsync(balanceId, TestContext.Current.CancellationToken);

    private async Task<(long BalanceId, IPayerGrain Payer, string Name)> PayerAsync()
    {
        var name = Office.Unique("coupon");
        await silos.Cluster.Silos[0].ServiceProvider.GetRequiredService<PlanPublisher>().PublishAsync(name, new ClassTerms(), TestContext.Current.CancellationToken);
        var balanceId = await silos.Book.AddBalanceAsync(0);
        var payer = silos.Grains.GetGrain<IPayerGrain>(balanceId);
        Assert.True((await payer.OpenAsync(new(name, false, null))).IsDone);

        return (balanceId, payer, name);
    }
}
