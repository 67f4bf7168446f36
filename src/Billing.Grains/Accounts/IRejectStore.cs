using Billing.Contracts.Accounts;
using NodaTime;

namespace Billing.Grains.Accounts;

/// <summary>Writes why logins were rejected.</summary>
public interface IRejectStore
{
    /// <summary>Adds them to what the day has of the same account, gateway and reason.</summary>
    Task AddAsync(IReadOnlyCollection<RejectedLogins> rejects);
}

/// <summary>Rejected logins that are alike.</summary>
public sealed record RejectedLogins(
    long AccountId, int NodeId, AccessResult Reason, string UserName, string? Service, Instant FirstAt, Instant LastAt, int Times);
