using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Forms;
using NodaTime.Text;

namespace Billing.Portal.Periods;

/// <summary>A calendar while somebody makes it.</summary>
internal sealed class PeriodForm
{
    public string? Name { get; set; }

    public List<PeriodEntry> Periods { get; } = [];

    /// <param name="like">Null: an empty one with one period.</param>
    public static PeriodForm Like(PeriodSetRow? like)
    {
        var form = new PeriodForm();
        form.Periods.AddRange(like?.Periods.Periods.Select(PeriodEntry.Of) ?? [PeriodEntry.New()]);

        return form;
    }

    /// <summary>What it says; what cannot be read goes to the problems.</summary>
    public PeriodSetDetails Read(FieldProblems problems) =>
        new(Name?.Trim() ?? "", [.. Periods.Select((period, index) => period.Read(problems, $"Periods[{index}]"))]);
}

internal sealed class PeriodEntry
{
    public string? Name { get; set; }

    public List<HoursEntry> Hours { get; } = [];

    /// <summary>Days such as 2026-12-25, one a line or with commas.</summary>
    public string? Dates { get; set; }

    public static PeriodEntry New()
    {
        var entry = new PeriodEntry();
        entry.Hours.Add(new());

        return entry;
    }

    public static PeriodEntry Of(TariffPeriod period)
    {
        var entry = new PeriodEntry { Name = period.Name, Dates = string.Join('\n', period.Dates.Select(LocalDatePattern.Iso.Format)) };
        entry.Hours.AddRange(period.Weekly.Select(range => new HoursEntry
        {
            Days = range.Days,
            From = PeriodWords.Time(range.From),
            To = PeriodWords.Time(range.To),
        }));

        return entry;
    }

    public PeriodDetails Read(FieldProblems problems, string path)
    {
        var dates = (Dates ?? "").Split(['\n', '\r', ',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        if (dates.FirstOrDefault(date => !LocalDatePattern.Iso.Parse(date).Success) is not null)
        {
            problems.Add($"{path}.Dates", "days such as 2026-12-25, one a line");
        }

        foreach (var (hours, index) in Hours.Select((hours, index) => (hours, index)))
        {
            if (hours.Days is Weekdays.None)
            {
                problems.Add($"{path}.Weekly[{index}].Days", "at least one day of the week");
            }
        }

        return new(
            Name?.Trim() ?? "", [.. Hours.Select(hours => new WeeklyHours(hours.Days, hours.From ?? "", hours.To ?? ""))], [.. dates]);
    }
}

internal sealed class HoursEntry
{
    public Weekdays Days { get; set; } = Weekdays.WorkingDays;

    public string? From { get; set; } = "08:00";

    public string? To { get; set; } = "18:00";
}
