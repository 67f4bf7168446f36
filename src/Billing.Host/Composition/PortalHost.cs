using Billing.Portal;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace Billing.Host.Composition;

/// <summary>The portal as a part of a process: within a silo (<c>run</c>), or on its own as the cluster's client.</summary>
internal static class PortalHost
{
    public static void AddPortal(this WebApplicationBuilder builder)
    {
        // Run from a build, the assets of packages lie where they were restored; from a publish, beside the program.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddBillingPortal();
        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Staff, policy => policy.RequireRole("staff"))
            .AddPolicy(Policies.Subscriber, policy => policy.RequireRole("subscriber"))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
