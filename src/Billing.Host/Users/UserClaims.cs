using System.Globalization;
using System.Security.Claims;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Billing.Host.Users;

/// <summary>The ticket of a user: roles and permissions of the staff; of a subscriber, whose data it is.</summary>
internal sealed class UserClaims(
    UserManager<PortalUser> users, RoleManager<PortalRole> roles, IOptions<IdentityOptions> options) :
    UserClaimsPrincipalFactory<PortalUser, PortalRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new(UserClaim.Kind, user switch
        {
            { IsPasswordIssued: true } => UserClaim.Newcomer,
            { IsStaff: true } => UserClaim.Staff,
            _ => UserClaim.Subscriber,
        }));
        Add(UserClaim.CustomerId, user.CustomerId?.ToString(CultureInfo.InvariantCulture));
        Add(UserClaim.AccountId, user.AccountId?.ToString(CultureInfo.InvariantCulture));
        Add(UserClaim.DisplayName, user.DisplayName ?? user.UserName);
        Add(UserClaim.Culture, user.Culture);
        Add(UserClaim.TimeZone, user.TimeZone);

        return identity;

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                identity.AddClaim(new(type, value));
            }
        }
    }
}
