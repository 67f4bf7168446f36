using System.Globalization;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Users;

/// <summary>What administrators do with roles; each is in the audit log.</summary>
internal sealed class RoleDesk(RoleManager<PortalRole> roles, IGrainFactory grains)
{
    public async Task<IdentityResult> CreateAsync(string by, string name)
    {
        var role = new PortalRole { Name = name.Trim() };
        var result = await roles.CreateAsync(role);

        return result.Succeeded ? await NotedAsync(by, "create", role, $"create role {role.Name}", null, role.Permissions) : result;
    }

    /// <param name="seen">The permissions that the page showed: if another has changed them since, nothing is done.</param>
    public async Task<IdentityResult> SetPermissionsAsync(
        string by, long roleId, IReadOnlyCollection<string> seen, IReadOnlyCollection<string> permissions)
    {
        if (await FindAsync(roleId) is not { } role || !role.Permissions.ToHashSet().SetEquals(seen))
        {
            return Gone;
        }

        var (had, has) = (role.Permissions, (IReadOnlyList<string>)[.. Permissions.All.Where(permissions.Contains)]);
        role.Permissions = has;
        var result = await roles.UpdateAsync(role);
        string[] changes = [.. has.Except(had).Select(one => "+" + one), .. had.Except(has).Select(one => "−" + one)];

        return result.Succeeded
            ? await NotedAsync(by, "edit", role, $"edit role {role.Name}: {string.Join(", ", changes)}", had, has)
            : result;
    }

    public async Task<IdentityResult> DeleteAsync(string by, long roleId)
    {
        if (await FindAsync(roleId) is not { } role)
        {
            return Gone;
        }

        var result = await roles.DeleteAsync(role);

        return result.Succeeded ? await NotedAsync(by, "delete", role, $"delete role {role.Name}", role.Permissions, null) : result;
    }

    private static IdentityResult Gone => IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());

    private Task<PortalRole?> FindAsync(long roleId) => roles.FindByIdAsync(roleId.ToString(CultureInfo.InvariantCulture));

    private async Task<IdentityResult> NotedAsync(
        string by, string action, PortalRole role, string sentence, IReadOnlyList<string>? before, IReadOnlyList<string>? after)
    {
        await grains.GetGrain<IAuditLogGrain>(0).NoteAsync(new(
            by, action, "role", role.RoleId.ToString(CultureInfo.InvariantCulture), sentence, Json(before), Json(after)));

        return IdentityResult.Success;

        static string? Json(IReadOnlyList<string>? permissions) =>
            permissions is null ? null : JsonSerializer.Serialize(new { permissions });
    }
}
