using System.Buffers.Text;
using System.Globalization;
using Billing.Contracts.Users;
using Billing.Portal.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Account;

/// <summary>The passkeys of who is signed in.</summary>
public sealed partial class PasskeySection
{
    private PortalUser? _user;
    private IList<UserPasskeyInfo> _passkeys = [];
    private string? _problem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "passkey")]
    private PasskeyForm? Form { get; set; }

    // Of whichever passkey: each has a form of its own.
    [SupplyParameterFromForm]
    private ProofForm? Removal { get; set; }

    [Inject]
    private OwnUser Own { get; set; } = null!;

    [Inject]
    private SignInManager<PortalUser> SignIn { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _user = await Own.FindAsync(Http);
        _passkeys = await Own.Users.GetPasskeysAsync(_user);
    }

    private static string Id(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    private async Task AddAsync()
    {
        _problem = await ProblemAsync();
        _passkeys = await Own.Users.GetPasskeysAsync(_user!);
    }

    private async Task<string?> ProblemAsync()
    {
        if (Text.Problem(await Own.ProveAsync(Http, _user!, Form?.Password)) is { } problem)
        {
            return problem;
        }

        PasskeyAttestationResult attestation;

        try
        {
            attestation = await SignIn.PerformPasskeyAttestationAsync(Form!.Credential ?? "");
        }
        catch (InvalidOperationException)
        {
            return Text["The browser made no passkey. Nothing was changed."]; // it answers no question that we asked
        }

        if (!attestation.Succeeded || attestation.UserEntity.Id != _user!.UserId.ToString(CultureInfo.InvariantCulture))
        {
            return Text["The browser made no passkey. Nothing was changed."];
        }

        attestation.Passkey.Name = string.IsNullOrWhiteSpace(Form.Name) ? null : Form.Name.Trim();
        var result = await Own.Users.AddOrUpdatePasskeyAsync(_user, attestation.Passkey);

        return result.Succeeded ? null : Text.Say(result);
    }

    private async Task RemoveAsync(UserPasskeyInfo passkey)
    {
        _problem = Text.Problem(await Own.ProveAsync(Http, _user!, Removal?.Password));

        if (_problem is not null)
        {
            return;
        }

        await Own.Users.RemovePasskeyAsync(_user!, passkey.CredentialId);
        _passkeys = await Own.Users.GetPasskeysAsync(_user!);
    }
}

public sealed class PasskeyForm
{
    public string? Name { get; set; }

    public string? Password { get; set; }

    /// <summary>The browser's answer, JSON of WebAuthn.</summary>
    public string? Credential { get; set; }
}
