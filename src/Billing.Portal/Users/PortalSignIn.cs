using System.Security.Claims;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Users;

/// <summary>Identity's signing in; how long a refusal takes says nothing of whether there is such a user.</summary>
public sealed class PortalSignIn(
    UserManager<PortalUser> users,
    IHttpContextAccessor accessor,
    IUserClaimsPrincipalFactory<PortalUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<PortalUser>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<PortalUser> confirmation,
    TimeProvider clock) : SignInManager<PortalUser>(users, accessor, claims, options, logger, schemes, confirmation)
{
    private static readonly PortalUser Nobody = new();
    private static string? _nobodysHash;

    private bool _isRefresh;

    public override async Task<SignInResult> PasswordSignInAsync(
        string userName, string password, bool isPersistent, bool lockoutOnFailure)
    {
        if (await UserManager.FindByNameAsync(userName) is { } user)
        {
            return await PasswordSignInAsync(user, password, isPersistent, lockoutOnFailure);
        }

        HashInVain(password);

        return SignInResult.Failed;
    }

    public override async Task<SignInResult> CheckPasswordSignInAsync(PortalUser user, string password, bool lockoutOnFailure)
    {
        if (user.PasswordHash is null || !await CanSignInAsync(user) || await IsLockedOut(user))
        {
            HashInVain(password); // Identity refuses these without looking at the password
        }

        return await base.CheckPasswordSignInAsync(user, password, lockoutOnFailure);
    }

    public override async Task RefreshSignInAsync(PortalUser user)
    {
        _isRefresh = true;
        await base.RefreshSignInAsync(user);
    }

    public override async Task SignInWithClaimsAsync(
        PortalUser user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        if (!_isRefresh)
        {
            // For people to look at: where somebody else writes the user at this moment, it may be missing.
            user.SignedInAt = clock.GetUtcNow();
            await UserManager.UpdateAsync(user);
            UserPreferences.Tell(user, Context.Response.Cookies);
        }

        await base.SignInWithClaimsAsync(user, authenticationProperties, additionalClaims);
    }

    private void HashInVain(string password)
    {
        _nobodysHash ??= UserManager.PasswordHasher.HashPassword(Nobody, "nobody's password");
        UserManager.PasswordHasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
    }
}
