using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Host.Users;

/// <summary>Who is disabled does not sign in, with whatever proof.</summary>
internal sealed class EnabledUsers : IUserConfirmation<PortalUser>
{
    public Task<bool> IsConfirmedAsync(UserManager<PortalUser> manager, PortalUser user) => Task.FromResult(!user.IsDisabled);
}
