using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Contracts.Payers;

/// <summary>What can be subscribed to, and what bill runs have done.</summary>
public interface IPayerQuery
{
    /// <summary>The newest version of each plan in a currency, by name.</summary>
    Task<IReadOnlyList<PlanRow>> PlansAsync(string currency, CancellationToken cancellation);

    /// <summary>Names of the customer classes that there are terms for.</summary>
    Task<IReadOnlyList<string>> ClassesAsync(CancellationToken cancellation);

    /// <summary>Bill runs, the newest first.</summary>
    Task<IReadOnlyList<BillRunRow>> BillRunsAsync(int most, CancellationToken cancellation);

    /// <summary>Payers that a run could not bill, with the reason.</summary>
    Task<IReadOnlyList<BillRunFailureRow>> FailuresAsync(string billRun, CancellationToken cancellation);
}

public sealed record PlanRow(long PlanId, string Currency, SubscriptionTerms Terms);

/// <param name="EndsOn">It closes periods that end on this day or before.</param>
public sealed record BillRunRow(string Name, string? Class, bool IsDryRun, LocalDate EndsOn, long Payers, long Done, int Failed, Instant BegunAt, Instant? EndedAt);

public sealed record BillRunFailureRow(long BalanceId, long CustomerId, string CustomerNumber, string Customer, string Reason, Instant FailedAt);
