using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>One user: roles, locks, what proves that they are who they are.</summary>
public sealed partial class UserPage
{
    private readonly HashSet<string> _chosen = [];
    private IReadOnlyList<RoleSummary> _roles = [];
    private UserSummary? _user;
    private bool _isLoaded;
    private bool _busy;
    private string? _problem;
    private string? _told;
    private string? _password;

    [Parameter]
    public long UserId { get; set; }

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

    protected override async Task OnParametersSetAsync()
    {
        _roles = await Query.RolesAsync(CancellationToken.None);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        _user = await Query.FindAsync(UserId, CancellationToken.None);
        _isLoaded = true;
        _chosen.Clear();
        _chosen.UnionWith(_user?.Roles ?? []);
    }

    private void Choose(string role, bool isChosen) => _ = isChosen ? _chosen.Add(role) : _chosen.Remove(role);

    private Task ResetPasswordAsync() => ActAsync(
        async by =>
        {
            var (result, password) = await Desk.ResetPasswordAsync(by, UserId);
            _password = password;

            return result;
        },
        Text["The new password is below. It is shown this once; sessions that were open end."]);

    private Task DoAsync(Func<string, long, Task<IdentityResult>> act, string told) => ActAsync(by => act(by, UserId), told);

    private async Task ActAsync(Func<string, Task<IdentityResult>> act, string told)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _told, _password) = (true, null, null, null);

        try
        {
            // The page was opened a while ago: what the ticket allows is asked again with each act.
            var by = (await State).User;
            var isAllowed = (await Authorization.AuthorizeAsync(by, Permissions.UsersManage)).Succeeded;
            var result = isAllowed ? await act(by.Actor()) : null;
            _problem = result switch
            {
                null => Text["You have no permission for this any more. Nothing was done."],
                { Succeeded: false } => Text.Say(result),
                _ => null,
            };
            _told = told;
            await LoadAsync();
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
