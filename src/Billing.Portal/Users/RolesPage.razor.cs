using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Users;

/// <summary>The permission matrix.</summary>
public sealed partial class RolesPage
{
    // Each with what was there when its first box was ticked: that, and not what the page shows by then, is what it changes.
    private readonly Dictionary<long, (IReadOnlyList<string> Seen, HashSet<string> Chosen)> _edited = [];
    private IReadOnlyList<RoleSummary> _roles = [];
    private string? _name;
    private string? _problem;
    private string? _told;

    [Inject]
    private IUserQuery Query { get; set; } = null!;

    [Inject]
    private RoleDesk Desk { get; set; } = null!;

    [Inject]
    private UserOrders Orders { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _roles = await Query.RolesAsync(CancellationToken.None);

    private static bool IsRemovable(RoleSummary role) => role is { IsFixed: false, Users: 0 };

    private bool Has(RoleSummary role, string permission) =>
        _edited.TryGetValue(role.RoleId, out var edited) ? edited.Chosen.Contains(permission) : role.Permissions.Contains(permission);

    private void Choose(RoleSummary role, string permission, bool isChosen)
    {
        var (seen, chosen) = _edited.TryGetValue(role.RoleId, out var known) ? known : _edited[role.RoleId] = (role.Permissions, [.. role.Permissions]);
        _ = isChosen ? chosen.Add(permission) : chosen.Remove(permission);

        if (chosen.SetEquals(seen))
        {
            _edited.Remove(role.RoleId);
        }
    }

    private Task SaveAsync() => ActAsync(
        async by =>
        {
            var result = IdentityResult.Success;

            foreach (var (roleId, (seen, chosen)) in _edited.ToArray())
            {
                result = await Desk.SetPermissionsAsync(by, roleId, seen, chosen);
                _edited.Remove(roleId); // one that was refused begins again with what is there now

                if (!result.Succeeded)
                {
                    break;
                }
            }

            return result;
        },
        Text["Saved. Open pages follow within two minutes."]);

    private Task CreateAsync() => ActAsync(by => Desk.CreateAsync(by, _name ?? ""), Text["The role is there, with no permission yet."]);

    private Task DeleteAsync(RoleSummary role) => ActAsync(by => Desk.DeleteAsync(by, role.RoleId), Text["The role is gone."]);

    private async Task ActAsync(Func<string, Task<IdentityResult>> act, string told)
    {
        _problem = await Orders.GiveAsync(Permissions.UsersManage, act, async () => _roles = await Query.RolesAsync(CancellationToken.None));
        (_told, _name) = (told, _problem is null ? null : _name);
    }
}
