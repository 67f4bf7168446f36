using System.Globalization;
using System.Text;
using Billing.Contracts;
using Billing.Contracts.Exports;
using Billing.Contracts.Reports;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using NodaTime;

namespace Billing.Portal.Reports;

/// <summary>Figures over time, by whatever they are grouped; all that was chosen is in the address.</summary>
public sealed partial class ReportsPage
{
    private const int DaysAtFirst = 30;

    private ReportChoices? _choices;
    private ReportOrder? _order;
    private ReportStep _step;
    private Report? _report;
    private ReportTable? _table;
    private Ageing? _ageing;
    private Unit _counted;
    private string _title = "";
    private string _unit = "";
    private string? _problem;
    private string? _loaded;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IReportQuery Reports { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private ReportMeasure Measure => Address.Choice<ReportMeasure>("measure") ?? ReportMeasure.Charged;

    private bool IsMoney => Measure is ReportMeasure.Payments or ReportMeasure.Receivables or ReportMeasure.Revenue;

    /// <summary>Nothing of it was sold: nobody asks what it earned.</summary>
    private bool HasNoPrice => Measure is ReportMeasure.Usage or ReportMeasure.Records or ReportMeasure.Payments or ReportMeasure.Receivables;

    /// <summary>Seconds and bytes have no sum: one service is chosen.</summary>
    private bool NeedsUnit => Measure is ReportMeasure.Usage or ReportMeasure.AveragePrice && _choices?.Services.Count > 0;

    private IEnumerable<(string, string)> Measures => Enum.GetValues<ReportMeasure>().Skip(1).Select(one => ($"{one}", MeasureName(one)));

    private IEnumerable<(string, string)> Groups => IsMoney ? [] : Enum.GetValues<ReportGroup>().Skip(1).Where(one => one is not ReportGroup.Kind).Select(one => ($"{one}", GroupName(one)));

    private IEnumerable<(string, string)> Steps => [($"{ReportStep.Week}", Text["Weeks"]), ($"{ReportStep.Month}", Text["Months"])];

    private string Summary => Text["{0}, together {1}; most: {2}.", _title, $"{Figure(_table!.Total.Total)} {_unit}", LineName(_table.Lines[0])];

    private string Span =>
        $"{_order!.From.ToDateTimeUnspecified().ToString("d MMM", CultureInfo.CurrentCulture)} – {_order.To.ToDateTimeUnspecified().ToString("d MMM yyyy", CultureInfo.CurrentCulture)}";

    private string Origin => Measure switch
    {
        ReportMeasure.Payments => Text["From the ledger: money that came in, by the day of its entry. Days are of UTC."],
        ReportMeasure.Receivables => Text["Of invoices, by the day of issue: what of each is open now."],
        ReportMeasure.Revenue => Text["From sums of the usage records and from the ledger, by the day of recording. Days are of UTC. Credits are below zero."],
        _ => Text["From sums of the usage records, by the day of recording. Days are of UTC; class and product are those of when it was summed up."],
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Address.Uri)
        {
            return;
        }

        _loaded = Address.Uri;

        if (await OpensWithOwnAsync())
        {
            return;
        }

        _choices ??= await Reports.ChoicesAsync(CancellationToken.None);
        await LoadAsync(_choices);
    }

    private async Task LoadAsync(ReportChoices choices)
    {
        (_table, _report, _ageing, _problem) = (null, null, null, null);
        var today = Clock.Now().InUtc().Date;
        var to = Address.Day("to") is { } last ? LocalDate.FromDateOnly(last) : today;
        var from = Address.Day("from") is { } first ? LocalDate.FromDateOnly(first) : to.PlusDays(1 - DaysAtFirst);
        var group = Measure is ReportMeasure.Revenue ? ReportGroup.Kind : IsMoney ? ReportGroup.CustomerClass : Address.Choice<ReportGroup>("by") is { } by and not ReportGroup.Kind ? by : ReportGroup.Service;
        var service = IsMoney ? null : Address["service"] ?? (NeedsUnit ? choices.Services[0].Service : null);
        _step = Address.Choice<ReportStep>("step") ?? ReportStep.Day;
        _order = new(
            Measure, group, from, to, Address["currency"] ?? choices.Currencies.FirstOrDefault("USD"), service,
            group is ReportGroup.Destination ? null : Address["class"]);

        if (to < from || Period.DaysBetween(from, to) >= ReportOrder.LongestPeriod)
        {
            _problem = Text["The last day must not be before the first, and there are {0} days at the most.", ReportOrder.LongestPeriod];

            return;
        }

        _counted = choices.Services.FirstOrDefault(one => one.Service == service) is { Service: not null, Unit: var unit } ? unit : Unit.Event;
        var order = _order;
        var report = await Reports.ReadAsync(order, CancellationToken.None);
        var ageing = order.Measure is ReportMeasure.Receivables ? await Reports.AgeingAsync(today, CancellationToken.None) : null;

        if (_order != order)
        {
            return; // another was asked for since
        }

        (_report, _ageing) = (report, ageing);
        _table = ReportTable.Of(_report.Cells, Measure, from, to, _step, UnitSize);
        _title = Text["{0} by {1}", MeasureName(Measure), GroupName(group).ToLower(CultureInfo.CurrentUICulture)];
        _unit = Measure switch
        {
            ReportMeasure.Records => Text["records"],
            ReportMeasure.Usage => UnitName,
            ReportMeasure.AveragePrice => Text["{0} per {1}", _order.Currency, UnitName],
            _ => _order.Currency,
        };
    }

