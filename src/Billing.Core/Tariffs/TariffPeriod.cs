using System.Collections.Immutable;
using NodaTime;

namespace Billing.Core.Tariffs;

/// <summary>Days of the week as a set.</summary>
[Flags]
public enum Weekdays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    WorkingDays = Monday | Tuesday | Wednesday | Thursday | Friday,
    Weekend = Saturday | Sunday,
    All = WorkingDays | Weekend,
}

/// <summary>A time of day on some days of the week, by the account's clock; half-open, whole seconds.</summary>
/// <param name="Days">The days on which the range starts.</param>
/// <param name="From">Its first second.</param>
/// <param name="To">
/// The first second after it. At or before <paramref name="From"/> it is on the next day: 22:00 to 6:00 is a night, and
/// 0:00 to 0:00 is a whole day.
/// </param>
public sealed record WeeklyRange(Weekdays Days, LocalTime From, LocalTime To);

/// <summary>A named part of the calendar with prices of its own, such as <c>peak</c>.</summary>
/// <param name="Weekly">The ranges of an ordinary week.</param>
/// <param name="Dates">Dates (holidays) that are in this period all day, whatever the weekly ranges say.</param>
public sealed record TariffPeriod(string Name, ImmutableArray<WeeklyRange> Weekly, ImmutableArray<LocalDate> Dates)
{
    public TariffPeriod(string name, params ImmutableArray<WeeklyRange> weekly)
        : this(name, weekly, [])
    {
    }
}
