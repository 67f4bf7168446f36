using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Postgres.Users;

/// <summary>What Identity keeps in PostgreSQL.</summary>
public static class UsersModule
{
    /// <summary>Its users, roles, passkeys, and the codes of authenticator apps.</summary>
    public static IdentityBuilder AddPostgresStores(this IdentityBuilder identity)
    {
        identity.Services.AddScoped(provider => (IStaffRoles)provider.GetRequiredService<IUserStore<PortalUser>>());

        return identity
            .AddUserStore<UserStore>()
            .AddRoleStore<RoleStore>()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider);
    }
}
