using Billing.Contracts.Users;
using Billing.Postgres.Paging;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Postgres.Users;

/// <summary>Roles of the staff.</summary>
internal sealed partial class UserStore : IUserRoleStore<PortalUser>, IStaffRoles
{
    // The user's stamp moves on only if all of the roles are there; what is given and taken selects from that.
    private const string SetRolesSql = """
        with wanted as (
            select role_id from portal_role where normalized_name = any($4)
        ), moved as (
            update portal_user set concurrency_stamp = $3
            where user_id = $1 and concurrency_stamp = $2 and is_staff and (select count(*) from wanted) = cardinality($4)
            returning user_id
        ), taken as (
            delete from portal_user_role m using moved
            where m.user_id = moved.user_id and not exists (select from wanted where wanted.role_id = m.role_id)
        ), given as (
            insert into portal_user_role (user_id, role_id) select user_id, role_id from moved cross join wanted on conflict do nothing
        )
        select exists (select from moved)
        """;

    public async Task<bool> SetAsync(PortalUser user, IReadOnlyCollection<string> roles, CancellationToken cancellation)
    {
        var stamp = NewStamp();
        string[] names = [.. roles.Select(role => role.ToUpperInvariant()).Distinct()];

        try
        {
            await using var command = database.Read.Command(SetRolesSql, user.UserId, user.ConcurrencyStamp, stamp, names);

            if (!(bool)(await command.ReadValueAsync(cancellation))!)
            {
                return false;
            }
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false; // a role was removed just now
        }

        user.ConcurrencyStamp = stamp;

        return true;
    }

    /// <exception cref="InvalidOperationException">The user is a subscriber, or there is no such role.</exception>
    public async Task AddToRoleAsync(PortalUser user, string roleName, CancellationToken cancellationToken)
    {
        if (!user.IsStaff)
        {
            throw new InvalidOperationException($"{user.UserName} is a subscriber: only the staff has roles");
        }

        await using var command = database.Read.Command(
            """
            with r as (
                select role_id from portal_role where normalized_name = $2
            ), added as (
                insert into portal_user_role (user_id, role_id) select $1, role_id from r on conflict do nothing
            )
            select count(*) from r
            """,
            user.UserId,
            roleName);

        if ((long)(await command.ReadValueAsync(cancellationToken))! == 0)
        {
            throw new InvalidOperationException($"there is no role {roleName}");
        }
    }

    public async Task RemoveFromRoleAsync(PortalUser user, string roleName, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            """
            delete from portal_user_role
            where user_id = $1 and role_id = (select role_id from portal_role where normalized_name = $2)
            """,
            user.UserId,
            roleName);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IList<string>> GetRolesAsync(PortalUser user, CancellationToken cancellationToken) =>
    [
        .. await database.Read.ListAsync(
            "select r.name from portal_user_role m join portal_role r using (role_id) where m.user_id = $1 order by r.name",
            row => row.GetString(0),
            cancellationToken,
            user.UserId),
    ];

    public async Task<bool> IsInRoleAsync(PortalUser user, string roleName, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            """
            select exists (select from portal_user_role m join portal_role r using (role_id)
                           where m.user_id = $1 and r.normalized_name = $2)
            """,
            user.UserId,
            roleName);

        return (bool)(await command.ReadValueAsync(cancellationToken))!;
    }

    public async Task<IList<PortalUser>> GetUsersInRoleAsync(string roleName, CancellationToken cancellationToken) =>
    [
        .. await database.Read.ListAsync(
            $"""
            select {UserRows.Columns}
            from portal_role r join portal_user_role m using (role_id) join portal_user u on u.user_id = m.user_id
            where r.normalized_name = $1
            order by u.normalized_user_name
            """,
            UserRows.Read,
            cancellationToken,
            roleName),
    ];
}
