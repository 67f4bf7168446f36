using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Postgres.Users;

/// <summary>Failed attempts and locks: each is one statement of its own, for a user that is stored.</summary>
internal sealed partial class UserStore : IUserLockoutStore<PortalUser>
{
    public Task<DateTimeOffset?> GetLockoutEndDateAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockoutEndAt);

    public async Task SetLockoutEndDateAsync(PortalUser user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        user.LockoutEndAt = lockoutEnd?.ToUniversalTime();
        await using var command = database.Read.Command(
            "update portal_user set lockout_end_at = $2 where user_id = $1", user.UserId, user.LockoutEndAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<int> IncrementAccessFailedCountAsync(PortalUser user, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            "update portal_user set failed_count = failed_count + 1 where user_id = $1 returning failed_count", user.UserId);

        return user.FailedCount = (int)(await command.ExecuteScalarAsync(cancellationToken) ?? 0);
    }

    public async Task ResetAccessFailedCountAsync(PortalUser user, CancellationToken cancellationToken)
    {
        user.FailedCount = 0;
        await using var command = database.Read.Command("update portal_user set failed_count = 0 where user_id = $1", user.UserId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<int> GetAccessFailedCountAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.FailedCount);

    public Task<bool> GetLockoutEnabledAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.IsLockoutEnabled);

    public Task SetLockoutEnabledAsync(PortalUser user, bool enabled, CancellationToken cancellationToken) =>
        Set(user, one => one.IsLockoutEnabled = enabled);
}
