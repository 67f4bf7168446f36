using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Account;

/// <summary>With a password or a passkey. A refusal is the same sentence whatever was wrong, also for who is locked or disabled.</summary>
public sealed partial class SignInPage
{
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInForm? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [Inject]
    private SignInManager<PortalUser> SignIn { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    private IOptions<BrandOptions> Brand { get; set; } = null!;

    // Whose page lost its session, but not the cookie, comes here and goes on with what the database says of them now: the cookie
    // was asked at the beginning of the request, as on every page here, and is a new one. An ended session is nobody's by then.
    protected override void OnInitialized()
    {
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(LocalAddress.Of(ReturnUrl));
        }
    }

    private async Task SignInAsync()
    {
        using var turn = await Limits.AcquireAsync(Http);

        if (!turn.IsAcquired)
        {
            Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _problem = Text["Too many people or programs try to sign in from where you are. Wait a minute, then try again."];

            return;
        }

        var result = Form switch
        {
            { Passkey: { Length: > 0 } passkey } => await WithPasskeyAsync(passkey),
            { UserName.Length: > 0, Password: { Length: > 0 } password } => await SignIn.PasswordSignInAsync(
                Form.UserName.Trim(), password, Form.Remember, lockoutOnFailure: true),
            _ => SignInResult.Failed,
        };

        if (result.RequiresTwoFactor)
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
                "account/two-factor", new Dictionary<string, object?> { ["returnUrl"] = ReturnUrl, ["remember"] = Form!.Remember }));
        }
        else if (result.Succeeded)
        {
            Navigation.NavigateTo(LocalAddress.Of(ReturnUrl));
        }
        else
        {
            _problem = Text["That did not work. Check the user name and the password. After 5 failed attempts nobody gets in for 10 minutes, also with the right password."];
        }
    }

    private async Task<SignInResult> WithPasskeyAsync(string passkey)
    {
        try
        {
            return await SignIn.PasskeySignInAsync(passkey);
        }
        catch (InvalidOperationException)
        {
            return SignInResult.Failed; // it answers no question that we asked, or one of long ago
        }
    }
}

/// <summary>What the sign-in form sends.</summary>
public sealed class SignInForm
{
    public string UserName { get; set; } = "";

    public string? Password { get; set; }

    public bool Remember { get; set; }

    /// <summary>The browser's answer, JSON of WebAuthn; then there is no password.</summary>
    public string? Passkey { get; set; }
}
