using Billing.Contracts.Paging;

namespace Billing.Contracts.Users;

/// <summary>Users and roles for lists. What changes them is the sign-in framework's user and role managers.</summary>
public interface IUserQuery
{
    Task<Page<UserSummary>> ListAsync(UserFilter filter, PageRequest<UserSort> page, CancellationToken cancellation);

    Task<UserSummary?> FindAsync(long userId, CancellationToken cancellation);

    /// <summary>What a customer or an account is called, for the banner of who looks as they do; null: there is none.</summary>
    Task<string?> SubscriberAsync(long? customerId, long? accountId, CancellationToken cancellation);

    /// <summary>Every role with how many users have it, the fixed ones first.</summary>
    Task<IReadOnlyList<RoleSummary>> RolesAsync(CancellationToken cancellation);

    /// <summary>Users who can sign in and have the role <see cref="PortalRole.Administrator"/>, but for one.</summary>
    Task<int> OtherAdministratorsAsync(long userId, CancellationToken cancellation);
}

/// <summary>Which users; what is null does not matter.</summary>
/// <param name="Text">How the user name, the display name or the e-mail address begins, in any case.</param>
/// <param name="Role">A role's name.</param>
public sealed record UserFilter(
    string? Text = null,
    bool? IsStaff = null,
    string? Role = null,
    UserState? State = null,
    long? CustomerId = null,
    long? AccountId = null);

public enum UserSort
{
    Name,

    /// <summary>Who never signed in comes first.</summary>
    SignedIn,
}

public enum UserState
{
    /// <summary>Neither locked nor disabled.</summary>
    Active = 1,

    /// <summary>After too many failed attempts, or by an administrator.</summary>
    Locked = 2,

    Disabled = 3,
}

public sealed record UserSummary(
    long UserId,
    string UserName,
    string? DisplayName,
    string? Email,
    IReadOnlyList<string> Roles,
    long? CustomerId,
    long? AccountId,
    UserState State,
    DateTimeOffset? LockoutEndAt,
    bool IsTwoFactor,
    int Passkeys,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SignedInAt)
{
    public bool IsStaff => CustomerId is null && AccountId is null;
}

public sealed record RoleSummary(long RoleId, string Name, bool IsFixed, IReadOnlyList<string> Permissions, int Users);
