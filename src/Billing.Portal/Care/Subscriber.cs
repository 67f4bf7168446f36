using System.Security.Claims;
using Billing.Contracts;
using Billing.Contracts.Users;
using Billing.Portal.Users;

namespace Billing.Portal.Care;

/// <summary>Who is signed in to self-care, and what is theirs. It comes from the ticket, never from an address or a form.</summary>
/// <param name="By">Who acts: a member of staff who looks as the subscriber acts under the own name.</param>
public sealed record Subscriber(Scope Scope, string Name, string By)
{
    public static Subscriber Of(ClaimsPrincipal user) => new(
        user.Scope(),
        user.FindFirst(UserClaim.DisplayName)?.Value is { Length: > 0 } name ? name : user.Identity?.Name ?? "",
        user.Actor());
}
