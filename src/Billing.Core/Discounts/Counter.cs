using NodaTime;

namespace Billing.Core.Discounts;

/// <summary>How much was used or spent in one period.</summary>
/// <param name="PeriodStart">Together with what it counts for it is the counter's key: a new period has a new counter.</param>
public sealed record Counter(CounterKey Key, Instant PeriodStart, decimal Value);

/// <summary>What a counter is of.</summary>
/// <param name="Id">The discount plan's or the spending limit's number.</param>
public readonly record struct CounterKey(CounterOf Of, long Id);

/// <summary>The numbers are stored: they never change.</summary>
public enum CounterOf
{
    Discount = 1,
    SpendingLimit = 2,
}
