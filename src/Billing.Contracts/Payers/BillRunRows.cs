using NodaTime;

namespace Billing.Contracts.Payers;

public enum BillRunSort
{
    BegunAt,
}

/// <summary>What is not null must fit.</summary>
/// <param name="IsRunning">It has not ended.</param>
public sealed record BillRunFilter(string? Class = null, bool? IsDryRun = null, bool? IsRunning = null);

public enum ParkedSort
{
    /// <summary>When it is tried again by itself.</summary>
    RetryAt,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Text">A part of the customer's name, or the beginning of its number.</param>
public sealed record ParkedFilter(string? Class = null, string? Text = null);

/// <summary>A payer for whom what is due could not be done; the others go on.</summary>
/// <param name="Reason">Why it failed last.</param>
public sealed record ParkedRow(
    long BalanceId, long CustomerId, string CustomerNumber, string Customer, string Class, string Reason, Instant RetryAt);
