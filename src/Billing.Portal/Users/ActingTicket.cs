using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Users;

/// <summary>The ticket of a member of the staff who looks at self-care as a subscriber does.</summary>
/// <remarks>
/// It is the staff's own session, so it ends with it, and it needs no user of the subscriber's; but it opens the subscriber's
/// pages only, nothing of the desk, and is for who has all of <see cref="Shown"/>. It says which of <see cref="Needed"/> the staff
/// has: there nobody sees or does more than at the desk.
/// </remarks>
public static class ActingTicket
{
    /// <summary>What self-care asks of staff that looks as a subscriber, for money, for limits of it and for all else.</summary>
    private static readonly string[] Needed = [Permissions.MoneyPay, Permissions.CustomersEdit, Permissions.MoneyAdjust];

    /// <summary>What opening self-care as a subscriber takes: beside the permission itself, those to see what self-care shows.</summary>
    /// <remarks>Every page of it shows money, of balances, of usage or of bills: there is no part of it for who may see none.</remarks>
    public static readonly ImmutableArray<string> Shown =
        [Permissions.CustomersSignInAs, Permissions.CustomersView, Permissions.SessionsView, Permissions.UsageView, Permissions.MoneyView, Permissions.InvoicesView];

    /// <summary>A subscriber may; staff that looks as one needs the permission.</summary>
    public static bool May(ClaimsPrincipal user, string permission) => !user.IsActing() || user.HasClaim(UserClaim.Permission, permission);

    /// <param name="staff">Whose session it is.</param>
    /// <param name="customerId">The customer, or else <paramref name="accountId"/>.</param>
    /// <param name="name">What the subscriber is called.</param>
    public static ClaimsPrincipal Of(ClaimsPrincipal staff, long? customerId, long? accountId, string name)
    {
        var stamp = new ClaimsIdentityOptions().SecurityStampClaimType;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, staff.FindFirstValue(ClaimTypes.NameIdentifier)!));
        identity.AddClaim(new(stamp, staff.FindFirstValue(stamp)!));
        identity.AddClaim(new(ClaimTypes.Name, name));
        identity.AddClaim(new(UserClaim.DisplayName, name));
        identity.AddClaim(new(UserClaim.Kind, UserClaim.Subscriber));
        identity.AddClaim(new(UserClaim.SignedInBy, staff.Identity!.Name!));
        identity.AddClaim(accountId is { } account
            ? new(UserClaim.AccountId, account.ToString(CultureInfo.InvariantCulture))
            : new(UserClaim.CustomerId, customerId!.Value.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaims(staff.FindAll(UserClaim.Permission).Where(claim => Needed.Contains(claim.Value)).Select(claim => new Claim(claim.Type, claim.Value)));

        return new(identity);
    }

    /// <summary>The ticket after a check of the session: acting goes on while the staff may act, and see what it shows.</summary>
    /// <param name="current">What the cookie says.</param>
    /// <param name="fresh">What the database says of the user.</param>
    public static ClaimsPrincipal Renew(ClaimsPrincipal current, ClaimsPrincipal fresh) =>
        current.IsActing() && Shown.All(permission => fresh.HasClaim(UserClaim.Permission, permission))
            ? Of(
                fresh,
                Whoever.Number(current, UserClaim.CustomerId),
                Whoever.Number(current, UserClaim.AccountId),
                current.Identity!.Name!)
            : fresh;
}
