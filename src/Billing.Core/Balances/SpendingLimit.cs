using Billing.Core.BillingPeriods;

namespace Billing.Core.Balances;

/// <summary>The most money that may be spent in a period, whatever the balance has: a daily cap against fraud and surprise.</summary>
/// <param name="AccountId">The account it holds for; null: all of the payer's together.</param>
/// <param name="Amount">In the balance's currency.</param>
/// <param name="Period">Begins at midnight in the account's billing time zone.</param>
/// <param name="IsOwn">The subscriber set it: beside what the staff set, and each lifts its own.</param>
public sealed record SpendingLimit(long LimitId, long? AccountId, decimal Amount, PeriodKind Period, bool IsOwn = false);

/// <summary>A higher credit limit for a while.</summary>
/// <param name="Amount">What is added to the limit.</param>
/// <param name="EndsAt">The first instant at which it is not.</param>
public sealed record CreditIncrease(decimal Amount, NodaTime.Instant EndsAt);
