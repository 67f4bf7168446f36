using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Account;

/// <summary>What people change of their own user: found by the ticket, proven by the password once more.</summary>
internal sealed class OwnUser(SignInManager<PortalUser> signIn, IUserStore<PortalUser> store)
{
    public UserManager<PortalUser> Users => signIn.UserManager;

    /// <exception cref="InvalidOperationException">It is not the ticket's own user: staff that looks as a subscriber.</exception>
    public async Task<PortalUser> FindAsync(HttpContext http) =>
        !http.User.IsActing() && await Users.GetUserAsync(http.User) is { } user
            ? user
            : throw new InvalidOperationException("the ticket has no user of its own");

    /// <summary>An open session is not enough to change what proves who somebody is; failed attempts count as at signing in.</summary>
    public async Task<bool> IsProvenAsync(PortalUser user, string? password) =>
        (await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded;

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
}
