using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Account;

/// <summary>What people change of their own user: found by the ticket, proven by the password once more.</summary>
internal sealed class OwnUser(SignInManager<PortalUser> signIn, IUserStore<PortalUser> store, SignInLimits limits)
{
    public UserManager<PortalUser> Users => signIn.UserManager;

    /// <exception cref="InvalidOperationException">It is not the ticket's own user: staff that looks as a subscriber.</exception>
    public async Task<PortalUser> FindAsync(HttpContext http) =>
        !http.User.IsActing() && await Users.GetUserAsync(http.User) is { } user
            ? user
            : throw new InvalidOperationException("the ticket has no user of its own");

    /// <summary>An open session is not enough to change what proves who somebody is; failed attempts count as at signing in, and cost as much.</summary>
    public async Task<ProofResult> ProveAsync(HttpContext http, PortalUser user, string? password)
    {
        using var turn = await limits.AcquireAsync(http);

        return !turn.IsAcquired ? Wait(http)
            : (await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded ? ProofResult.Proven
            : ProofResult.Wrong;
    }

    /// <summary>A code of the key that is being set up: six digits, which nobody tries all of.</summary>
    public async Task<ProofResult> ProveCodeAsync(HttpContext http, PortalUser user, string? code)
    {
        using var turn = await limits.AcquireAsync(http);

        return !turn.IsAcquired ? Wait(http)
            : await Users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code ?? "") ? ProofResult.Proven
            : ProofResult.Wrong;
    }

    /// <summary>A new key for the app, instead of one that was not turned on.</summary>
    /// <remarks>Not by Identity's manager, which ends every session for it: a key proves nothing until it is turned on.</remarks>
    public async Task<string> NewKeyAsync(PortalUser user)
    {
        var key = Users.GenerateNewAuthenticatorKey();
        await ((IUserAuthenticatorKeyStore<PortalUser>)store).SetAuthenticatorKeyAsync(user, key, CancellationToken.None);
        await Users.UpdateAsync(user);

        return key;
    }

    /// <summary>This session goes on under the new stamp; all others end.</summary>
    public Task GoOnAsync(PortalUser user) => signIn.RefreshSignInAsync(user);

    private static ProofResult Wait(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;

        return ProofResult.Wait;
    }
}

/// <summary>What comes of proving who one is once more.</summary>
internal enum ProofResult
{
    Proven,
    Wrong,

    /// <summary>It was not judged: too many tries from there.</summary>
    Wait,
}

internal static class ProofWords
{
    /// <returns>Null: it is proven.</returns>
    public static string? Problem(this IStringLocalizer<Words> text, ProofResult proof) => proof switch
    {
        ProofResult.Proven => null,
        ProofResult.Wait => text["Too many people or programs try to sign in from where you are. Wait a minute, then try again."].Value,
        _ => text["The present password is not right."].Value,
    };
}
