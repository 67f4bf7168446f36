using System.Collections.Immutable;
using Billing.Contracts.Changes;
using NodaTime;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Payers;

/// <summary>Closes the billing periods of many payers. Key: the run's name, up to 100 characters: started again, it goes on.</summary>
/// <remarks>
/// Killed anywhere, it goes on by itself after the payer that it was at. Closing a period twice makes one invoice, so what was
/// done and not noted is harmless. Payers that fail are noted with the reason, and may be tried again alone.
/// </remarks>
[Version(1)]
[Alias("billing.bill-run")]
public interface IBillRunGrain : IGrainWithStringKey
{
    [Alias("start")]
    Task<BillRunView> StartAsync(BillRunOrder order);

    /// <summary>How far it has come; null when there is none of the name.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<BillRunView?> GetAsync();

    /// <summary>Tries again those that failed.</summary>
    [Alias("retry")]
    Task<BillRunView?> RetryAsync();

    /// <summary>Goes on with a run that was interrupted.</summary>
    [Alias("resume")]
    Task ResumeAsync();

    /// <summary>Keeps a draft of this computed run back: no run that issues closes its period until it is released.</summary>
    /// <remarks>
    /// Only of classes that wait for bill runs; the invoices of others come by themselves. A run that is at work and has come to
    /// the payer already may issue it all the same.
    /// </remarks>
    [Alias("hold")]
    Task<ChangeReply> HoldAsync(BillRunHoldOrder order);

    /// <summary>Lets a payer's draft go again, for the next run that issues, or issues it now, alone, under this run's name.</summary>
    /// <returns>With how many invoices were issued as <c>Id</c>; not found: nothing of the payer is held, nor a draft of this run.</returns>
    [Alias("release")]
    Task<ChangeReply> ReleaseAsync(BillRunReleaseOrder order);
}

/// <param name="Class">Only payers of this class; null: all.</param>
/// <param name="EndsOnDay">Periods that end on this day or before, as <c>2026-12-01</c>.</param>
/// <param name="IsDryRun">Compute invoices and their sum, issue none.</param>
/// <param name="By">Who began it: a signed-in user's name.</param>
[GenerateSerializer, Immutable, Alias("billing.bill-run-order")]
public sealed record BillRunOrder(
    [property: Id(0)] string? Class,
    [property: Id(1)] string EndsOnDay,
    [property: Id(2)] bool IsDryRun,
    [property: Id(3)] string? By = null)
{
    /// <summary>Whether a run of this order is what the other asks for: a name that was used goes on with what it was used for.</summary>
    public bool IsAs(BillRunOrder other) => other is not null && (Class, EndsOnDay, IsDryRun) == (other.Class, other.EndsOnDay, other.IsDryRun);
}

/// <param name="Payers">How many there are to look at.</param>
/// <param name="Done">How many were looked at.</param>
/// <param name="Invoices">How many were issued, or would be.</param>
/// <param name="Total">Their sum, whatever the currencies.</param>
/// <param name="EndedAt">Null: it runs.</param>
[GenerateSerializer, Immutable, Alias("billing.bill-run-view")]
public sealed record BillRunView(
    [property: Id(0)] string Name,
    [property: Id(1)] BillRunOrder Order,
    [property: Id(2)] long Payers,
    [property: Id(3)] long Done,
    [property: Id(4)] long Invoices,
    [property: Id(5)] decimal Total,
    [property: Id(6)] Instant BegunAt,
    [property: Id(7)] Instant? EndedAt,
    [property: Id(8)] ImmutableArray<BillRunFailure> Failures)
{
    /// <summary>Payers of it whose drafts are held back now.</summary>
    [Id(9)]
    public long Held { get; init; }
}

[GenerateSerializer, Immutable, Alias("billing.bill-run-failure")]
public sealed record BillRunFailure([property: Id(0)] long BalanceId, [property: Id(1)] string Reason);

/// <param name="Invoices">How many were issued, or would be.</param>
[GenerateSerializer, Immutable, Alias("billing.billed")]
public sealed record Billed([property: Id(0)] int Invoices, [property: Id(1)] decimal Total)
{
    /// <summary>Of a dry run: what would be issued. Not there when an older program answers.</summary>
    [Id(2)]
    public ImmutableArray<BilledDraft> Drafts { get; init; }
}

/// <param name="FromDay">As <c>2026-11-01</c>.</param>
/// <param name="ToDay">The first day that is not in it.</param>
/// <param name="Total">With taxes, in the currency, as <paramref name="AmountDue"/>.</param>
[GenerateSerializer, Immutable, Alias("billing.billed-draft")]
public sealed record BilledDraft(
    [property: Id(0)] long BalanceId,
    [property: Id(1)] string FromDay,
    [property: Id(2)] string ToDay,
    [property: Id(3)] string Currency,
    [property: Id(4)] decimal Total,
    [property: Id(5)] decimal AmountDue);
