using NodaTime;

namespace Billing.Core.BillingPeriods;

/// <summary>Whole days of a billing time zone, half-open: <see cref="To"/> is the first day that is not in it any more.</summary>
public readonly record struct DateSpan(LocalDate From, LocalDate To)
{
    /// <summary>How many days; zero for an empty span, never less.</summary>
    public int Days => int.Max(0, Period.DaysBetween(From, To));

    public bool IsEmpty => To <= From;

    /// <summary>The days that both have; empty where they have none.</summary>
    public DateSpan Within(DateSpan other) => new(LocalDate.Max(From, other.From), LocalDate.Min(To, other.To));

    public override string ToString() => $"{From:uuuu-MM-dd}..{To:uuuu-MM-dd}";
}
