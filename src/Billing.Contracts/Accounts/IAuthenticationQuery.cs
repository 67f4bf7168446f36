namespace Billing.Contracts.Accounts;

/// <summary>How an account's latest logins went.</summary>
public interface IAuthenticationQuery
{
    /// <summary>Accepted ones and rejected ones, newest first.</summary>
    /// <remarks>
    /// Rejects are written within seconds; alike ones of one day and gateway are one record. A process that is lost takes the
    /// last seconds' with it.
    /// </remarks>
    Task<IReadOnlyList<AuthenticationRecord>> LastAsync(long accountId, int most, CancellationToken cancellation);
}

/// <param name="At">When it was; of several alike, the last.</param>
/// <param name="Reason">Why it was rejected, as the gateway was told; null: accepted.</param>
/// <param name="Count">How many alike it stands for.</param>
/// <param name="FirstAt">The first of those.</param>
/// <param name="SessionId">The session that was opened; null: rejected.</param>
public sealed record AuthenticationRecord(
    DateTimeOffset At,
    string? Reason,
    string Gateway,
    string UserName,
    string? Service,
    int Count,
    DateTimeOffset FirstAt,
    Guid? SessionId)
{
    public bool IsAccepted => Reason is null;
}
