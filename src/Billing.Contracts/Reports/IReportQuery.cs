using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Reports;

/// <summary>Figures over time, grouped: from sums that are kept beside the records, so that what is read is bounded whatever the traffic.</summary>
public interface IReportQuery
{
    /// <exception cref="ArgumentException">The period is empty or longer than <see cref="ReportOrder.LongestPeriod"/> days.</exception>
    Task<Report> ReadAsync(ReportOrder order, CancellationToken cancellation);

    /// <summary>What of all invoices is open, by how long it is overdue.</summary>
    /// <param name="today">A day of UTC.</param>
    Task<Ageing> AgeingAsync(LocalDate today, CancellationToken cancellation);

    /// <summary>What there is to choose from.</summary>
    Task<ReportChoices> ChoicesAsync(CancellationToken cancellation);
}

/// <summary>What is counted.</summary>
public enum ReportMeasure
{
    Charged,
    Usage,
    Records,

    /// <summary>Charged per unit used.</summary>
    AveragePrice,

    /// <summary>Money that came in.</summary>
    Payments,

    /// <summary>What of the invoices that were issued in the period is still open.</summary>
    Receivables,

    /// <summary>All that was charged: usage beside fees, what is charged once, taxes, and credits, which are below zero.</summary>
    Revenue,
}

public enum ReportGroup
{
    Service,
    Destination,
    CustomerClass,
    Product,
    Gateway,
    Tariff,

    /// <summary>What it was charged for: <c>usage</c>, <c>fees</c>, <c>one-offs</c>, <c>taxes</c>, <c>rounding</c>, <c>credits</c>; of revenue alone.</summary>
    Kind,
}

/// <param name="To">The last day. Days are of UTC.</param>
/// <param name="Currency">Amounts of different currencies have no sum.</param>
/// <param name="Service">Null: all. Not of payments and receivables.</param>
/// <param name="Class">A customer class; null: all. Not by destination.</param>
public sealed record ReportOrder(
    ReportMeasure Measure, ReportGroup Group, LocalDate From, LocalDate To, string Currency, string? Service = null, string? Class = null)
{
    public const int LongestPeriod = 400;

    /// <summary>Money is grouped by class only, and a class says nothing of the sums by destination.</summary>
    public bool IsPossible => (Measure, Group) switch
    {
        (ReportMeasure.Payments or ReportMeasure.Receivables, not ReportGroup.CustomerClass) => false,
        (ReportMeasure.Revenue, var group) => group is ReportGroup.Kind,
        (_, ReportGroup.Kind) => false,
        (_, ReportGroup.Destination) => Class is null,
        _ => true,
    };
}

/// <param name="IsComplete">False: older invoices than those of the rows were not read.</param>
public sealed record Ageing(IReadOnlyList<AgeingRow> Rows, bool IsComplete);

/// <param name="Open">What is left to pay of them, in <paramref name="Currency"/>.</param>
public sealed record AgeingRow(string Currency, OverdueFor Age, long Invoices, decimal Open);

/// <summary>Days since the last one for payment.</summary>
public enum OverdueFor
{
    NotDue,
    UpTo30,
    UpTo60,
    UpTo90,
    Longer,
}

/// <param name="Cells">One for each day and group that has anything.</param>
/// <param name="IsComplete">False: more was to be read than one answer may; the days from <paramref name="CutAt"/> on are missing something.</param>
public sealed record Report(IReadOnlyList<ReportCell> Cells, bool IsComplete, LocalDate? CutAt);

/// <param name="Group">A service, prefix, class, or the name of a product, gateway or tariff; empty: nothing is known of it.</param>
/// <param name="Units">Base units that were used.</param>
/// <param name="Amount">In the order's currency.</param>
public sealed record ReportCell(LocalDate Day, string Group, long Events, decimal Units, decimal Amount);

/// <param name="Currencies">Of tariffs, those of most first.</param>
public sealed record ReportChoices(IReadOnlyList<(string Service, Unit Unit)> Services, IReadOnlyList<string> Classes, IReadOnlyList<string> Currencies);
