using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Tariffs;

internal static class PeriodRules
{
    internal static string? FindError(ImmutableArray<TariffPeriod> periods)
    {
        foreach (var period in periods)
        {
            if (string.IsNullOrWhiteSpace(period.Name))
            {
                return "A period has no name.";
            }

            if (periods.Count(other => string.Equals(other.Name, period.Name, StringComparison.Ordinal)) > 1)
            {
                return $"Two periods are named \"{period.Name}\".";
            }

            if (period.Weekly.Any(range => (range.Days & Weekdays.All) == 0 || (range.Days & ~Weekdays.All) != 0))
            {
                return $"A weekly range of the period \"{period.Name}\" has no days, or unknown ones.";
            }

            if (period.Weekly.Any(range => !IsWholeSecond(range.From) || !IsWholeSecond(range.To)))
            {
                return $"A weekly range of the period \"{period.Name}\" does not start and end on whole seconds.";
            }

            if (period.Dates.Any(date => date.Calendar != CalendarSystem.Iso))
            {
                return $"A date of the period \"{period.Name}\" is not in the ISO calendar.";
            }
        }

        return null;
    }

    private static bool IsWholeSecond(LocalTime time) => time.NanosecondOfDay % NodaConstants.NanosecondsPerSecond == 0;
}
