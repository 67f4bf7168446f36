using Billing.Core.Subscriptions;
using static Billing.Core.Tests.Subscriptions.Plans;

namespace Billing.Core.Tests.Subscriptions;

public sealed class ProductMoveTests
{
    private static readonly SubscriptionTerms Large = Monthly with { Name = "Large", Fee = 60 };

    private static Subscription Started => Monthly.On("2026-06-11") with { ProductsOf = 1 };

    [Fact]
    public void A_start_a_change_and_an_end_move_the_product_when_they_take_effect_one_after_the_other()
    {
        var subscription = Monthly.On("2026-06-11").Change(Large, "2026-06-21", decided: "2026-06-12").Cancel("2026-06-25", decided: "2026-06-13");

        Assert.Equal(new ProductMove(7, null, 1, At("2026-06-11"), null, 1), Next(subscription));
        Assert.Equal(new ProductMove(7, null, 2, At("2026-06-21"), 1, 2), Next(subscription with { ProductsOf = 1 }));
        Assert.Equal(new ProductMove(7, null, 3, At("2026-06-25"), 2, null), Next(subscription with { ProductsOf = 2 }));
        Assert.Null(Next(subscription with { ProductsOf = 3 }));
    }

    [Fact]
    public void What_waits_for_first_use_starts_with_it() => Assert.Equal(
        (1, At("2026-06-20")),
        Next(Changed(SubscriptionOrders.Activate((Monthly with { StartsOnFirstUse = true }).On("2026-06-11"), At("2026-06-20")))) is { } move
            ? (move.Number, move.At)
            : default);

    [Fact]
    public void What_never_began_gives_and_takes_nothing()
    {
        var waiting = (Monthly with { StartsOnFirstUse = true }).On("2026-06-11");

        Assert.Null(Next(waiting));
        Assert.Null(Next(waiting.Cancel("2026-06-12")));
        Assert.Null(Next(Monthly.On("2026-07-01").Cancel("2026-06-12")));
        Assert.Equal((2, 1), Next(Started.Cancel("2026-06-11")) is { } move ? (move.Number, move.PlanBefore) : default);
    }

    [Fact]
    public void What_is_ended_in_a_pause_takes_the_product_then() => Assert.Equal(
        new ProductMove(7, null, 3, At("2026-06-18"), 1, null), Next(Started.Pause("2026-06-15").Cancel("2026-06-18")));

    [Fact]
    public void What_came_in_the_place_of_a_plan_that_has_ended_gives_back_what_was_there_before_it()
    {
        var (first, second) = (Started with { ProductBefore = 10 }, Started with { SubscriptionId = 8, ProductBefore = 11 });

        Assert.Equal([10, 10], ProductMoves.HandedOn([first, second], first, 11).Select(one => one.ProductBefore!.Value));
        Assert.Equal([10, 11], ProductMoves.HandedOn([first, second], first, 12).Select(one => one.ProductBefore!.Value));
        Assert.Equal([10, 11], ProductMoves.HandedOn([first, second with { AccountId = 5 }], first, 11).Select(one => one.ProductBefore!.Value));
    }

    [Fact]
    public void What_was_followed_is_no_move_and_the_next_change_is()
    {
        var changed = Started.Change(Large, "2026-06-21") with { ProductsOf = 2 };

        Assert.Null(Next(changed));
        Assert.Equal((3, 2, 1), Next(Changed(SubscriptionOrders.ChangePlan(changed, 1, Monthly, 1, null, At("2026-07-05"), At("2026-06-22")))) is { } move
            ? (move.Number, move.PlanBefore, move.Plan)
            : default);
    }

    [Fact]
    public void Pauses_pieces_and_what_is_withdrawn_are_no_moves()
    {
        var subscription = Started;
        var later = subscription.Change(Large, "2026-06-21", decided: "2026-06-12");

        Assert.Null(Next(subscription.Pause("2026-06-15").Resume("2026-06-20")));
        Assert.Null(Next(Changed(SubscriptionOrders.ChangeQuantity(subscription, 3, null, At("2026-06-15"), At("2026-06-15")))));
        Assert.Null(Next(Changed(SubscriptionOrders.Withdraw(later, At("2026-06-13")))));
        Assert.Equal((1, null), Next(later.Cancel("2026-06-20", decided: "2026-06-14")) is { } end ? (end.PlanBefore, end.Plan) : default);
    }

    [Fact]
    public void Of_several_the_earliest_is_next()
    {
        var (early, late) = (Started.Change(Large, "2026-06-21"), Started.Change(Large, "2026-06-25") with { SubscriptionId = 8 });

        Assert.Equal(7, Next(late, early)?.SubscriptionId);
    }

    private static ProductMove? Next(params Subscription[] subscriptions) => ProductMoves.Next(subscriptions);
}
