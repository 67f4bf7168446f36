namespace Billing.Contracts.Users;

/// <summary>What a signed-in user's ticket says beside the framework's own claims.</summary>
public static class UserClaim
{
    /// <summary>One of <see cref="Permissions.All"/>; as many claims as the user has permissions.</summary>
    public const string Permission = "permission";

    /// <summary>The customer whose accounts and bills a subscriber sees.</summary>
    public const string CustomerId = "customer_id";

    /// <summary>The one account that a subscriber sees.</summary>
    public const string AccountId = "account_id";

    /// <summary><see cref="Staff"/>, <see cref="Subscriber"/> or <see cref="Newcomer"/>.</summary>
    public const string Kind = "kind";

    public const string Staff = "staff";

    public const string Subscriber = "subscriber";

    /// <summary>Somebody whose password another made: is neither of the others, and so opens nothing, before choosing one.</summary>
    public const string Newcomer = "newcomer";

    /// <summary>The member of the staff who looks at self-care as a subscriber: the user name.</summary>
    public const string SignedInBy = "billing:signed-in-by";

    public const string DisplayName = "display_name";

    public const string Culture = "culture";

    public const string TimeZone = "time_zone";
}
