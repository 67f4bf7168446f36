using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Users;

/// <summary>Taking away everything but the password: for somebody whose phone is lost or stolen.</summary>
public static class SecondFactor
{
    /// <summary>Forgets the authenticator, the recovery codes and the passkeys, and ends every session of the user.</summary>
    public static async Task<IdentityResult> ForgetAsync(this UserManager<PortalUser> users, PortalUser user)
    {
        await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);

        foreach (var passkey in await users.GetPasskeysAsync(user))
        {
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
        }

        (user.IsTwoFactor, user.ClosedAuthenticatorKey) = (false, null);

        return await users.UpdateSecurityStampAsync(user);
    }
}
