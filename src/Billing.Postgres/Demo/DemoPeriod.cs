namespace Billing.Postgres.Demo;

/// <summary>The month that a made-up operator billed last, by the days of UTC.</summary>
/// <param name="First">Its first day.</param>
/// <param name="After">The day after its last one: its invoices are of that day, and some of them due on it.</param>
public readonly record struct DemoPeriod(DateTime First, DateTime After)
{
    // Who has to pay at once and has not is reminded on the next day, and that is over.
    private const int DaysUntilReminded = 2;

    /// <summary>The last month that is over, or the one before while nobody could be in dunning for it yet.</summary>
    public static DemoPeriod At(DateTimeOffset now)
    {
        var today = DateTime.SpecifyKind(now.UtcDateTime.Date, DateTimeKind.Unspecified); // a day, not an instant
        var month = today.AddDays(1 - today.Day);
        var after = today.Day > DaysUntilReminded ? month : month.AddMonths(-1);

        return new(after.AddMonths(-1), after);
    }
}
