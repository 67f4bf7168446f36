namespace Billing.Postgres.Demo;

/// <summary>How large a made-up operator is.</summary>
/// <param name="Days">Its records reach so far back: two months, so that each day of the year has a month that is over to be billed.</param>
/// <param name="SessionDays">Ended sessions are kept for so long, as if old ones were removed already.</param>
/// <param name="WholesaleRates">Rates of its largest tariff.</param>
public sealed record DemoSize(string Name, int Accounts, int Records, int Days, int SessionDays, int OpenSessions, int WholesaleRates)
{
    public static DemoSize Small { get; } = new("small", 300, 12_000, 60, 30, 20, 2_000);

    public static DemoSize Medium { get; } = new("medium", 10_000, 200_000, 60, 45, 400, 60_000);

    public static DemoSize Large { get; } = new("large", 1_000_000, 10_000_000, 60, 2, 20_000, 500_000);

    public static IReadOnlyList<DemoSize> All { get; } = [Small, Medium, Large];
}
