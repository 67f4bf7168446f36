using Billing.Contracts.Paging;
using Billing.Core.Dunning;
using NodaTime;

namespace Billing.Contracts.Payers;

/// <summary>Who owes overdue money and what is done about it. For staff.</summary>
public interface IDunningQuery
{
    /// <summary>Payers with whom at least one step was done and that have not paid.</summary>
    Task<Page<DunningRow>> ListAsync(DunningFilter filter, PageRequest<DunningSort> page, Instant now, CancellationToken cancellation);
}

public enum DunningSort
{
    /// <summary>The due date of the invoice that it began with.</summary>
    Since,

    /// <summary>What is overdue; only where a filter leaves few (<see cref="Page{T}.IsUnordered"/>).</summary>
    Overdue,
}

/// <summary>How far it has come: what is in force.</summary>
public enum DunningStage
{
    Reminded = 1,
    Limited = 2,
    Suspended = 3,
    Terminated = 4,
}

/// <summary>What is not null must fit.</summary>
/// <param name="IsDelayed">Somebody has put further steps off, to a day that has not come.</param>
/// <param name="Text">A part of the customer's name, or the beginning of its number.</param>
public sealed record DunningFilter(DunningStage? Stage = null, string? Class = null, bool? IsDelayed = null, string? Text = null);

/// <param name="Since">The due date of the invoice that it began with.</param>
/// <param name="Days">Since the due date of the oldest invoice that is overdue: what steps are counted by. Zero: all of it is paid, and it ends.</param>
/// <param name="Overdue">What is to be paid of invoices past their due dates.</param>
/// <param name="Next">What is done next if nobody pays; null: no further step.</param>
/// <param name="NextOn">Its day.</param>
/// <param name="DelayedUntil">No further step before this day; null: nobody put it off.</param>
public sealed record DunningRow(
    long BalanceId,
    long CustomerId,
    string CustomerNumber,
    string Customer,
    string Class,
    string Currency,
    DunningStage Stage,
    LocalDate Since,
    int Days,
    decimal Overdue,
    DunningAction? Next,
    LocalDate? NextOn,
    LocalDate? DelayedUntil);
