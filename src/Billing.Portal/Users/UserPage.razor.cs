using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>One user: roles, locks, what proves that they are who they are.</summary>
public sealed partial class UserPage
{
    private readonly HashSet<string> _chosen = [];
    private IReadOnlyList<RoleSummary> _roles = [];
    private IReadOnlyList<string> _granted = [];
    private UserSummary? _user;
    private string? _name;
    private string? _email;
    private (string? Name, string? Email) _known;
    private bool _isLoaded;
    private bool _busy;
    private string? _problem;
    private string? _told;
    private string? _password;

    [Parameter]
    public long UserId { get; set; }

    [Inject]
    private IUserQuery Query { get; set; } = null!;

    [Inject]
    private UserDesk Desk { get; set; } = null!;

    [Inject]
    private UserOrders Orders { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        _roles = await Query.RolesAsync(CancellationToken.None);
        await ShowAsync(namesToo: true, rolesToo: true);
    }

    // What is typed or ticked and has another button stays, and with it what was there when it was begun: what somebody else
    // changed meanwhile is refused when it is saved, as it would have been before.
    private async Task ShowAsync(bool namesToo, bool rolesToo)
    {
        _user = await Query.FindAsync(UserId, CancellationToken.None);
        _isLoaded = true;

        if (namesToo || (Typed(_name), Typed(_email)) == (Typed(_known.Name), Typed(_known.Email)))
        {
            _known = (_name, _email) = (_user?.DisplayName, _user?.Email);
        }

        if (rolesToo || _chosen.SetEquals(_granted))
        {
            _granted = _user?.Roles ?? [];
            _chosen.Clear();
            _chosen.UnionWith(_granted);
        }
    }

    private void Choose(string role, bool isChosen) => _ = isChosen ? _chosen.Add(role) : _chosen.Remove(role);

    private Task DescribeAsync() => DoAsync(
        (by, id) => Desk.DescribeAsync(by, id, _known, (Typed(_name), Typed(_email))), Text["Saved."], namesToo: true);

    private Task GrantAsync() => DoAsync(
        (by, id) => Desk.SetRolesAsync(by, id, _granted, _chosen), Text["Saved. Open pages follow within two minutes."], rolesToo: true);

    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private Task ResetPasswordAsync() => ActAsync(
        async by =>
        {
            var (result, password) = await Desk.ResetPasswordAsync(by, UserId);
            _password = password;

            return result;
        },
        Text["The new password is below. It is shown this once; sessions that were open end."]);

    private Task DoAsync(Func<string, long, Task<IdentityResult>> act, string told, bool namesToo = false, bool rolesToo = false) =>
        ActAsync(by => act(by, UserId), told, namesToo, rolesToo);

    private async Task ActAsync(Func<string, Task<IdentityResult>> act, string told, bool namesToo = false, bool rolesToo = false)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _told, _password) = (true, null, null, null);

        try
        {
            _problem = await Orders.GiveAsync(Permissions.UsersManage, act, () => ShowAsync(namesToo, rolesToo));
            _told = told;
        }
        finally
        {
            _busy = false;
        }
    }
}
