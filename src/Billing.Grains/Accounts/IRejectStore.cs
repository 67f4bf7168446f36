using Billing.Contracts.Accounts;
using NodaTime;

namespace Billing.Grains.Accounts;

/// <summary>Writes why logins were rejected.</summary>
public interface IRejectStore
{
    /// <summary>Adds them to what the day has of the same account, gateway and reason.</summary>
    Task AddAsync(IReadOnlyCollection<RejectedLogins> rejects);

    /// <summary>Adds logins of nobody to what the day has of the same user name, gateway and reason.</summary>
    Task AddUnknownAsync(IReadOnlyCollection<RejectedLogins> rejects);
}

/// <summary>Rejected logins that are alike.</summary>
/// <param name="AccountId">Whose; 0: nobody's.</param>
public sealed record RejectedLogins(
    long AccountId, int NodeId, AccessResult Reason, string UserName, string? Service, Instant FirstAt, Instant LastAt, int Times);
