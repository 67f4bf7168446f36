namespace Billing.Postgres.Upkeep;

/// <summary>Section <c>Billing:Upkeep</c>.</summary>
public sealed class UpkeepOptions
{
    /// <summary>How often partitions are looked after and old sessions are removed.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long an ended session is kept. Longer than any report of it may come late: event times are believed for 31 days.
    /// Its transaction records and ledger entries stay for ever.
    /// </summary>
    public TimeSpan KeepSessions { get; set; } = TimeSpan.FromDays(45);

    /// <summary>How long the file of an export can be had.</summary>
    public TimeSpan KeepExports { get; set; } = TimeSpan.FromDays(7);
}
