using System.Security.Claims;
using Billing.Contracts;
using Billing.Contracts.Users;
using Billing.Portal.Users;

namespace Billing.Portal.Care;

/// <summary>Who is signed in to self-care, and what is theirs. It comes from the ticket, never from an address or a form.</summary>
/// <param name="By">Who acts: a member of staff who looks as the subscriber acts under the own name, with a mark of whom they look as.</param>
/// <param name="MayPay">Moves the subscriber's money: the subscriber does, and staff that may enter payments at the desk.</param>
/// <param name="MayLimit">Limits what a line may spend: the subscriber does, and staff that may edit customers and adjust balances at the desk.</param>
/// <param name="MayEdit">Changes plan, lines, contact data and alerts: the subscriber does, and staff that may edit customers at the desk.</param>
public sealed record Subscriber(Scope Scope, string Name, string By, bool MayPay = true, bool MayEdit = true, bool MayLimit = true)
{
    /// <summary>Under whose name money moves: every call that moves it asks for this.</summary>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public string Payer => MayPay ? By : throw new UnauthorizedAccessException($"{By} has no permission {Permissions.MoneyPay}.");

    /// <summary>Under whose name something else is changed.</summary>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public string Editor => MayEdit ? By : throw new UnauthorizedAccessException($"{By} has no permission {Permissions.CustomersEdit}.");

    /// <summary>Under whose name a limit of spending is set.</summary>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public string Limiter => MayLimit ? By : throw new UnauthorizedAccessException($"{By} has no permission {Permissions.MoneyAdjust}.");

    public static Subscriber Of(ClaimsPrincipal user) => new(
        user.Scope(),
        user.FindFirst(UserClaim.DisplayName)?.Value is { Length: > 0 } name ? name : user.Identity?.Name ?? "",
        user.IsActing() ? $"{user.Actor()} (as {user.Identity?.Name})" : user.Actor(),
        ActingTicket.May(user, Permissions.MoneyPay),
        ActingTicket.May(user, Permissions.CustomersEdit),
        ActingTicket.May(user, Permissions.CustomersEdit) && ActingTicket.May(user, Permissions.MoneyAdjust));
}
