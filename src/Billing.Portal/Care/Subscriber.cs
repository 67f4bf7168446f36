using System.Globalization;
using System.Security.Claims;
using Billing.Contracts;
using Billing.Contracts.Users;

namespace Billing.Portal.Care;

/// <summary>Who is signed in to self-care, and what is theirs. It comes from the ticket, never from an address or a form.</summary>
/// <param name="By">Who acts: a member of staff who looks as the subscriber acts under the own name.</param>
public sealed record Subscriber(Scope Scope, string Name, string By)
{
    /// <exception cref="UnauthorizedAccessException">It is no subscriber: a page without its policy.</exception>
    public static Subscriber Of(ClaimsPrincipal user)
    {
        var scope = (Number(user, UserClaim.AccountId), Number(user, UserClaim.CustomerId)) switch
        {
            ({ } account, _) => Scope.OfAccount(account),
            (_, { } customer) => Scope.OfCustomer(customer),
            _ => throw new UnauthorizedAccessException("not a subscriber"),
        };
        var name = user.Identity?.Name ?? "";

        return new(
            scope,
            user.FindFirst(UserClaim.DisplayName)?.Value is { Length: > 0 } display ? display : name,
            user.FindFirst("billing:signed-in-by")?.Value is { } staff ? $"{staff} as {name}" : name);
    }

    private static long? Number(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirst(claim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
