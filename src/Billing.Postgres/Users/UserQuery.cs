using Billing.Contracts.Users;
using Npgsql;

namespace Billing.Postgres.Users;

internal sealed class UserQuery(Database database, TimeProvider clock) : IUserQuery
{
    private const string Columns = """
        u.user_id, u.user_name, u.display_name, u.email,
        array(select r.name from portal_user_role m join portal_role r using (role_id) where m.user_id = u.user_id order by r.name),
        u.customer_id, u.account_id, u.is_disabled, u.lockout_end_at, u.is_two_factor,
        (select count(*)::int from portal_passkey p where p.user_id = u.user_id), u.created_at, u.signed_in_at,
        u.normalized_user_name
        """;

    // Beginnings as ranges, not as patterns: a prepared statement finds those in an index, whatever its argument.
    private const string Filter = """
        ($1::text is null
         or u.normalized_user_name >= $1 and u.normalized_user_name < $1 || chr(1114111)
         or u.normalized_email >= $1 and u.normalized_email < $1 || chr(1114111)
         or upper(u.display_name) collate "C" >= $1 and upper(u.display_name) collate "C" < $1 || chr(1114111))
        and ($2::boolean is null or u.is_staff = $2)
        and ($3::text is null or exists (
            select from portal_user_role m join portal_role r using (role_id) where m.user_id = u.user_id and r.name = $3))
        and ($4::int is null
             or $4 = 3 and u.is_disabled
             or $4 = 2 and not u.is_disabled and u.lockout_end_at > $5
             or $4 = 1 and not u.is_disabled and (u.lockout_end_at is null or u.lockout_end_at <= $5))
        and ($6::bigint is null or u.customer_id = $6)
        and ($7::bigint is null or u.account_id = $7)
        """;

    private const string ForwardSql = $"""
        select {Columns} from portal_user u
        where {Filter} and ($8::text is null or u.normalized_user_name > $8)
        order by u.normalized_user_name limit $9
        """;

    private const string BackwardSql = $"""
        select {Columns} from portal_user u
        where {Filter} and ($8::text is null or u.normalized_user_name < $8)
        order by u.normalized_user_name desc limit $9
        """;

    private const string CountSql = $"""
        select count(*)::int from (select from portal_user u where {Filter} limit $8) one
        """;

    public async Task<UserList> ListAsync(UserFilter filter, string? after, int most, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 500);
        await using var command = database.Read.Command(
            filter.IsDescending ? BackwardSql : ForwardSql, [.. Arguments(filter), after, most + 1]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var users = new List<UserSummary>();
        var last = "";

        while (await row.ReadAsync(cancellation))
        {
            if (users.Count == most)
            {
                return new(users, last);
            }

            users.Add(Read(row));
            last = row.GetString(13);
        }

        return new(users, Next: null);
    }

    public async Task<int> CountAsync(UserFilter filter, int most, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(CountSql, [.. Arguments(filter), most]);

        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task<UserSummary?> FindAsync(long userId, CancellationToken cancellation)
    {
        await using var command = database.Read.Command($"select {Columns} from portal_user u where u.user_id = $1", userId);
        await using var row = await command.ExecuteReaderAsync(cancellation);

        return await row.ReadAsync(cancellation) ? Read(row) : null;
    }

    public async Task<IReadOnlyList<RoleSummary>> RolesAsync(CancellationToken cancellation)
    {
        await using var command = database.Read.Command(
            """
            select role_id, name, is_fixed, permissions,
                   (select count(*)::int from portal_user_role m where m.role_id = r.role_id)
            from portal_role r
            order by is_fixed desc, role_id
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var roles = new List<RoleSummary>();

        while (await row.ReadAsync(cancellation))
        {
            var (name, isFixed) = (row.GetString(1), row.GetBoolean(2));
            roles.Add(new(
                row.GetInt64(0),
                name,
                isFixed,
                isFixed && name == PortalRole.Administrator ? Permissions.All : row.GetFieldValue<string[]>(3),
                row.GetInt32(4)));
        }

        return roles;
    }

    public async Task<int> OtherAdministratorsAsync(long userId, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(
            """
            select count(*)::int
            from portal_role r join portal_user_role m using (role_id) join portal_user u on u.user_id = m.user_id
            where r.name = 'administrator' and r.is_fixed and not u.is_disabled and u.user_id <> $1
            """,
            userId);

        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private object?[] Arguments(UserFilter filter) =>
    [
        string.IsNullOrWhiteSpace(filter.Text) ? null : filter.Text.Trim().ToUpperInvariant(),
        filter.IsStaff,
        filter.Role,
        (int?)filter.State,
        clock.GetUtcNow(),
        filter.CustomerId,
        filter.AccountId,
    ];

    private UserSummary Read(NpgsqlDataReader row)
    {
        var lockoutEndAt = UserRows.Time(row, 8);
        var state = row.GetBoolean(7) ? UserState.Disabled : lockoutEndAt > clock.GetUtcNow() ? UserState.Locked : UserState.Active;

        return new(
            row.GetInt64(0),
            row.GetString(1),
            UserRows.Text(row, 2),
            UserRows.Text(row, 3),
            row.GetFieldValue<string[]>(4),
            UserRows.Number(row, 5),
            UserRows.Number(row, 6),
            state,
            lockoutEndAt,
            row.GetBoolean(9),
            row.GetInt32(10),
            row.GetFieldValue<DateTimeOffset>(11),
            UserRows.Time(row, 12));
    }
}
