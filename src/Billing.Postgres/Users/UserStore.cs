using System.Globalization;
using Billing.Contracts.Users;
using Billing.Postgres.Paging;
using Billing.Postgres.Security;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Postgres.Users;

/// <summary>Identity's users, by plain SQL.</summary>
/// <remarks>
/// A write carries the stamp that it was computed from and is refused when somebody else wrote meanwhile. What counts failed
/// attempts does not wait for that: it is written at once, by itself, so that attempts side by side are all counted. A new
/// password, e-mail address or user name is Identity's decision; that a subscriber has no role of the staff is the schema's.
/// </remarks>
internal sealed partial class UserStore(Database database, SecretBox secrets, TimeProvider clock, IdentityErrorDescriber errors) :
    IUserPasswordStore<PortalUser>,
    IUserSecurityStampStore<PortalUser>,
    IUserEmailStore<PortalUser>,
    IUserTwoFactorStore<PortalUser>
{
    private const string InsertSql = $"""
        with written as (
            insert into portal_user
                (created_at, concurrency_stamp, user_name, normalized_user_name, display_name, email, normalized_email,
                 is_email_confirmed, password_hash, security_stamp, is_two_factor, authenticator_key, is_lockout_enabled,
                 is_disabled, customer_id, account_id, culture, time_zone, signed_in_at, is_password_issued)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            returning *, $1 as told_at
        ), {ToldSql}
        select user_id from written
        """;

    private const string UpdateSql = $"""
        with written as (
            update portal_user set
                concurrency_stamp = $21, user_name = $3, normalized_user_name = $4, display_name = $5, email = $6,
                normalized_email = $7, is_email_confirmed = $8, password_hash = $9, security_stamp = $10, is_two_factor = $11,
                authenticator_key = $12, is_lockout_enabled = $13, is_disabled = $14, customer_id = $15, account_id = $16,
                culture = $17, time_zone = $18, signed_in_at = $19, is_password_issued = $20
            where user_id = $1 and concurrency_stamp = $2
            returning *, $22::timestamptz as told_at
        ), {ToldSql}
        select user_id from written
        """;

    // Whose password the staff made is told so with the password's own write, once for each.
    private const string ToldSql = """
        told as (
            insert into notification (key, event, balance_id, account_id, facts, raised_at, due_at)
            select 'password/' || w.user_id || '/' || md5(w.password_hash), 22, b.balance_id, w.account_id, jsonb_build_object('user', w.user_name), w.told_at, w.told_at
            from written w
            cross join lateral (
                select balance_id from balance where customer_id = w.customer_id
                union all
                select balance_id from account where account_id = w.account_id
                order by balance_id
                limit 1
            ) b
            where w.is_password_issued and w.password_hash is not null
            on conflict (key) do nothing
        )
        """;

    public async Task<IdentityResult> CreateAsync(PortalUser user, CancellationToken cancellationToken)
    {
        user.CreatedAt = clock.GetUtcNow();
        user.ConcurrencyStamp = NewStamp();

        try
        {
            await using var command = database.Read.Command(
                InsertSql, [user.CreatedAt, user.ConcurrencyStamp, .. UserRows.Written(user)]);
            user.UserId = (long)(await command.ExecuteScalarAsync(cancellationToken))!;

            return IdentityResult.Success;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(errors.DuplicateUserName(user.UserName));
        }
    }

    public async Task<IdentityResult> UpdateAsync(PortalUser user, CancellationToken cancellationToken)
    {
        var stamp = NewStamp();

        try
        {
            await using var command = database.Read.Command(
                UpdateSql, [user.UserId, user.ConcurrencyStamp, .. UserRows.Written(user), stamp, clock.GetUtcNow()]);

            if (await command.ExecuteScalarAsync(cancellationToken) is null)
            {
                return IdentityResult.Failed(errors.ConcurrencyFailure());
            }

            user.ConcurrencyStamp = stamp;

            return IdentityResult.Success;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(errors.DuplicateUserName(user.UserName));
        }
    }

    public async Task<IdentityResult> DeleteAsync(PortalUser user, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            "delete from portal_user where user_id = $1 and concurrency_stamp = $2", user.UserId, user.ConcurrencyStamp);

        return await command.ExecuteNonQueryAsync(cancellationToken) == 1
            ? IdentityResult.Success
            : IdentityResult.Failed(errors.ConcurrencyFailure());
    }

    public async Task<PortalUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await FindAsync($"select {UserRows.Columns} from portal_user u where u.user_id = $1", id, cancellationToken)
            : null;

    public Task<PortalUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindAsync($"select {UserRows.Columns} from portal_user u where u.normalized_user_name = $1", normalizedUserName, cancellationToken);

    /// <returns>Null also where several have the address: customers of one household often do.</returns>
    public Task<PortalUser?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        FindAsync($"select {UserRows.Columns} from portal_user u where u.normalized_email = $1 limit 2", normalizedEmail, cancellationToken);

    public Task<string> GetUserIdAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.UserId.ToString(CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(PortalUser user, string? userName, CancellationToken cancellationToken) =>
        Set(user, one => one.UserName = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(PortalUser user, string? normalizedName, CancellationToken cancellationToken) =>
        Set(user, one => one.NormalizedUserName = normalizedName ?? "");

    public Task<string?> GetPasswordHashAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash is not null);

    // A key that was never turned on goes with the password that it was asked for with.
    public Task SetPasswordHashAsync(PortalUser user, string? passwordHash, CancellationToken cancellationToken) => Set(user, one =>
        (one.PasswordHash, one.ClosedAuthenticatorKey) = (passwordHash, one.IsTwoFactor ? one.ClosedAuthenticatorKey : null));

    public Task<string?> GetSecurityStampAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(PortalUser user, string stamp, CancellationToken cancellationToken) =>
        Set(user, one => one.SecurityStamp = stamp);

    public Task<string?> GetEmailAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.Email);

    public Task SetEmailAsync(PortalUser user, string? email, CancellationToken cancellationToken) => Set(user, one => one.Email = email);

    public Task<bool> GetEmailConfirmedAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.IsEmailConfirmed);

    public Task SetEmailConfirmedAsync(PortalUser user, bool confirmed, CancellationToken cancellationToken) =>
        Set(user, one => one.IsEmailConfirmed = confirmed);

    public Task<string?> GetNormalizedEmailAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(PortalUser user, string? normalizedEmail, CancellationToken cancellationToken) =>
        Set(user, one => one.NormalizedEmail = normalizedEmail);

    public Task<bool> GetTwoFactorEnabledAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult(user.IsTwoFactor);

    public Task SetTwoFactorEnabledAsync(PortalUser user, bool enabled, CancellationToken cancellationToken) =>
        Set(user, one => one.IsTwoFactor = enabled);

    public void Dispose()
    {
        // It holds nothing: connections are the pool's.
    }

    private static string NewStamp() => Guid.NewGuid().ToString("n");

    private static Task Set(PortalUser user, Action<PortalUser> change)
    {
        change(user);

        return Task.CompletedTask;
    }

    private async Task<PortalUser?> FindAsync(string sql, object key, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(sql, key);
        await using var row = await command.ReadAsync(cancellation);

        if (!await row.ReadAsync(cancellation))
        {
            return null;
        }

        var user = UserRows.Read(row);

        return await row.ReadAsync(cancellation) ? null : user;
    }
}
