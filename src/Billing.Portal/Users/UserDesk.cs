using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Billing.Contracts.Changes;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Portal.Users;

/// <summary>What administrators do with users; each is in the audit log, and none locks all administrators out.</summary>
/// <remarks>Whoever calls it has checked that <c>by</c>, a user name, may manage users.</remarks>
internal sealed class UserDesk(UserManager<PortalUser> users, IStaffRoles staffRoles, IUserQuery query, IGrainFactory grains)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789"; // none that is taken for another

    /// <returns>With success, the password that was made: told this once.</returns>
    public async Task<(IdentityResult Result, string? Password)> CreateAsync(string by, PortalUser user, IReadOnlyList<string> roles)
    {
        var password = NewPassword();
        user.IsPasswordIssued = true;
        var result = await users.CreateAsync(user, password);

        if (!result.Succeeded)
        {
            return (result, null);
        }

        IReadOnlyList<string> given = [];

        try
        {
            if (roles.Count > 0)
            {
                (result, given) = await staffRoles.SetAsync(user, roles, CancellationToken.None) ? (result, roles) : (Changed, given);
            }
        }
        finally
        {
            await NoteAsync(by, "create", user, $"create user {user.UserName}", after: new { roles = given, user.CustomerId, user.AccountId });
        }

        return (result, password);
    }

    /// <summary>What a user is called, and the address that they are found and written to by; nobody is signed out.</summary>
    /// <param name="seen">What the page showed: if another has changed it since, nothing is done.</param>
    public Task<IdentityResult> DescribeAsync(
        string by, long userId, (string? Name, string? Email) seen, (string? Name, string? Email) wanted) => DoAsync(userId, async user =>
    {
        var had = (Name: user.DisplayName, user.Email);

        if (had != seen)
        {
            return Changed;
        }

        (user.DisplayName, user.Email) = wanted;
        var result = await users.UpdateAsync(user);

        if (result.Succeeded && had != wanted)
        {
            var changes = new[] { ("name", had.Name, wanted.Name), ("e-mail", had.Email, wanted.Email) }
                .Where(change => change.Item2 != change.Item3)
                .Select(change => $"{change.Item1} {change.Item2 ?? "none"} → {change.Item3 ?? "none"}");
            await NoteAsync(
                by, "edit", user, $"edit user {user.UserName}: {string.Join(", ", changes)}",
                new { name = had.Name, email = had.Email }, new { name = wanted.Name, email = wanted.Email });
        }

        return result;
    });

    /// <summary>It is as good as new after failed attempts; what an administrator locked stays locked.</summary>
    /// <returns>With success, the password that was made: told this once.</returns>
    public Task<(IdentityResult Result, string? Password)> ResetPasswordAsync(string by, long userId) => WithAsync(userId, async user =>
    {
        var password = NewPassword();
        user.IsPasswordIssued = true;
        var result = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);

        if (result.Succeeded)
        {
            if (!user.IsLockedByHand)
            {
                await users.SetLockoutEndDateAsync(user, null);
            }

            await users.ResetAccessFailedCountAsync(user);
            await NoteAsync(by, "reset-password", user, $"set a new password of user {user.UserName}");
        }

        return (result, result.Succeeded ? password : null);
    });

    /// <param name="seen">The roles that the page showed: if another has changed them since, nothing is done.</param>
    public Task<IdentityResult> SetRolesAsync(
        string by, long userId, IReadOnlyCollection<string> seen, IReadOnlyCollection<string> roles) => DoAsync(userId, async user =>
    {
        var had = await users.GetRolesAsync(user);

        if (!had.ToHashSet().SetEquals(seen))
        {
            return Changed;
        }

        if (had.Contains(PortalRole.Administrator) && !roles.Contains(PortalRole.Administrator) && await IsLastAsync(user))
        {
            return LastAdministrator;
        }

        if (!await staffRoles.SetAsync(user, roles, CancellationToken.None))
        {
            return Changed;
        }

        await NoteAsync(by, "edit", user, $"edit user {user.UserName}: roles {Names(had)} → {Names(roles)}", new { roles = had }, new { roles });

        return IdentityResult.Success;
    });

    /// <summary>Until somebody unlocks them; every session ends.</summary>
    public Task<IdentityResult> LockAsync(string by, long userId) => DoAsync(userId, async user =>
    {
        if (await RefusalAsync(by, user) is { } refusal)
        {
            return refusal;
        }

        await users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue);
        await NoteAsync(by, "lock", user, $"lock user {user.UserName}");

        return await users.UpdateSecurityStampAsync(user);
    });

    public Task<IdentityResult> UnlockAsync(string by, long userId) => DoAsync(userId, async user =>
    {
        await users.SetLockoutEndDateAsync(user, null);
        await NoteAsync(by, "unlock", user, $"unlock user {user.UserName}");

        return await users.ResetAccessFailedCountAsync(user);
    });

    /// <summary>A disabled user does not sign in; every session ends.</summary>
    public Task<IdentityResult> DisableAsync(string by, long userId, bool isDisabled) => DoAsync(userId, async user =>
    {
        if (isDisabled && await RefusalAsync(by, user) is { } refusal)
        {
            return refusal;
        }

        user.IsDisabled = isDisabled;
        var verb = isDisabled ? "disable" : "enable";
        var result = await users.UpdateSecurityStampAsync(user);

        if (result.Succeeded)
        {
            await NoteAsync(by, verb, user, $"{verb} user {user.UserName}", new { disabled = !isDisabled }, new { disabled = isDisabled });
        }

        return result;
    });

    public Task<IdentityResult> ResetTwoFactorAsync(string by, long userId) => DoAsync(userId, async user =>
    {
        await NoteAsync(by, "reset-two-factor", user, $"forget authenticator, recovery codes and passkeys of user {user.UserName}");

        return await users.ForgetAsync(user);
    });

    public Task<IdentityResult> EndSessionsAsync(string by, long userId) => DoAsync(userId, async user =>
    {
        await NoteAsync(by, "end-sessions", user, $"sign user {user.UserName} out everywhere");

        return await users.UpdateSecurityStampAsync(user);
    });

    internal static IdentityResult LastAdministrator { get; } = IdentityResult.Failed(new IdentityError
    {
        Code = nameof(LastAdministrator),
        Description = "This is the last administrator who can sign in.",
    });

    private static IdentityResult Changed { get; } = IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());

    private static IdentityResult Oneself { get; } = IdentityResult.Failed(new IdentityError
    {
        Code = nameof(Oneself),
        Description = "You cannot do this to yourself.",
    });

    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    private static string Names(IEnumerable<string> roles) => string.Join(", ", roles.Order(StringComparer.Ordinal)) is { Length: > 0 } names ? names : "none";

    private async Task<IdentityResult?> RefusalAsync(string by, PortalUser user) =>
        string.Equals(by, user.UserName, StringComparison.OrdinalIgnoreCase) ? Oneself
        : await users.IsInRoleAsync(user, PortalRole.Administrator) && await IsLastAsync(user) ? LastAdministrator
        : null;

    private async Task<bool> IsLastAsync(PortalUser user) =>
        !user.IsDisabled && await query.OtherAdministratorsAsync(user.UserId, CancellationToken.None) == 0;

    private async Task<IdentityResult> DoAsync(long userId, Func<PortalUser, Task<IdentityResult>> act) =>
        (await WithAsync(userId, async user => (await act(user), null))).Result;

    private async Task<(IdentityResult Result, string? Password)> WithAsync(
        long userId, Func<PortalUser, Task<(IdentityResult Result, string? Password)>> act) =>
        await users.FindByIdAsync(userId.ToString(CultureInfo.InvariantCulture)) is { } user
            ? await act(user)
            : (Changed, null);

    private Task NoteAsync(string by, string action, PortalUser user, string sentence, object? before = null, object? after = null) =>
        grains.GetGrain<IAuditLogGrain>(0).NoteAsync(new(
            by,
            action,
            "user",
            user.UserId.ToString(CultureInfo.InvariantCulture),
            sentence,
            before is null ? null : JsonSerializer.Serialize(before, JsonSerializerOptions.Web),
            after is null ? null : JsonSerializer.Serialize(after, JsonSerializerOptions.Web)));
}
