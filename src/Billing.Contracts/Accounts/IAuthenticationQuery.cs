using Billing.Contracts.Paging;
using NodaTime;

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

    /// <summary>
    /// Rejected logins of all accounts, and those whose user name is no account's: of each gateway some names a minute, and how many
    /// others there were under no name. For staff.
    /// </summary>
    Task<Page<RejectRow>> RejectsAsync(RejectFilter filter, PageRequest<RejectSort> page, CancellationToken cancellation);
}

public enum RejectSort
{
    /// <summary>When the last of those alike was.</summary>
    LastAt,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Reason">As the gateway was told: one of <see cref="AccessReasons.OfAccounts"/>.</param>
/// <param name="From">The last of those alike was at this instant or later.</param>
/// <param name="To">It was before this instant.</param>
/// <param name="UserName">The whole of it, in any case.</param>
/// <param name="IsUnknown">It is no account's, or it is one's.</param>
public sealed record RejectFilter(
    string? Reason = null, int? NodeId = null, Instant? From = null, Instant? To = null, string? UserName = null, bool? IsUnknown = null);

/// <summary>Rejects of one account, gateway, reason and day (UTC).</summary>
/// <param name="Times">How many they were.</param>
/// <param name="Account">Null: the user name is no account's, or the account is gone.</param>
/// <param name="UserName">Of the last one, as <paramref name="Service"/>; empty: of names that are not told one by one.</param>
public sealed record RejectRow(
    RejectedAccount? Account,
    LocalDate Day,
    int NodeId,
    string Gateway,
    string Reason,
    string UserName,
    string? Service,
    int Times,
    Instant FirstAt,
    Instant LastAt);

/// <param name="Customer">Its customer's name.</param>
public sealed record RejectedAccount(long AccountId, string Login, long CustomerId, string Customer);

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
