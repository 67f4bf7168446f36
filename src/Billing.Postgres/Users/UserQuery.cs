using Billing.Contracts.Paging;
using Billing.Contracts.Users;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Users;

internal sealed class UserQuery(Database database, TimeProvider clock) : IUserQuery
{
    private const string Columns = """
        u.user_id, u.user_name, u.display_name, u.email,
        array(select r.name from portal_user_role m join portal_role r using (role_id) where m.user_id = u.user_id order by r.name),
        u.customer_id, u.account_id, u.is_disabled, u.lockout_end_at, u.is_two_factor,
        (select count(*)::int from portal_passkey p where p.user_id = u.user_id), u.created_at, u.signed_in_at
        """;

    private const string Joins = "join portal_user u using (user_id)";

    private static readonly SortKey[] ByName = [new("u.normalized_user_name", "text")];

    private static readonly SortKey[] BySignIn = [new("coalesce(u.signed_in_at, '-infinity')", "timestamptz"), new("u.user_id", "bigint")];

    public Task<Page<UserSummary>> ListAsync(UserFilter filter, PageRequest<UserSort> page, CancellationToken cancellation)
    {
        var list = new ListQuery(database.Lists, "portal_user u")
            .WhereIf("u.is_staff = $?", filter.IsStaff)
            .WhereIf("u.customer_id = $?", filter.CustomerId)
            .WhereIf("u.account_id = $?", filter.AccountId);

        if (filter.Text?.Trim().ToUpperInvariant() is { Length: > 0 } text)
        {
            var end = Narrowing.EndOf(text);
            list.Where(
                """
                (u.normalized_user_name >= $? and u.normalized_user_name < $?
                 or u.normalized_email >= $? and u.normalized_email < $?
                 or upper(u.display_name) collate "C" >= $? and upper(u.display_name) collate "C" < $?)
                """,
                text, end, text, end, text, end);
        }

        if (filter.Role is { } role)
        {
            list.Where(
                "u.user_id in (select m.user_id from portal_user_role m join portal_role r using (role_id) where r.name = $?)", role);
        }

        var now = clock.GetUtcNow();
        _ = filter.State switch
        {
            UserState.Disabled => list.Filter("u.is_disabled"),
            UserState.Locked => list.Filter("not u.is_disabled and u.lockout_end_at > $?", now),
            UserState.Active => list.Filter("not u.is_disabled and (u.lockout_end_at is null or u.lockout_end_at <= $?)", now),
            _ => list,
        };

        return list.PageAsync(
            page, page.Sort is UserSort.SignedIn ? BySignIn : ByName, "u.user_id", Columns, Joins, Read, cancellation);
    }

    public async Task<UserSummary?> FindAsync(long userId, CancellationToken cancellation)
    {
        await using var command = database.Read.Command($"select {Columns} from portal_user u where u.user_id = $1", userId);
        await using var row = await command.ReadAsync(cancellation);

        return await row.ReadAsync(cancellation) ? Read(row) : null;
    }

    public async Task<string?> SubscriberAsync(long? customerId, long? accountId, CancellationToken cancellation)
    {
        await using var command = accountId is { } account
            ? database.Read.Command("select login from account where account_id = $1", account)
            : database.Read.Command("select name from customer where customer_id = $1", customerId ?? 0);

        return (string?)await command.ReadValueAsync(cancellation);
    }

    public Task<IReadOnlyList<RoleSummary>> RolesAsync(CancellationToken cancellation) => database.Read.ListAsync(
        """
        select role_id, name, is_fixed, permissions,
               (select count(*)::int from portal_user_role m where m.role_id = r.role_id)
        from portal_role r
        order by is_fixed desc, role_id
        """,
        row =>
        {
            var (name, isFixed) = (row.GetString(1), row.GetBoolean(2));

            return new RoleSummary(
                row.GetInt64(0), name, isFixed, isFixed && name == PortalRole.Administrator ? Permissions.All : row.Texts(3), row.GetInt32(4));
        },
        cancellation);

    public async Task<int> OtherAdministratorsAsync(long userId, CancellationToken cancellation)
    {
        await using var command = database.Read.Command(
            """
            select count(*)::int
            from portal_role r join portal_user_role m using (role_id) join portal_user u on u.user_id = m.user_id
            where r.name = 'administrator' and r.is_fixed and not u.is_disabled and u.user_id <> $1
            """,
            userId);

        return (int)(await command.ReadValueAsync(cancellation))!;
    }

    private UserSummary Read(NpgsqlDataReader row)
    {
        var lockoutEndAt = row.TimeOrNull(8);
        var state = row.GetBoolean(7) ? UserState.Disabled : lockoutEndAt > clock.GetUtcNow() ? UserState.Locked : UserState.Active;

        return new(
            row.GetInt64(0),
            row.GetString(1),
            row.Text(2),
            row.Text(3),
            row.GetFieldValue<string[]>(4),
            row.Number(5),
            row.Number(6),
            state,
            lockoutEndAt,
            row.GetBoolean(9),
            row.GetInt32(10),
            row.GetFieldValue<DateTimeOffset>(11),
            row.TimeOrNull(12));
    }
}
