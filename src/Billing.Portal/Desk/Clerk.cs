using Billing.Contracts.Changes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace Billing.Portal.Desk;

/// <summary>Who works at this screen: whose name their changes carry, and what they may do.</summary>
/// <remarks>A page hides what somebody may not do; the call asks again, since the page may be older than the permission.</remarks>
public sealed class Clerk(AuthenticationStateProvider authentication, IAuthorizationService authorization)
{
    public async Task<string> NameAsync() =>
        (await authentication.GetAuthenticationStateAsync()).User.Identity?.Name
        ?? throw new UnauthorizedAccessException("Nobody is signed in.");

    public async Task<bool> MayAsync(string permission)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;

        return (await authorization.AuthorizeAsync(user, permission)).Succeeded;
    }

    /// <returns>The name.</returns>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public async Task<string> RequireAsync(string permission) => await MayAsync(permission)
        ? await NameAsync()
        : throw new UnauthorizedAccessException($"{await NameAsync()} has no permission {permission}.");

    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public async Task<Edit> EditAsync(string permission, long seenVersion) => new(await RequireAsync(permission), seenVersion);
}
