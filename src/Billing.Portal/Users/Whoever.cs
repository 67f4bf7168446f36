using System.Globalization;
using System.Security.Claims;
using Billing.Contracts;
using Billing.Contracts.Users;

namespace Billing.Portal.Users;

/// <summary>What pages ask of the ticket of who is signed in.</summary>
public static class Whoever
{
    /// <summary>Under whose name it is recorded: of staff who looks as a subscriber, the staff's.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static string Actor(this ClaimsPrincipal user) =>
        user.FindFirstValue(UserClaim.SignedInBy) ?? user.Identity?.Name ?? throw new InvalidOperationException("nobody is signed in");

    /// <summary>What a subscriber may see, or everything for the staff. Only from the ticket, never from an address.</summary>
    /// <exception cref="InvalidOperationException">The ticket says neither.</exception>
    public static Scope Scope(this ClaimsPrincipal user) => user switch
    {
        _ when user.HasClaim(UserClaim.Kind, UserClaim.Staff) => Contracts.Scope.Everything,
        _ when Number(user, UserClaim.AccountId) is { } account => Contracts.Scope.OfAccount(account),
        _ when Number(user, UserClaim.CustomerId) is { } customer => Contracts.Scope.OfCustomer(customer),
        _ => throw new InvalidOperationException("the ticket is neither of the staff nor of a subscriber"),
    };

    /// <summary>A member of the staff who looks at self-care as a subscriber does.</summary>
    public static bool IsActing(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == UserClaim.SignedInBy);

    /// <summary>Has to choose a password before anything else.</summary>
    public static bool IsNewcomer(this ClaimsPrincipal user) => user.HasClaim(UserClaim.Kind, UserClaim.Newcomer);

    internal static long? Number(ClaimsPrincipal user, string type) =>
        long.TryParse(user.FindFirstValue(type), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
