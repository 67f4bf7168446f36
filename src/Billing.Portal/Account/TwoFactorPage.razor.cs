using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Account;

/// <summary>The code of the authenticator app, or a recovery code, of who gave the right password a moment ago.</summary>
public sealed partial class TwoFactorPage
{
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "two-factor")]
    private CodeForm? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery]
    private bool Remember { get; set; }

    [SupplyParameterFromQuery]
    private bool Recovery { get; set; }

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

    private string Other => Navigation.GetUriWithQueryParameter("recovery", !Recovery);

    protected override async Task OnInitializedAsync()
    {
        if (await SignIn.GetTwoFactorAuthenticationUserAsync() is null)
        {
            Navigation.NavigateTo("account/sign-in"); // five minutes are over, or somebody came here by an address
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

        var code = Form?.Code ?? "";
        var result = Recovery
            ? await SignIn.TwoFactorRecoveryCodeSignInAsync(code)
            : await SignIn.TwoFactorAuthenticatorSignInAsync(code, Remember, rememberClient: false);

        if (result.Succeeded)
        {
            Navigation.NavigateTo(LocalAddress.Of(ReturnUrl));
        }
        else if (result.IsLockedOut)
        {
            Navigation.NavigateTo("account/locked");
        }
        else
        {
            _problem = Text["This code does not work, or was used already. Take the next one."];
        }
    }
}

public sealed class CodeForm
{
    public string Code { get; set; } = "";
}
