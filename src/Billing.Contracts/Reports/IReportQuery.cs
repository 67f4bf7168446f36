using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Contracts.Reports;

/// <summary>Figures over time, grouped: from sums that are kept beside the records, so that what is read is bounded whatever the traffic.</summary>
public interface IReportQuery
{
    /// <exception cref="ArgumentException">The period is empty or longer than <see cref="ReportOrder.LongestPeriod"/> days.</exception>
    Task<Report> ReadAsync(ReportOrder order, CancellationToken cancellation);

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
}

public enum ReportGroup
{
    Service,
    Destination,
    CustomerClass,
    Product,
    Gateway,
    Tariff,
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
        (_, ReportGroup.Destination) => Class is null,
        _ => true,
    };
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