    private long UnitSize => _counted switch
    {
        Unit.Second => 60,
        Unit.Byte => 1_000_000,
        _ => 1,
    };

    private string UnitName => _counted switch
    {
        Unit.Second => Text["minutes"],
        Unit.Byte => "MB",
        _ => Text["Events"],
    };

    private string ServiceName(string service) => Text[ServiceWords.Name(service)];

    private string LineName(ReportLine line) => line.Name switch
    {
        null => Text["other"],
        "" => Text["nothing known"],
        { } name when _order!.Group is ReportGroup.Service => ServiceName(name),
        { } name when _order!.Group is ReportGroup.Kind => KindName(name),
        { } name => name,
    };

    private string KindName(string kind) => kind switch
    {
        "usage" => Text["Usage"],
        "fees" => Text["Fees"],
        "one-offs" => Text["Charged once"],
        "taxes" => Text["Taxes"],
        "rounding" => Text["Rounding"],
        _ => Text["Credits"],
    };

    private string AgeName(OverdueFor age) => age switch
    {
        OverdueFor.NotDue => Text["Not due yet"],
        OverdueFor.UpTo30 => Text["{0} to {1} days overdue", 1, 30],
        OverdueFor.UpTo60 => Text["{0} to {1} days overdue", 31, 60],
        OverdueFor.UpTo90 => Text["{0} to {1} days overdue", 61, 90],
        _ => Text["more than {0} days overdue", 90],
    };

    // The list's own filter finds the same invoices, by the day on which they were to be paid.
    private string AgeHref(OverdueFor age)
    {
        var today = Clock.Now().InUtc().Date;
        int? from = age switch { OverdueFor.NotDue => 0, OverdueFor.UpTo30 => -30, OverdueFor.UpTo60 => -60, OverdueFor.UpTo90 => -90, _ => null };
        int? to = age switch { OverdueFor.NotDue => null, OverdueFor.UpTo30 => -1, OverdueFor.UpTo60 => -31, OverdueFor.UpTo90 => -61, _ => -91 };
        (string Name, int? Offset)[] ends = [("duefrom", from), ("dueto", to)];
        var days = ends.Where(end => end.Offset is not null)
            .Select(end => $"{end.Name}={today.PlusDays(end.Offset!.Value).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}");

        return $"admin/invoices?{string.Join('&', days)}{(age is OverdueFor.NotDue ? "" : "&state=Overdue")}";
    }

    // Services have their own; other groups are told apart by turns of one hue.
    private string Colour(ReportLine line) => (line.Name, _order!.Group) switch
    {
        (null, _) => "var(--line-2)",
        ({ } service, ReportGroup.Service) => $"var(--{(ServiceWords.Colour(service) is "roaming" ? "roam" : ServiceWords.Colour(service))})",
        _ => string.Create(CultureInfo.InvariantCulture, $"oklch(from var(--voice) l c calc(h + {_table!.Lines.ToList().IndexOf(line) * 38}))"),
    };

    private string Label(LocalDate start) => start.ToDateTimeUnspecified().ToString(_step is ReportStep.Month ? "MMM yyyy" : "d MMM", CultureInfo.CurrentCulture);

    private string Figure(decimal value) => Figure(Measure, value, _order!.Currency);

    internal static string Figure(ReportMeasure measure, decimal value, string? currency) => measure switch
    {
        ReportMeasure.Records => value.ToString("#,##0", CultureInfo.CurrentCulture),
        ReportMeasure.Usage => value.ToString("#,##0.#", CultureInfo.CurrentCulture),
        ReportMeasure.AveragePrice => value.ToString("#,##0.00##", CultureInfo.CurrentCulture),
        _ => Money.In(currency, Money.Rounded(value, currency), CultureInfo.CurrentCulture),
    };

    private string MeasureName(ReportMeasure measure) => measure switch
    {
        ReportMeasure.Charged => Text["Charged"],
        ReportMeasure.Usage => Text["Usage"],
        ReportMeasure.Records => Text["Usage records"],
        ReportMeasure.AveragePrice => Text["Average price"],
        ReportMeasure.Payments => Text["Payments"],
        ReportMeasure.Receivables => Text["Receivables"],
        _ => Text["Revenue"],
    };

    private string GroupName(ReportGroup group) => group switch
    {
        ReportGroup.Service => Text["Service"],
        ReportGroup.Destination => Text["Destination"],
        ReportGroup.CustomerClass => Text["Customer class"],
        ReportGroup.Product => Text["Product"],
        ReportGroup.Gateway => Text["Gateway"],
        ReportGroup.Kind => Text["Kind"],
        _ => Text["Tariff"],
    };

    private async Task SaveAsync()
    {
        var lines = new StringBuilder().AppendJoin(',', _table!.Starts.Select(start => $"{start:uuuu-MM-dd}").Prepend(Cell(_unit)).Prepend(Cell(GroupName(_order!.Group)))).Append("\r\n");

        foreach (var line in _table.Lines)
        {
            lines.AppendJoin(',', line.Values.Prepend(line.Total).Select(value => value.ToString(CultureInfo.InvariantCulture)).Prepend(Cell(LineName(line)))).Append("\r\n");
        }

        using var file = new MemoryStream([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(lines.ToString())]);
        using var stream = new DotNetStreamReference(file, leaveOpen: true);
        await Script.InvokeVoidAsync("portal.save", _title + ".csv", "text/csv;charset=utf-8", stream);
    }

    private static string Cell(string text) => $"\"{CsvText.Harmless(text).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
