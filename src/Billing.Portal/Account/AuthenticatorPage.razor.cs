using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Billing.Portal.Account;

/// <summary>A key for an app, told once to who gives the password, proven by a first code; then the recovery codes, once.</summary>
public sealed partial class AuthenticatorPage
{
    private PortalUser? _user;
    private string? _key;
    private string? _problem;
    private bool _isBegun;
    private IReadOnlyList<string>? _codes;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "set-up")]
    private CodeForm? Form { get; set; }

    [SupplyParameterFromForm(FormName = "begin")]
    private ProofForm? Proof { get; set; }

    [Inject]
    private OwnUser Own { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    [Inject]
    private IOptions<BrandOptions> Brand { get; set; } = null!;

    // In fours, as people read it aloud and type it.
    private string Key => string.Join(' ', _key!.Chunk(4).Select(four => new string(four)));

    private string Address =>
        $"otpauth://totp/{Uri.EscapeDataString(Brand.Value.Name)}:{Uri.EscapeDataString(_user!.UserName)}"
        + $"?secret={_key}&issuer={Uri.EscapeDataString(Brand.Value.Name)}&digits=6&period=30";

    // Who only has the session gets no key, neither of an authenticator that is on nor of one that will be.
    protected override async Task OnInitializedAsync()
    {
        _user = await Own.FindAsync(Http);
        _isBegun = Form is not null; // what is sent has to be on the page when it arrives

        if (_user.IsTwoFactor || _user.IsPasswordIssued)
        {
            Navigation.NavigateTo("account/profile");
        }
    }

    private async Task BeginAsync()
    {
        _problem = Text.Problem(await Own.ProveAsync(Http, _user!, Proof?.Password));

        if (_problem is not null)
        {
            return;
        }

        (_isBegun, _key) = (true, await Own.NewKeyAsync(_user!));
    }

    private async Task ConfirmAsync()
    {
        _isBegun = true;

        var proof = await Own.ProveCodeAsync(Http, _user!, Form?.Code);

        if (proof is not ProofResult.Proven)
        {
            _problem = proof is ProofResult.Wait
                ? Text.Problem(proof)
                : Text["This code does not work. Is the clock of the phone right? Take the next one."];

            return;
        }

        await Own.Users.SetTwoFactorEnabledAsync(_user!, true);
        _codes = [.. await Own.Users.GenerateNewTwoFactorRecoveryCodesAsync(_user!, 10) ?? []];
        await Own.GoOnAsync(_user!);
    }
}

public sealed class ProofForm
{
    public string? Password { get; set; }
}
