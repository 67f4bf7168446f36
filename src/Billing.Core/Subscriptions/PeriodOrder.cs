using NodaTime;

namespace Billing.Core.Subscriptions;

/// <summary>What of the period in which a stretch ends is charged in the end. Numbers are stored.</summary>
public enum EndCredit
{
    /// <summary>As the plan says: its days, or with an end that does not prorate the last period all of it.</summary>
    AsPlan = 0,

    /// <summary>All of it: nothing is credited.</summary>
    None = 1,

    /// <summary>
    /// Nothing of it: the whole fee is credited that was charged since the plan, its pieces or its periods were changed last, or it went on
    /// after a pause; the days that were used too. What was charged before that in the period stays.
    /// </summary>
    Full = 2,

    /// <summary>Its days: the others are credited.</summary>
    Days = 3,
}

/// <summary>What an order says of periods beside when it is for.</summary>
/// <param name="Credit">Of the old plan's running period, by an end or a change.</param>
/// <param name="AnchorOn">Periods that are counted from a day are counted from this one; null: as they are.</param>
/// <param name="TrialEndsOn">With a change: the first day that costs a fee; null: a trial goes on until its day.</param>
public sealed record PeriodOrder(EndCredit Credit = EndCredit.AsPlan, LocalDate? AnchorOn = null, LocalDate? TrialEndsOn = null)
{
    public static readonly PeriodOrder AsItIs = new();
}
