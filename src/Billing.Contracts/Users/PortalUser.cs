namespace Billing.Contracts.Users;

/// <summary>Somebody who signs in to the portal: of the staff, or a subscriber of one customer or one account.</summary>
/// <remarks>
/// The sign-in framework changes it and stores it again, so it is mutable. It knows nothing of that framework: names are as
/// they were entered, the normalised ones in capitals; hashes, stamps and the closed key are the framework's and the store's.
/// </remarks>
public sealed class PortalUser
{
    /// <summary>0: not stored yet.</summary>
    public long UserId { get; set; }

    public string UserName { get; set; } = "";

    public string NormalizedUserName { get; set; } = "";

    public string? DisplayName { get; set; }

    public string? Email { get; set; }

    public string? NormalizedEmail { get; set; }

    public bool IsEmailConfirmed { get; set; }

    public string? PasswordHash { get; set; }

    /// <summary>Somebody else made the password, and knows it: the user chooses another one before anything else.</summary>
    public bool IsPasswordIssued { get; set; }

    /// <summary>Another one ends every session that was signed in before.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Another one with every write: who writes what was read before that is refused.</summary>
    public string ConcurrencyStamp { get; set; } = "";

    public bool IsTwoFactor { get; set; }

    /// <summary>The authenticator's key as it is stored: closed.</summary>
    public string? ClosedAuthenticatorKey { get; set; }

    public bool IsLockoutEnabled { get; set; } = true;

    /// <summary>Until when no password is tried; the greatest time there is: until somebody unlocks it.</summary>
    public DateTimeOffset? LockoutEndAt { get; set; }

    /// <summary>An administrator locked them, and not failed attempts: nothing but unlocking ends it.</summary>
    public bool IsLockedByHand => LockoutEndAt == DateTimeOffset.MaxValue;

    public int FailedCount { get; set; }

    /// <summary>May not sign in, with whatever proof.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>A subscriber who sees all accounts and bills of this customer.</summary>
    public long? CustomerId { get; set; }

    /// <summary>A subscriber who sees this account only.</summary>
    public long? AccountId { get; set; }

    public bool IsStaff => CustomerId is null && AccountId is null;

    /// <summary>A culture with its region, such as <c>en-GB</c>; null: as the browser asks.</summary>
    public string? Culture { get; set; }

    /// <summary>An IANA zone; null: the installation's.</summary>
    public string? TimeZone { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? SignedInAt { get; set; }

    public override string ToString() => UserName;
}
