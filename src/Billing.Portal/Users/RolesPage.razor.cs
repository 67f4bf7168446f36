using Billing.Contracts.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>The permission matrix.</summary>
public sealed partial class RolesPage
{
    private readonly Dictionary<long, HashSet<string>> _edited = [];
    private IReadOnlyList<RoleSummary> _roles = [];
    private string? _name;
    private string? _problem;
    private string? _told;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    [Inject]
    private IUserQuery Query { get; set; } = null!;

    [Inject]
    private RoleDesk Desk { get; set; } = null!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _roles = await Query.RolesAsync(CancellationToken.None);

    private static bool IsRemovable(RoleSummary role) => role is { IsFixed: false, Users: 0 };

    private bool Has(RoleSummary role, string permission) =>
        _edited.TryGetValue(role.RoleId, out var edited) ? edited.Contains(permission) : role.Permissions.Contains(permission);

    private void Choose(RoleSummary role, string permission, bool isChosen)
    {
        var edited = _edited.TryGetValue(role.RoleId, out var known) ? known : _edited[role.RoleId] = [.. role.Permissions];
        _ = isChosen ? edited.Add(permission) : edited.Remove(permission);

        if (edited.SetEquals(role.Permissions))
        {
            _edited.Remove(role.RoleId);
        }
    }

    private Task SaveAsync() => ActAsync(
        async by =>
        {
            var result = IdentityResult.Success;

            foreach (var (roleId, permissions) in _edited.ToArray())
            {
                result = await Desk.SetPermissionsAsync(by, roleId, permissions);

                if (!result.Succeeded)
                {
                    break;
                }

                _edited.Remove(roleId);
            }

            return result;
        },
        Text["Saved. Open pages follow within two minutes."]);

    private Task CreateAsync() => ActAsync(by => Desk.CreateAsync(by, _name ?? ""), Text["The role is there, with no permission yet."]);

    private Task DeleteAsync(RoleSummary role) => ActAsync(by => Desk.DeleteAsync(by, role.RoleId), Text["The role is gone."]);

    private async Task ActAsync(Func<string, Task<IdentityResult>> act, string told)
    {
        var by = (await State).User;
        var isAllowed = (await Authorization.AuthorizeAsync(by, Permissions.UsersManage)).Succeeded;
        var result = isAllowed ? await act(by.Actor()) : null;
        _problem = result switch
        {
            null => Text["You have no permission for this any more. Nothing was done."],
            { Succeeded: false } => Text.Say(result),
            _ => null,
        };
        (_told, _name) = (told, result?.Succeeded == true ? null : _name);
        _roles = await Query.RolesAsync(CancellationToken.None);
    }
}
