using System.Globalization;
using Billing.Core.Tariffs;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Periods;

/// <summary>Calendars in words: "Mon–Fri 08:00–18:00".</summary>
internal static class PeriodWords
{
    private static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalTimePattern Seconds = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");

    public static string Hours(WeeklyRange range, CultureInfo culture, IStringLocalizer text) =>
        range.From == LocalTime.Midnight && range.To == LocalTime.Midnight
            ? text["{0} all day", Days(range.Days, culture, text)]
            : $"{Days(range.Days, culture, text)} {Time(range.From)}–{Time(range.To)}";

    public static string Days(Weekdays days, CultureInfo culture, IStringLocalizer text) => days switch
    {
        Weekdays.All => text["every day"],
        Weekdays.WorkingDays => $"{Day(0, culture)}–{Day(4, culture)}",
        Weekdays.Weekend => $"{Day(5, culture)}, {Day(6, culture)}",
        _ => string.Join(", ", Enumerable.Range(0, 7).Where(day => ((int)days & (1 << day)) != 0).Select(day => Day(day, culture))),
    };

    /// <param name="day">0 is Monday.</param>
    public static string Day(int day, CultureInfo culture) => culture.DateTimeFormat.AbbreviatedDayNames[(day + 1) % 7];

    public static string Time(LocalTime time) => time.Second == 0 ? Minutes.Format(time) : Seconds.Format(time);
}
