namespace Billing.Core.Accounts;

/// <summary>Whether an account may use its services. Numbers are stored.</summary>
public enum AccountStatus
{
    Active = 1,

    /// <summary>Refused by an administrator or by dunning until lifted.</summary>
    Suspended = 2,

    /// <summary>No longer in use; kept for its records.</summary>
    Closed = 3,
}
