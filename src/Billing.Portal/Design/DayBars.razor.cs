using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Design;

/// <summary>What each of some days had, by service.</summary>
public sealed partial class DayBars
{
    /// <summary>What a bar says when it is pointed at: whose it is too, for who does not know colours apart.</summary>
    internal const string BarTitle = "{{SERIES_NAME}}: {{Y_VALUE}}";

    private List<ChartSeries<double>> _series = [];
    private string[] _labels = [];
    private StackedBarChartOptions _options = new();

    [Parameter, EditorRequired]
    public IReadOnlyList<LocalDate> Days { get; set; } = [];

    /// <summary>One for each service that is there, in the order in which they are stacked.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<DaySeries> Series { get; set; } = [];

    /// <summary>What the picture says, in a sentence.</summary>
    [Parameter, EditorRequired]
    public string Summary { get; set; } = "";

    protected override void OnParametersSet()
    {
        _labels = [.. Days.Select((day, index) => index % Step == 0 ? day.ToString("%d", CultureInfo.CurrentCulture) : "")];
        _series = [.. Series.Select(line => new ChartSeries<double> { Name = line.Name, Data = line.Values.Select(value => (double)value).ToArray() })];
        _options = new StackedBarChartOptions
        {
            ChartPalette = [.. Series.Select(line => $"var(--{Colour(line.Service)})")],
            YAxisTicks = Ticks(),
            YAxisFormat = "#,##0.##",
            TooltipTitleFormat = BarTitle,
        };
    }

    // Numbers of days stand apart enough to be read on a phone.
    private int Step => Days.Count > 16 ? 3 : 1;

    private static string Colour(string service) => ServiceWords.Colour(service) switch
    {
        "roaming" => "roam",
        var colour => colour,
    };

    // Four lines at round values.
    private int Ticks()
    {
        var highest = Days.Select((_, day) => Series.Sum(line => line.Values[day])).DefaultIfEmpty().Max();
        var step = 1m;

        while (step * 5 < highest)
        {
            step *= 10;
        }

        return (int)(step >= 10 && step * 2.5m > highest ? step / 2 : step);
    }
}

/// <param name="Service">Gives the colour.</param>
/// <param name="Name">Translated.</param>
/// <param name="Values">One a day.</param>
public sealed record DaySeries(string Service, string Name, IReadOnlyList<decimal> Values);
