using NodaTime;

namespace Billing.Contracts.Rating;

/// <summary>A session that nobody makes.</summary>
/// <param name="Account">The login or an alias.</param>
/// <param name="Service">Null: voice where a number is dialled, else the account's first one.</param>
/// <param name="NodeId">The gateway; 0: one without rules of its own.</param>
/// <param name="AccessCode">Null: outgoing for a call.</param>
/// <param name="CalledParty">As it is dialled; null: data.</param>
/// <param name="StartAt">Null: now.</param>
/// <param name="Units">Base units that are used: seconds, bytes or events; null: only the rate is asked for.</param>
[GenerateSerializer, Immutable, Alias("billing.rating-question")]
public sealed record RatingQuestion(
    [property: Id(0)] string Account,
    [property: Id(1)] string? Service = null,
    [property: Id(2)] int NodeId = 0,
    [property: Id(3)] string? AccessCode = null,
    [property: Id(4)] string? CalledParty = null,
    [property: Id(5)] string? CallingParty = null,
    [property: Id(6)] Instant? StartAt = null,
    [property: Id(7)] long? Units = null);
