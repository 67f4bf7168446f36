using Billing.Contracts.Reports;
using NodaTime;

namespace Billing.Portal.Reports;

/// <summary>How long a column of a report is.</summary>
public enum ReportStep
{
    Day,
    Week,
    Month,
}

/// <summary>A report as a table: the nine groups of most, and the others together.</summary>
/// <param name="Starts">The first day of each column.</param>
public sealed record ReportTable(IReadOnlyList<LocalDate> Starts, IReadOnlyList<ReportLine> Lines, ReportLine Total)
{
    private const int MostLines = 9;

    /// <param name="unitSize">Base units in the unit that people think in.</param>
    public static ReportTable Of(IReadOnlyList<ReportCell> cells, ReportMeasure measure, LocalDate from, LocalDate to, ReportStep step, long unitSize)
    {
        var starts = new List<LocalDate>();

        for (var start = StartOf(from, step); start <= to; start = Next(start, step))
        {
            starts.Add(start);
        }

        var groups = cells.GroupBy(cell => cell.Group).Select(group => (Name: group.Key, Cells: group.ToList()))
            .OrderByDescending(group => group.Name.Length == 0 ? decimal.MinValue : Rank(group.Cells, measure))
            .ThenBy(group => group.Name, StringComparer.Ordinal).ToList();
        var named = groups.Count > MostLines + 1 || groups.Exists(group => group.Name.Length == 0) ? groups.Where(group => group.Name.Length > 0).Take(MostLines).ToList() : groups;
        var lines = named.Select(group => Line(group.Name, group.Cells)).ToList();
        var others = groups.Except(named).SelectMany(group => group.Cells).ToList();

        if (others.Count > 0)
        {
            lines.Add(Line(null, others));
        }

        return new(starts, lines, Line(null, cells));

        ReportLine Line(string? name, IReadOnlyList<ReportCell> own)
        {
            var byStart = own.ToLookup(cell => StartOf(cell.Day, step));

            return new(name, [.. starts.Select(start => Value([.. byStart[start]], measure, unitSize))], Value(own, measure, unitSize));
        }
    }

    private static decimal Rank(IReadOnlyList<ReportCell> cells, ReportMeasure measure) =>
        measure is ReportMeasure.AveragePrice ? cells.Sum(cell => cell.Amount) : Value(cells, measure, 1);

    // An average of averages is none: it is the quotient of the sums.
    private static decimal Value(IReadOnlyList<ReportCell> cells, ReportMeasure measure, long unitSize) => measure switch
    {
        ReportMeasure.Records => cells.Sum(cell => cell.Events),
        ReportMeasure.Usage => cells.Sum(cell => cell.Units) / unitSize,
        ReportMeasure.AveragePrice => cells.Sum(cell => cell.Units) is > 0 and var units ? cells.Sum(cell => cell.Amount) * unitSize / units : 0,
        _ => cells.Sum(cell => cell.Amount),
    };

    private static LocalDate StartOf(LocalDate day, ReportStep step) => step switch
    {
        ReportStep.Week => day.PlusDays(1 - (int)day.DayOfWeek),
        ReportStep.Month => new(day.Year, day.Month, 1),
        _ => day,
    };

    private static LocalDate Next(LocalDate start, ReportStep step) => step switch
    {
        ReportStep.Week => start.PlusDays(7),
        ReportStep.Month => start.PlusMonths(1),
        _ => start.PlusDays(1),
    };
}

/// <param name="Name">Null: the others.</param>
/// <param name="Values">One a column.</param>
public sealed record ReportLine(string? Name, IReadOnlyList<decimal> Values, decimal Total);
