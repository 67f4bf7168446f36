using Billing.Contracts.Paging;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Contracts.Payers;

/// <summary>What can be subscribed to, and what bill runs have done.</summary>
public interface IPayerQuery
{
    /// <summary>Plans and how many have them, by name; retired ones too.</summary>
    Task<IReadOnlyList<PlanHeadRow>> PlanHeadsAsync(CancellationToken cancellation);

    /// <summary>Customer classes and how many are billed by them, by name; retired ones too.</summary>
    Task<IReadOnlyList<ClassHeadRow>> ClassHeadsAsync(CancellationToken cancellation);

    /// <summary>The newest version of each plan in a currency that is sold, by name.</summary>
    Task<IReadOnlyList<PlanRow>> PlansAsync(string currency, CancellationToken cancellation);

    /// <summary>All versions of a plan, the newest first.</summary>
    Task<IReadOnlyList<PlanVersionRow>> PlanVersionsAsync(long planHeadId, CancellationToken cancellation);

    /// <summary>Who has a plan.</summary>
    Task<Page<SubscriberRow>> SubscribersAsync(SubscriberFilter filter, PageRequest<SubscriberSort> page, CancellationToken cancellation);

    /// <summary>Names of the customer classes that there are terms for and that are not retired.</summary>
    Task<IReadOnlyList<string>> ClassesAsync(CancellationToken cancellation);

    /// <summary>Bill runs, the newest first.</summary>
    Task<IReadOnlyList<BillRunRow>> BillRunsAsync(int most, CancellationToken cancellation);

    Task<Page<BillRunRow>> BillRunsAsync(BillRunFilter filter, PageRequest<BillRunSort> page, CancellationToken cancellation);

    /// <summary>Payers for whom what was due could not be done.</summary>
    Task<Page<ParkedRow>> ParkedAsync(ParkedFilter filter, PageRequest<ParkedSort> page, CancellationToken cancellation);

    /// <summary>What a run comes to, by currency, and how much of a computed one is worth a look.</summary>
    Task<BillRunReview> ReviewAsync(string billRun, bool isDryRun, CancellationToken cancellation);

    /// <summary>What a computed run would issue; what was computed before that was kept has nothing here.</summary>
    Task<Page<BillRunDraftRow>> DraftsAsync(BillRunDraftFilter filter, PageRequest<BillRunDraftSort> page, CancellationToken cancellation);

    /// <summary>Payers that a run could not bill, with the reason.</summary>
    Task<IReadOnlyList<BillRunFailureRow>> FailuresAsync(string billRun, CancellationToken cancellation);
}

/// <param name="Product">What a line gets with it; null: the fee alone.</param>
/// <param name="Versions">How many there are of its terms.</param>
/// <param name="Subscriptions">Of all versions, those that have not ended; counted up to 10 000 a version.</param>
public sealed record PlanHeadRow(
    long PlanHeadId, SubscriptionTerms Terms, string Currency, string? Product, PlanOffer Offer, bool IsRetired, int Versions, long Subscriptions);

/// <param name="Customers">Whose class has this name; <paramref name="Payers"/>: balances that are billed by it; each counted up to 10 000.</param>
public sealed record ClassHeadRow(long ClassHeadId, string Name, ClassTerms Terms, bool IsRetired, int Versions, long Customers, long Payers);

public sealed record PlanRow(long PlanId, string Currency, SubscriptionTerms Terms);

/// <param name="EndsOn">It closes periods that end on this day or before.</param>
public sealed record BillRunRow(string Name, string? Class, bool IsDryRun, LocalDate EndsOn, long Payers, long Done, int Failed, Instant BegunAt, Instant? EndedAt);

public sealed record BillRunFailureRow(long BalanceId, long CustomerId, string CustomerNumber, string Customer, string Reason, Instant FailedAt);
