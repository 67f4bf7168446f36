using NodaTime;

namespace Billing.Contracts.Accounts;

/// <summary>Takes from the listener what became of logins whose user name is no account's, or was not looked at.</summary>
public interface IUnknownLogins
{
    /// <summary>Notes one, in this process's memory; it is written within seconds, or left out and counted.</summary>
    void Add(UnknownLogin login);
}

/// <summary>A rejected login that no account knows of. It has no credentials.</summary>
/// <param name="UserName">As the gateway's profile understands it.</param>
/// <param name="Service">What the profile makes of the request; null: it does not say.</param>
public sealed record UnknownLogin(int NodeId, string UserName, string? Service, AccessResult Reason, Instant At);
