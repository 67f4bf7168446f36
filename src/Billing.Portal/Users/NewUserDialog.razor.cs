using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Users;

/// <summary>A new member of the staff.</summary>
public sealed partial class NewUserDialog
{
    private readonly HashSet<string> _chosen = [PortalRole.ReadOnly];
    private IReadOnlyList<RoleSummary> _roles = [];
    private string? _name;
    private string? _displayName;
    private string? _email;
    private string? _problem;
    private string? _password;
    private bool _busy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private IUserQuery Query { get; set; } = null!;

    [Inject]
    private UserDesk Desk { get; set; } = null!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _roles = await Query.RolesAsync(CancellationToken.None);

    private void Choose(string role, bool isChosen) => _ = isChosen ? _chosen.Add(role) : _chosen.Remove(role);

    private async Task AddAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem) = (true, null);

        try
        {
            var by = (await State).User;

            if (!(await Authorization.AuthorizeAsync(by, Permissions.UsersManage)).Succeeded)
            {
                _problem = Text["You have no permission for this any more. Nothing was done."];

                return;
            }

            var email = string.IsNullOrWhiteSpace(_email) ? null : _email.Trim();
            var user = new PortalUser { UserName = _name?.Trim() ?? "", DisplayName = _displayName?.Trim(), Email = email };
            var (result, password) = await Desk.CreateAsync(by.Actor(), user, [.. _chosen]);
            (_problem, _password) = (result.Succeeded ? null : Text.Say(result), password);
        }
        catch (Exception failure) when (failure.IsExpected())
        {
            _problem = Text["No answer came. It may be done: look before you press the button again."];
        }
        finally
        {
            _busy = false;
        }
    }
}
