using Billing.Core.Subscriptions;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

public sealed class ProductMoveTests
{
    private static readonly SubscriptionTerms Large = Monthly with { Name = "Large", Fee = 60 };

    [Fact]
    public void A_change_of_plan_moves_the_product_when_it_takes_effect() => Assert.Equal(
        new ProductMove(7, null, 2, At("2026-06-21"), 1, 2),
        Next(Monthly.On("2026-06-11").Change(Large, "2026-06-21", decided: "2026-06-12")));

    [Fact]
    public void What_was_followed_is_no_move_and_the_next_change_is()
    {
        var changed = Monthly.On("2026-06-11").Change(Large, "2026-06-21") with { ProductsOf = 2 };

        Assert.Null(Next(changed));
        Assert.Equal((3, 2, 1), Next(Changed(SubscriptionOrders.ChangePlan(changed, 1, Monthly, 1, null, At("2026-07-05"), At("2026-06-22")))) is { } move
            ? (move.Number, move.PlanBefore, move.Plan)
            : default);
    }

    [Fact]
    public void Pauses_pieces_and_what_is_withdrawn_are_no_moves()
    {
        var subscription = Monthly.On("2026-06-11");
        var later = subscription.Change(Large, "2026-06-21", decided: "2026-06-12");

        Assert.Null(Next(subscription.Pause("2026-06-15").Resume("2026-06-20")));
        Assert.Null(Next(Changed(SubscriptionOrders.ChangeQuantity(subscription, 3, null, At("2026-06-15"), At("2026-06-15")))));
        Assert.Null(Next(Changed(SubscriptionOrders.Withdraw(later, At("2026-06-13")))));
        Assert.Null(Next(later.Cancel("2026-06-20", decided: "2026-06-14")));
    }

    [Fact]
    public void Of_several_the_earliest_is_next()
    {
        var (early, late) = (Monthly.On("2026-06-11").Change(Large, "2026-06-21"), Monthly.On("2026-06-11").Change(Large, "2026-06-25") with { SubscriptionId = 8 });

        Assert.Equal(7, Next(late, early)?.SubscriptionId);
    }

    private static ProductMove? Next(params Subscription[] subscriptions) => ProductMoves.Next(subscriptions);
}
