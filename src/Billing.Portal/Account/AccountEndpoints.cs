using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;

namespace Billing.Portal.Account;

/// <summary>What writes a cookie or answers a script, and is no page.</summary>
internal static class AccountEndpoints
{
    private const string Back = "back";

    public static void MapAccount(this IEndpointRouteBuilder app)
    {
        // A page that stays open asks whether its session goes on, and so lengthens it; 401 is the cookie's answer.
        app.MapGet("/session", () => Results.NoContent()).RequireAuthorization();
        app.MapPost("/account/sign-out", SignOutAsync).AllowAnonymous();
        app.MapPost("/account/sign-in-as", SignInAsAsync).RequireAuthorization(Policies.Acting);
        app.MapPost("/account/back-to-staff", BackAsync).RequireAuthorization();
        app.MapPost("/account/passkey/request", RequestAsync).AllowAnonymous();
        app.MapPost("/account/passkey/create", CreateAsync).RequireAuthorization();
    }

    private static async Task<IResult> RequestAsync(HttpContext http, SignInManager<PortalUser> signIn, SignInLimits limits)
    {
        using var turn = await limits.AcquireAsync(http);

        return turn.IsAcquired
            ? Json(await signIn.MakePasskeyRequestOptionsAsync(null))
            : Results.Text("too many requests", statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static IResult Json(string options) => Results.Text(options, "application/json");

    private static async Task<IResult> SignOutAsync(HttpContext http, SignInManager<PortalUser> signIn, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }

        await signIn.SignOutAsync();

        return Results.LocalRedirect("/account/sign-in");
    }

    // Written down before it is done: there is no acting that nobody knows of.
    private static async Task<IResult> SignInAsAsync(HttpContext http, IAntiforgery antiforgery, IUserQuery users, IGrainFactory grains)
    {
        if (!await antiforgery.IsRequestValidAsync(http) || http.User.IsActing())
        {
            return Results.BadRequest();
        }

        var form = await http.Request.ReadFormAsync();
        var (customer, account) = (Number(form["customer"]), Number(form["account"]));

        if ((customer is null) == (account is null) || await users.SubscriberAsync(customer, account, http.RequestAborted) is not { } name)
        {
            return Results.NotFound();
        }

        var (kind, id) = account is { } one ? (EntityKinds.Account, one) : (EntityKinds.Customer, customer!.Value);
        await grains.GetGrain<IAuditLogGrain>(0).NoteAsync(new(
            http.User.Actor(),
            "sign-in-as",
            kind,
            id.ToString(CultureInfo.InvariantCulture),
            $"{http.User.Actor()} opened self-care as {kind} {name}"));
        var ticket = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        var properties = ticket.Properties ?? new();
        properties.Items[Back] = LocalAddress.Of(form["returnUrl"]);
        await http.SignInAsync(IdentityConstants.ApplicationScheme, ActingTicket.Of(http.User, customer, account, name), properties);

        return Results.LocalRedirect("/my");
    }

    private static async Task<IResult> BackAsync(
        HttpContext http, IAntiforgery antiforgery, SignInManager<PortalUser> signIn, IGrainFactory grains)
    {
        if (!await antiforgery.IsRequestValidAsync(http) || !http.User.IsActing())
        {
            return Results.BadRequest();
        }

        if (await signIn.UserManager.GetUserAsync(http.User) is not { } user)
        {
            await signIn.SignOutAsync();

            return Results.LocalRedirect("/account/sign-in");
        }

        var ticket = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        var properties = ticket.Properties ?? new();
        var back = properties.Items.TryGetValue(Back, out var address) ? address : null;
        properties.Items.Remove(Back);
        await http.SignInAsync(IdentityConstants.ApplicationScheme, await signIn.CreateUserPrincipalAsync(user), properties);
        var (kind, id) = Whoever.Number(http.User, UserClaim.AccountId) is { } account
            ? (EntityKinds.Account, account)
            : (EntityKinds.Customer, Whoever.Number(http.User, UserClaim.CustomerId) ?? 0);
        await grains.GetGrain<IAuditLogGrain>(0).NoteAsync(new(
            http.User.Actor(),
            "sign-out-as",
            kind,
            id.ToString(CultureInfo.InvariantCulture),
            $"{http.User.Actor()} left self-care of {kind} {http.User.Identity!.Name}"));

        return Results.LocalRedirect(back is null or "/" ? "/admin" : back);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, SignInManager<PortalUser> signIn) =>
        !http.User.IsActing() && await signIn.UserManager.GetUserAsync(http.User) is { } user
            ? Json(await signIn.MakePasskeyCreationOptionsAsync(new()
            {
                Id = user.UserId.ToString(CultureInfo.InvariantCulture),
                Name = user.UserName,
                DisplayName = user.DisplayName ?? user.UserName,
            }))
            : Results.BadRequest();

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
