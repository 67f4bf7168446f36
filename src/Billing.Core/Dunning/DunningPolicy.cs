using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Dunning;

/// <summary>What is done about money that is overdue. Numbers are stored.</summary>
public enum DunningAction
{
    Remind = 1,
    LateFee = 2,

    /// <summary>Services are limited, as <see cref="DunningLimits"/> says; subscribers order no more.</summary>
    Limit = 3,
    Suspend = 4,
    Terminate = 5,
}

/// <summary>One step of the timeline.</summary>
/// <param name="Days">Days after the due date; 1 is the first day on which money is overdue.</param>
/// <param name="Amount">Of a late fee, in the payer's currency.</param>
/// <param name="Percent">Of a late fee, of what is overdue, beside the amount.</param>
/// <param name="TaxCode">Of a late fee; null: the taxes on everything are on it.</param>
/// <param name="Least">The step is left out while less than this is overdue, in the payer's currency.</param>
/// <param name="Invoices">The step is left out while fewer invoices than this are overdue; zero or one: it is not.</param>
public sealed record DunningStep(
    int Days, DunningAction Action, decimal Amount = 0, decimal Percent = 0, string? TaxCode = null, decimal Least = 0, int Invoices = 0);

/// <summary>The timeline of a customer class.</summary>
/// <param name="Steps">In the order of their days.</param>
/// <param name="ReactivationFee">Charged when a suspension by dunning is lifted; zero: none.</param>
public sealed record DunningPolicy(ImmutableArray<DunningStep> Steps, decimal ReactivationFee)
{
    public static readonly DunningPolicy None = new([], 0);

    /// <summary>Of the reactivation fee; null: the taxes on everything are on it.</summary>
    public string? ReactivationTaxCode { get; init; }

    /// <summary>What still works while services are limited.</summary>
    public DunningLimits Limits { get; init; } = new();
}

/// <summary>What still works while dunning limits a payer's services.</summary>
/// <param name="OnCredit">
/// Usage is sold on credit as ever. Else the credit limit is lowered to what is used: what is included, what costs nothing and
/// calls for help go on, running sessions as far as they were granted, and money that the payer has is spent.
/// </param>
/// <param name="Policy">What gateways are told to apply to data sessions, such as <c>64k/64k</c>; null: their ordinary policy.</param>
public sealed record DunningLimits(bool OnCredit = false, string? Policy = null);

/// <param name="Days">After the due date.</param>
public sealed record DunningReached(int Days, int Steps);

/// <summary>How far dunning has come with a payer. The default: nothing is overdue.</summary>
/// <param name="Since">The due date of the invoice that it began with, which with their places names its steps; null: no step was done.</param>
/// <param name="Done">How many steps were done since.</param>
/// <param name="Level">The gravest action in force: null, limit, suspend or terminate.</param>
/// <param name="DelayedUntil">No step before this day: somebody put it off.</param>
public sealed record DunningState(LocalDate? Since, int Done, DunningAction? Level, LocalDate? DelayedUntil)
{
    public static readonly DunningState Clear = new(null, 0, null, null);

    /// <summary>No step before this day, whatever anybody puts off: one that takes something away was late on the day before. Null: none was.</summary>
    public LocalDate? NotBefore { get; init; }

    /// <summary>
    /// The days of the last step that was done, and how many of that day were: where it goes on, also when the class is another one or
    /// has other steps by now. Null: none was, or before that was kept; then it goes on by their number.
    /// </summary>
    public DunningReached? Reached { get; init; }
}
