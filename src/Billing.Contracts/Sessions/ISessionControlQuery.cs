namespace Billing.Contracts.Sessions;

/// <summary>What gateways were told about running sessions, and what they answered; newest first.</summary>
public interface ISessionControlQuery
{
    /// <summary>The running sessions that a gateway calls so: for somebody who has only that name.</summary>
    Task<IReadOnlyList<Guid>> RunningAsync(string acctSessionId, CancellationToken cancellation);

    Task<IReadOnlyList<ControlRecord>> OfSessionAsync(Guid sessionId, int most, CancellationToken cancellation);

    Task<IReadOnlyList<ControlRecord>> OfAccountAsync(long accountId, int most, CancellationToken cancellation);

    /// <summary>What was asked of several sessions for one cause: those that were not acknowledged first, then by when they were asked.</summary>
    Task<IReadOnlyList<ControlRecord>> OfCauseAsync(string cause, int most, CancellationToken cancellation);

    /// <summary>What gateways of running sessions did not do though they were told three times or more: a person should look at it.</summary>
    Task<IReadOnlyList<ControlRecord>> DisobeyedAsync(int most, CancellationToken cancellation);

    /// <param name="before">Only records with a smaller number: the last one of the page before; null: the newest.</param>
    Task<IReadOnlyList<ControlRecord>> ListAsync(long? before, int most, CancellationToken cancellation);
}

/// <param name="ControlId">Grows with time.</param>
/// <param name="By">A user's name, or the rule that asked by itself.</param>
/// <param name="Outcome">Null while it is at work, or when the process that did it was lost.</param>
/// <param name="ErrorCause">RFC 5176 3.5; null where the gateway gave none.</param>
/// <param name="Answer">The outcome as a sentence.</param>
public sealed record ControlRecord(
    long ControlId,
    Guid SessionId,
    long AccountId,
    string Account,
    string Gateway,
    string? AcctSessionId,
    ControlKind Kind,
    string? Policy,
    string By,
    string Reason,
    DateTimeOffset AskedAt,
    DateTimeOffset? AnsweredAt,
    ControlOutcome? Outcome,
    int? ErrorCause,
    int Tries,
    string? Answer);
