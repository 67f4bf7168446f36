namespace Billing.Contracts.Rating;

/// <summary>Says what a transaction record would cost by the rates as they are now. Key: 0. Changes nothing.</summary>
[Alias("billing.rerate")]
public interface IRerateGrain : IGrainWithIntegerKey
{
    /// <returns>Null when there is no such record.</returns>
    [Alias("price")]
    Task<RerateView?> PriceAsync(Guid sessionId, int part);
}

/// <summary>A record by the rates as they are now.</summary>
/// <param name="Currency">ISO 4217, of the balance.</param>
/// <param name="Was">What it costs so far, corrections included.</param>
/// <param name="Becomes">What it would cost; null with a problem.</param>
/// <param name="Before">The rate that it was charged by, in words; null: none.</param>
/// <param name="After">The rate that it would be charged by, in words; null: none.</param>
/// <param name="Problem">Why it cannot be re-rated; null: it can.</param>
[GenerateSerializer, Immutable, Alias("billing.rerate-view")]
public sealed record RerateView(
    [property: Id(0)] Guid SessionId,
    [property: Id(1)] int Part,
    [property: Id(2)] long BalanceId,
    [property: Id(3)] string Service,
    [property: Id(4)] string Currency,
    [property: Id(5)] decimal Was,
    [property: Id(6)] decimal? Becomes,
    [property: Id(7)] string? Before,
    [property: Id(8)] string? After,
    [property: Id(9)] RerateProblem? Problem)
{
    /// <summary>What of it was refunded, which the price is less by; null: an earlier version does not say.</summary>
    [Id(10)]
    public decimal? Refunded { get; init; }

    /// <summary>It costs what it should already.</summary>
    public bool IsEqual => Becomes == Was;
}

/// <summary>Why nobody can say what a record costs now: it is never a charge of zero. Numbers are on the wire, and stored.</summary>
[GenerateSerializer]
public enum RerateProblem
{
    /// <summary>What it cost was taken back as a whole.</summary>
    GivenBack = 1,

    SessionRuns = 2,

    /// <summary>The session's row was removed, and with it what an allowance or discount had of it.</summary>
    SessionRemoved = 3,

    NoAccount = 4,

    /// <summary>The account has the service no more.</summary>
    NoService = 5,

    NoRate = 6,
    Forbidden = 7,

    /// <summary>The rate is not in the balance's currency.</summary>
    OtherCurrency = 8,

    /// <summary>The rate is not for the unit in which the usage was counted.</summary>
    OtherUnit = 9,

    /// <summary>A job's correction was not taken.</summary>
    NotPosted = 10,
}

/// <summary>Problems in words.</summary>
public static class RerateWords
{
    /// <summary>English; in the portal the key of its translation.</summary>
    public static string Of(RerateProblem problem) => problem switch
    {
        RerateProblem.GivenBack => "it was reverted or refunded",
        RerateProblem.SessionRuns => "the session runs",
        RerateProblem.SessionRemoved => "its session was removed, and with it what an allowance or discount had paid",
        RerateProblem.NoAccount => "the account is not there any more",
        RerateProblem.NoService => "the account has the service no more",
        RerateProblem.NoRate => "there is no rate for the destination",
        RerateProblem.Forbidden => "the destination is forbidden now",
        RerateProblem.OtherCurrency => "the rate is not in the balance's currency",
        RerateProblem.OtherUnit => "the rate is for another unit than the usage was counted in",
        RerateProblem.NotPosted => "the correction was not taken",
        _ => problem.ToString(),
    };
}
