namespace Billing.Core.Customers;

/// <summary>Whether a customer's accounts may use their services. Numbers are stored; an account is at best what its customer is.</summary>
public enum CustomerStatus
{
    Active = 1,

    /// <summary>Refused by an administrator or by dunning, until a date or until lifted.</summary>
    Suspended = 2,

    /// <summary>No longer a customer; kept for its records.</summary>
    Closed = 3,
}
