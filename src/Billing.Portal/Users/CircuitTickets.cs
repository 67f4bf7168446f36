using System.Security.Claims;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Users;

/// <summary>Asks, for a page that stays open, whether its session was ended or its permissions changed meanwhile.</summary>
/// <remarks>
/// A circuit never sees its cookie again. What it knew is over then: the page signs in anew, mostly by itself. A request that is
/// answered once was asked at its beginning, by its cookie; one that takes long, and changes the password meanwhile, must not be
/// turned away in the middle of its own answer.
/// </remarks>
internal sealed class CircuitTickets(
    ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<SecurityStampValidatorOptions> options, OpenCircuit circuit) :
    RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => options.Value.ValidationInterval;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (!circuit.IsOpen)
        {
            return true;
        }

        await using var scope = scopes.CreateAsyncScope();

        return await IsGoodAsync(scope.ServiceProvider.GetRequiredService<SignInManager<PortalUser>>(), authenticationState.User);
    }

    internal static async Task<bool> IsGoodAsync(SignInManager<PortalUser> signIn, ClaimsPrincipal ticket)
    {
        if (await signIn.ValidateSecurityStampAsync(ticket) is not { } user)
        {
            return false;
        }

        var fresh = ActingTicket.Renew(ticket, await signIn.CreateUserPrincipalAsync(user));

        return ticket.IsActing() == fresh.IsActing() && PermissionsOf(ticket).SetEquals(PermissionsOf(fresh));
    }

    private static HashSet<string> PermissionsOf(ClaimsPrincipal ticket) =>
        [.. ticket.FindAll(UserClaim.Permission).Select(claim => claim.Value)];
}
