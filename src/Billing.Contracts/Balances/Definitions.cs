using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Contracts.Balances;

/// <summary>What a balance is to be given beside money. The same operation id again is the same order, done once.</summary>
/// <param name="OperationId">The asker's key, up to 100 characters.</param>
[GenerateSerializer, Immutable, Alias("billing.definition-order")]
public abstract record DefinitionOrder([property: Id(0)] string OperationId)
{
    /// <summary>The signed-in user who asks; null: a program does.</summary>
    [Id(1)]
    public string? By { get; init; }

    // What an order says is compared with what it said before, and who says it again is no part of that.
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"OperationId = {OperationId}");

        return true;
    }
}

/// <summary>An allowance that is given anew each period: see <see cref="AllowancePlan"/>.</summary>
/// <param name="Amount">For each period: base units by the uses' weights, or money in the balance's currency.</param>
/// <param name="AccountId">The account of the balance that may use it; null: every one.</param>
/// <param name="StartsAt">Null: when the order is done.</param>
/// <param name="EndsAt">The first instant at which no period begins any more; null: never.</param>
/// <param name="ZoneId">The billing time zone in whose midnights periods begin, by its name in the time zone database.</param>
[GenerateSerializer, Immutable, Alias("billing.plan-order")]
public sealed record PlanOrder(
    string OperationId,
    [property: Id(0)] string Name,
    [property: Id(1)] AllowanceKind Kind,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] ImmutableArray<UseOrder> Uses,
    [property: Id(4)] long? AccountId,
    [property: Id(5)] int Precedence,
    [property: Id(6)] Exhaustion Exhaustion,
    [property: Id(7)] string? Policy,
    [property: Id(8)] PeriodKind Period,
    [property: Id(9)] int RollOverPeriods,
    [property: Id(10)] bool IsFirstProrated,
    [property: Id(11)] Instant? StartsAt,
    [property: Id(12)] Instant? EndsAt,
    [property: Id(13)] string ZoneId) : DefinitionOrder(OperationId);

/// <summary>A ladder of discounts over what was used: see <see cref="DiscountPlan"/>.</summary>
/// <param name="Use">What it applies to; its weight is not used.</param>
/// <param name="AccountId">The account of the balance that it applies to; null: every one, over one counter.</param>
[GenerateSerializer, Immutable, Alias("billing.discount-order")]
public sealed record DiscountOrder(
    string OperationId,
    [property: Id(0)] string Name,
    [property: Id(1)] UseOrder Use,
    [property: Id(2)] long? AccountId,
    [property: Id(3)] int Precedence,
    [property: Id(4)] CounterMeasure Measure,
    [property: Id(5)] PeriodKind Reset,
    [property: Id(6)] ImmutableArray<TierOrder> Tiers) : DefinitionOrder(OperationId);

/// <param name="Threshold">From this value of the counter on: base units, or money.</param>
/// <param name="Percent">Off the price, 0 to 100.</param>
[GenerateSerializer, Immutable, Alias("billing.tier-order")]
public sealed record TierOrder([property: Id(0)] decimal Threshold, [property: Id(1)] decimal Percent);

/// <summary>The most that may be spent in a period, instead of the limit that the account has for such a period.</summary>
/// <param name="AccountId">The account that it holds for; null: all of the payer's together.</param>
/// <param name="Amount">In the balance's currency; zero: there is no such limit any more.</param>
/// <param name="IsOwn">The subscriber's, which is another one than the staff's.</param>
[GenerateSerializer, Immutable, Alias("billing.spending-limit-order")]
public sealed record SpendingLimitOrder(
    string OperationId,
    [property: Id(0)] long? AccountId,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] PeriodKind Period,
    [property: Id(3)] bool IsOwn = false) : DefinitionOrder(OperationId);

/// <summary>A higher credit limit for a while.</summary>
/// <param name="Amount">What is added to the limit, in the balance's currency.</param>
/// <param name="EndsAt">The first instant at which it is not.</param>
[GenerateSerializer, Immutable, Alias("billing.credit-increase-order")]
public sealed record CreditIncreaseOrder(
    string OperationId,
    [property: Id(0)] decimal Amount,
    [property: Id(1)] Instant EndsAt) : DefinitionOrder(OperationId);

/// <summary>
/// Ends a plan, a discount, an allowance that was given once, or all higher credit limits for a while. What a plan has given stays
/// until it expires; sessions keep what a discount took off, and what an allowance has promised them.
/// </summary>
/// <param name="Number">Its number, as <see cref="IFundsQuery"/> tells it; zero for higher credit limits.</param>
/// <param name="EndsAt">From then on a plan begins no period, and the others are nothing to new usage; null: now.</param>
[GenerateSerializer, Immutable, Alias("billing.end-order")]
public sealed record EndOrder(
    string OperationId,
    [property: Id(0)] DefinedKind Of,
    [property: Id(1)] long Number,
    [property: Id(2)] Instant? EndsAt = null) : DefinitionOrder(OperationId);

/// <summary>The permanent credit limit.</summary>
/// <param name="Amount">How far below zero the payer may go, in the balance's currency; zero for prepaid.</param>
[GenerateSerializer, Immutable, Alias("billing.credit-limit-order")]
public sealed record CreditLimitOrder(string OperationId, [property: Id(0)] decimal Amount) : DefinitionOrder(OperationId);
