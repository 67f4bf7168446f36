using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Billing.Contracts.Users;
using Billing.Postgres.Paging;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Postgres.Users;

/// <summary>Identity's roles: a name and permissions, which Identity knows as the role's claims.</summary>
/// <remarks>A fixed role is refused every change; <see cref="PortalRole.Administrator"/> has all permissions by itself.</remarks>
internal sealed class RoleStore(Database database, IdentityErrorDescriber errors) : IRoleClaimStore<PortalRole>
{
    private const string Columns = "role_id, name, normalized_name, permissions, is_fixed, concurrency_stamp";

    private const string FoundSql = $"select {Columns} from portal_role where ";

    public async Task<IdentityResult> CreateAsync(PortalRole role, CancellationToken cancellationToken)
    {
        role.ConcurrencyStamp = Guid.NewGuid().ToString("n");

        try
        {
            await using var command = database.Read.Command(
                """
                insert into portal_role (name, normalized_name, permissions, concurrency_stamp) values ($1, $2, $3, $4)
                returning role_id
                """,
                role.Name,
                role.NormalizedName,
                role.Permissions.ToArray(),
                role.ConcurrencyStamp);
            role.RoleId = (long)(await command.ExecuteScalarAsync(cancellationToken))!;

            return IdentityResult.Success;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(errors.DuplicateRoleName(role.Name));
        }
    }

    public async Task<IdentityResult> UpdateAsync(PortalRole role, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString("n");

        try
        {
            await using var command = database.Read.Command(
                """
                update portal_role set name = $3, normalized_name = $4, permissions = $5, concurrency_stamp = $6
                where role_id = $1 and concurrency_stamp = $2 and not is_fixed
                """,
                role.RoleId,
                role.ConcurrencyStamp,
                role.Name,
                role.NormalizedName,
                role.Permissions.ToArray(),
                stamp);

            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return Refused(role);
            }

            role.ConcurrencyStamp = stamp;

            return IdentityResult.Success;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(errors.DuplicateRoleName(role.Name));
        }
    }

    public async Task<IdentityResult> DeleteAsync(PortalRole role, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Read.Command(
                "delete from portal_role where role_id = $1 and concurrency_stamp = $2 and not is_fixed",
                role.RoleId,
                role.ConcurrencyStamp);

            return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? IdentityResult.Success : Refused(role);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return IdentityResult.Failed(new IdentityError { Code = "RoleInUse", Description = $"Users have the role {role.Name}." });
        }
    }

    public async Task<PortalRole?> FindByIdAsync(string roleId, CancellationToken cancellationToken) =>
        long.TryParse(roleId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await FindAsync($"{FoundSql} role_id = $1", id, cancellationToken)
            : null;

    public Task<PortalRole?> FindByNameAsync(string normalizedRoleName, CancellationToken cancellationToken) =>
        FindAsync($"{FoundSql} normalized_name = $1", normalizedRoleName, cancellationToken);

    public Task<string> GetRoleIdAsync(PortalRole role, CancellationToken cancellationToken) =>
        Task.FromResult(role.RoleId.ToString(CultureInfo.InvariantCulture));

    public Task<string?> GetRoleNameAsync(PortalRole role, CancellationToken cancellationToken) => Task.FromResult<string?>(role.Name);

    public Task SetRoleNameAsync(PortalRole role, string? roleName, CancellationToken cancellationToken)
    {
        role.Name = roleName ?? "";

        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedRoleNameAsync(PortalRole role, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(role.NormalizedName);

    public Task SetNormalizedRoleNameAsync(PortalRole role, string? normalizedName, CancellationToken cancellationToken)
    {
        role.NormalizedName = normalizedName ?? "";

        return Task.CompletedTask;
    }

    public Task<IList<Claim>> GetClaimsAsync(PortalRole role, CancellationToken cancellationToken = default)
    {
        IEnumerable<string> permissions = role is { IsFixed: true, Name: PortalRole.Administrator } ? Permissions.All : role.Permissions;

        return Task.FromResult<IList<Claim>>([.. permissions.Select(permission => new Claim(UserClaim.Permission, permission))]);
    }

    /// <exception cref="ArgumentException">It is not a permission that there is.</exception>
    public Task AddClaimAsync(PortalRole role, Claim claim, CancellationToken cancellationToken = default)
    {
        if (claim.Type != UserClaim.Permission || !Permissions.All.Contains(claim.Value))
        {
            throw new ArgumentException($"{claim.Type} {claim.Value}: expected a permission that there is", nameof(claim));
        }

        role.Permissions = [.. role.Permissions.Append(claim.Value).Distinct()];

        return Task.CompletedTask;
    }

    public Task RemoveClaimAsync(PortalRole role, Claim claim, CancellationToken cancellationToken = default)
    {
        role.Permissions = [.. role.Permissions.Where(permission => permission != claim.Value)];

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // It holds nothing: connections are the pool's.
    }

    private IdentityResult Refused(PortalRole role) => IdentityResult.Failed(role.IsFixed
        ? new IdentityError { Code = "RoleFixed", Description = $"The role {role.Name} cannot be changed." }
        : errors.ConcurrencyFailure());

    private async Task<PortalRole?> FindAsync(string sql, object key, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(sql, key);
        await using var row = await command.ReadAsync(cancellation);

        return await row.ReadAsync(cancellation)
            ? new()
            {
                RoleId = row.GetInt64(0),
                Name = row.GetString(1),
                NormalizedName = row.GetString(2),
                Permissions = row.GetFieldValue<string[]>(3).ToImmutableArray(),
                IsFixed = row.GetBoolean(4),
                ConcurrencyStamp = row.GetString(5),
            }
            : null;
    }
}
