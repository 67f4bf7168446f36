using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Account;

/// <summary>The code of the authenticator app, or a recovery code, of who gave the right password a moment ago.</summary>
public sealed partial class TwoFactorPage
{
    private string? _problem;

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
