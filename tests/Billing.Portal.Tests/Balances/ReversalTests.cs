using Billing.Contracts.Balances;
using Billing.Contracts.Records;
using Billing.Contracts.Users;
using Billing.Core.Balances;
using Billing.Portal.Balances;
using NodaTime;

namespace Billing.Portal.Tests.Balances;

public sealed class ReversalTests
{
    [Theory]
    [InlineData(LedgerReason.Usage, "event-1", true)]
    [InlineData(LedgerReason.Usage, null, true)]
    [InlineData(LedgerReason.TopUp, "payment-1", true)]
    [InlineData(LedgerReason.Adjustment, "portal-1", true)]
    [InlineData(LedgerReason.Promotion, "portal-1", true)]
    [InlineData(LedgerReason.Opening, "opening", false)]
    [InlineData(LedgerReason.Refund, "portal-1", false)]
    [InlineData(LedgerReason.PromotionExpired, null, false)]
    [InlineData(LedgerReason.Adjustment, "payment-refund-1", false)]
    public void What_takes_back_another_entry_is_not_taken_back(LedgerReason reason, string? operationId, bool can) =>
        Assert.Equal(can, MoneyDesk.CanReverse(Entry(reason, operationId)));

    // A button that says no when it is pressed is none.
    [Theory]
    [InlineData(LedgerReason.Usage, "event-1", Permissions.MoneyRefund)]
    [InlineData(LedgerReason.Usage, null, Permissions.MoneyAdjust)]
    [InlineData(LedgerReason.TopUp, "payment-1", Permissions.MoneyRefund)]
    [InlineData(LedgerReason.TopUp, "portal-1", Permissions.MoneyAdjust)]
    [InlineData(LedgerReason.Adjustment, "portal-1", Permissions.MoneyAdjust)]
    public void The_button_is_there_for_who_may_do_what_it_does(LedgerReason reason, string? operationId, string permission) =>
        Assert.Equal(permission, MoneyDesk.Needs(Entry(reason, operationId)));

    [Fact]
    public void A_counter_entry_is_not_countered() =>
        Assert.False(MoneyDesk.CanReverse(Entry(LedgerReason.Adjustment, MoneyDesk.ReversalOf(3, 12))));

    [Fact]
    public void Each_entry_of_each_balance_has_one_reversal()
    {
        Assert.Equal(MoneyDesk.ReversalOf(3, 12), MoneyDesk.ReversalOf(3, 12));
        Assert.NotEqual(MoneyDesk.ReversalOf(3, 12), MoneyDesk.ReversalOf(31, 2));
    }

    // What is not a payer's cost must be no line of an invoice, which has taxes.
    [Theory]
    [InlineData(LedgerReason.TopUp, CreditKind.PaymentBack)]
    [InlineData(LedgerReason.Promotion, CreditKind.PaymentBack)]
    [InlineData(LedgerReason.Adjustment, CreditKind.Adjustment)]
    public void Money_that_came_in_goes_again_as_money(LedgerReason reason, CreditKind kind)
    {
        var order = MoneyDesk.CounterOrder(Entry(reason, null), "again", 5, "by mistake");

        Assert.Equal((kind, 12, "Reverses entry 12: by mistake"), (order.Kind, order.Reverses, order.Note));
    }

    [Fact]
    public void Usage_that_was_corrected_gives_back_what_is_left_of_it()
    {
        var entry = Entry(LedgerReason.Usage, null); // 5, re-rated to 3
        Assert.Equal(-3, MoneyDesk.LeftOf(entry, [entry with { Reason = LedgerReason.Correction, Amount = 2 }]));
        Assert.Equal(-5, MoneyDesk.LeftOf(entry, []));
        Assert.Equal(0, MoneyDesk.LeftOf(entry, [entry with { Amount = 2 }, entry with { Amount = 3 }]));
    }

    private static StatementRow Entry(LedgerReason reason, string? operationId) =>
        new(12, Instant.FromUtc(2026, 11, 26, 2, 0), reason, -5, 5, "EUR", operationId, null, null, null, null, null, null, null);
}
