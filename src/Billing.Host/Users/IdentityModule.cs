using Billing.Contracts.Users;
using Billing.Host.Composition;
using Billing.Portal;
using Billing.Portal.Users;
using Billing.Postgres.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;

namespace Billing.Host.Users;

/// <summary>ASP.NET Core Identity as this product uses it: its rules, its stores, its cookies, its policies.</summary>
internal static class IdentityModule
{
    /// <summary>Users and roles without signing in: what a verb at the shell needs.</summary>
    public static IdentityBuilder AddBillingUsers(this IServiceCollection services)
    {
        // OWASP's figure for PBKDF2 with SHA-512; hashes of fewer rounds are renewed when their user signs in.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);

        return services
            .AddIdentityCore<PortalUser>(options =>
            {
                // NIST SP 800-63B, 5.1.1.2: length instead of kinds of characters.
                options.Password.RequiredLength = 12;
                options.Password.RequiredUniqueChars = 5;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
                options.SignIn.RequireConfirmedAccount = true; // asks EnabledUsers
            })
            .AddRoles<PortalRole>()
            .AddPostgresStores()
            .AddPasswordValidator<PasswordRules>()
            .AddUserConfirmation<EnabledUsers>()
            .AddClaimsPrincipalFactory<UserClaims>()
            .AddTokenProvider<DataProtectorTokenProvider<PortalUser>>(TokenOptions.DefaultProvider);
    }

    /// <summary>The same with signing in: cookies, and a policy of each permission's name.</summary>
    public static IServiceCollection AddBillingIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection("Billing:Portal").Get<SignInOptions>() ?? new();

        if (settings.SignInsPerMinute < 1)
        {
            throw new UserException($"Billing:Portal:SignInsPerMinute: {settings.SignInsPerMinute} is not a number of one or more");
        }

        services.AddHttpContextAccessor();
        services.AddSingleton(_ => new SignInLimits(settings.SignInsPerMinute));
        services.AddBillingUsers().AddSignInManager<PortalSignIn>();
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = settings.StampCheck;
            options.OnRefreshingPrincipal = refresh =>
            {
                refresh.NewPrincipal = ActingTicket.Renew(refresh.CurrentPrincipal!, refresh.NewPrincipal!);

                return Task.CompletedTask;
            };
        });
        services.Configure<IdentityPasskeyOptions>(options =>
            options.ServerDomain = settings.PasskeyDomain is { Length: > 0 } domain ? domain : null);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(options => Session(options, settings));
            cookies.TwoFactorUserIdCookie!.Configure(options => Guard(options, "billing.second"));
            cookies.TwoFactorRememberMeCookie!.Configure(options => Guard(options, "billing.device"));
            cookies.ExternalCookie!.Configure(options => Guard(options, "billing.external"));
        });
        services.AddAuthorization(AddPolicies);

        return services;
    }

    private static void Session(CookieAuthenticationOptions options, SignInOptions settings)
    {
        Guard(options, "billing.session");
        options.LoginPath = "/account/sign-in";
        options.LogoutPath = "/account/sign-out";
        options.AccessDeniedPath = "/account/denied";
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = settings.SessionLength;
        options.SlidingExpiration = true;
        options.Events.OnSigningIn = signIn =>
        {
            if (signIn.Properties.IsPersistent)
            {
                signIn.Properties.ExpiresUtc = signIn.Properties.IssuedUtc?.Add(settings.RememberedLength);
            }

            return Task.CompletedTask;
        };

        options.Events.OnValidatePrincipal = ValidateAsync;

        // A circuit that is sent to the sign-in page makes nothing of it and tries for ever; it understands 401.
        options.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
    }

    // The pages that renew a session, or change what proves who somebody is, ask every time whether it was ended; the others now and then.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var issued = context.Properties.IssuedUtc;

        if (context.Request.Path.StartsWithSegments("/account"))
        {
            context.Properties.IssuedUtc = null; // to Identity's check, a cookie of no age is due
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
        context.Properties.IssuedUtc = issued;
    }

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/_blazor") || context.Request.Path.StartsWithSegments("/session"))
        {
            context.Response.StatusCode = status;

            // The page that says "not found" instead would refuse what was posted, and the status would be its.
            if (context.HttpContext.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    private static void Guard(CookieAuthenticationOptions options, string name)
    {
        options.Cookie.Name = name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static void AddPolicies(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        options.AddPolicy(Policies.Staff, policy => policy.RequireClaim(UserClaim.Kind, UserClaim.Staff));
        options.AddPolicy(Policies.Subscriber, policy => policy.RequireClaim(UserClaim.Kind, UserClaim.Subscriber));

        options.AddPolicy(Policies.Acting, policy =>
        {
            policy.RequireClaim(UserClaim.Kind, UserClaim.Staff);

            foreach (var permission in ActingTicket.Shown)
            {
                policy.RequireClaim(UserClaim.Permission, permission);
            }
        });

        foreach (var permission in Permissions.All)
        {
            options.AddPolicy(permission, policy => policy
                .RequireClaim(UserClaim.Kind, UserClaim.Staff)
                .RequireClaim(UserClaim.Permission, permission));
        }
    }
}
