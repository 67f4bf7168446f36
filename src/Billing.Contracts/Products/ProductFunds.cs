using System.Collections.Immutable;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;

namespace Billing.Contracts.Products;

/// <summary>What a product gives beside its services: the allowances and discounts of every account that has it.</summary>
[GenerateSerializer, Immutable, Alias("billing.product-funds")]
public sealed record ProductFunds(
    [property: Id(0)] ImmutableArray<ProductPlanRow> Plans,
    [property: Id(1)] ImmutableArray<ProductDiscountRow> Discounts)
{
    /// <summary>Without what was withdrawn.</summary>
    public ProductFunds Given() => new([.. Plans.Where(plan => !plan.IsWithdrawn)], [.. Discounts.Where(discount => !discount.IsWithdrawn)]);
}

/// <summary>An allowance that each account with the product is given anew each period: see <see cref="AllowancePlan"/>.</summary>
/// <param name="Amount">For each period: base units by the uses' weights, or money in the balance's currency.</param>
/// <param name="Uses">What it may be used for; empty: anything.</param>
/// <param name="IsShared">For every account of the payer, not only the one that has the product.</param>
/// <param name="Policy">The gateway's policy once it is used up; with <see cref="Exhaustion.Limit"/>, and only with it.</param>
/// <param name="RollOverPeriods">How many further periods the rest of one is good for: 0 to 3.</param>
/// <param name="IsFirstProrated">The first, partial period gets only its share, by days.</param>
[GenerateSerializer, Immutable, Alias("billing.product-plan")]
public sealed record ProductPlan(
    [property: Id(0)] string Name,
    [property: Id(1)] AllowanceKind Kind,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] ImmutableArray<UseOrder> Uses,
    [property: Id(4)] PeriodKind Period,
    [property: Id(5)] bool IsShared = false,
    [property: Id(6)] int Precedence = 0,
    [property: Id(7)] Exhaustion Exhaustion = Exhaustion.PayAsYouGo,
    [property: Id(8)] string? Policy = null,
    [property: Id(9)] int RollOverPeriods = 0,
    [property: Id(10)] bool IsFirstProrated = false);

/// <summary>A ladder of discounts over what an account with the product uses: see <see cref="DiscountPlan"/>.</summary>
/// <param name="Use">What it applies to; its weight is not used.</param>
/// <param name="IsShared">For every account of the payer, over one counter.</param>
[GenerateSerializer, Immutable, Alias("billing.product-discount")]
public sealed record ProductDiscount(
    [property: Id(0)] string Name,
    [property: Id(1)] UseOrder Use,
    [property: Id(2)] CounterMeasure Measure,
    [property: Id(3)] PeriodKind Reset,
    [property: Id(4)] ImmutableArray<TierOrder> Tiers,
    [property: Id(5)] bool IsShared = false,
    [property: Id(6)] int Precedence = 0);

/// <param name="IsWithdrawn">Ended for those who have it, and given to nobody else.</param>
[GenerateSerializer, Immutable, Alias("billing.product-plan-row")]
public sealed record ProductPlanRow(
    [property: Id(0)] long Number, [property: Id(1)] ProductPlan Terms, [property: Id(2)] bool IsWithdrawn);

/// <param name="IsWithdrawn">Ended for those who have it, and given to nobody else.</param>
[GenerateSerializer, Immutable, Alias("billing.product-discount-row")]
public sealed record ProductDiscountRow(
    [property: Id(0)] long Number, [property: Id(1)] ProductDiscount Terms, [property: Id(2)] bool IsWithdrawn);
