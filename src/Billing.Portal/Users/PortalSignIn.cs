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
    private bool _isPasskey;

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

    /// <summary>Failed attempts lock what they tried, which is the password: a passkey is nothing that is guessed.</summary>
    public override async Task<SignInResult> PasskeySignInAsync(string credentialJson)
    {
        _isPasskey = true;

        try
        {
            return await base.PasskeySignInAsync(credentialJson);
        }
        finally
        {
            _isPasskey = false;
        }
    }

    protected override async Task<bool> IsLockedOut(PortalUser user) => _isPasskey ? user.IsLockedByHand : await base.IsLockedOut(user);

    /// <summary>A session counts until it is ended, and for whom an administrator has neither disabled nor locked.</summary>
    /// <remarks>A lock by failed attempts ends none: else anybody who knows a name could throw its user out.</remarks>
    public override async Task<PortalUser?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
        await base.ValidateSecurityStampAsync(principal) is { IsLockedByHand: false } user && await CanSignInAsync(user) ? user : null;

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
