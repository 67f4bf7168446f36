using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Billing.Postgres.Demo;

/// <summary>Who can sign in to the demo's portal: each with a password that the README tells everybody.</summary>
internal static class DemoUsers
{
    private const string StaffSql = """
        with u as (
            insert into portal_user (user_name, normalized_user_name, display_name, password_hash, security_stamp, concurrency_stamp, created_at)
            values ($1, upper($1), $2, $3, gen_random_uuid()::text, gen_random_uuid()::text, $5)
            returning user_id
        )
        insert into portal_user_role (user_id, role_id) select u.user_id, r.role_id from u, portal_role r where r.name = $4
        """;

    private const string SubscriberSql = """
        insert into portal_user (user_name, normalized_user_name, display_name, password_hash, security_stamp, concurrency_stamp, created_at, customer_id, account_id)
        select $1, upper($1), $2, $3, gen_random_uuid()::text, gen_random_uuid()::text, $5,
               case when $4 then a.customer_id end, case when not $4 then a.account_id end
        from account_alias l join account a using (account_id)
        where l.alias = $1
        """;

    // Everybody knows the passwords, so their hashes may be cheap; the first sign-in makes dear ones of them.
    private static readonly PasswordHasher<PortalUser> Hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = 10_000 }));

    /// <summary>Adds them unless somebody can sign in already.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var check = connection.Command("select 1 from portal_user limit 1");

        if (await check.ExecuteScalarAsync(cancellation) is not null)
        {
            return;
        }

        await AddAsync(StaffSql, "admin", "Ada Byron", PortalRole.Administrator);
        await AddAsync(StaffSql, "finance", "Luca Pacioli", PortalRole.Finance);
        await AddAsync(StaffSql, "support", "Emma Nutt", PortalRole.Support);
        await AddAsync(StaffSql, "auditor", "Audit Office", PortalRole.ReadOnly);
        await AddAsync(SubscriberSql, "alice", "Alice", false);
        await AddAsync(SubscriberSql, "bob", "Bob", true);
        await AddAsync(SubscriberSql, "carol", "Carol", true);
        await AddAsync(SubscriberSql, "12125550100", null, false);

        async Task AddAsync(string sql, string name, string? displayName, object roleOrWhole)
        {
            var hash = Hasher.HashPassword(new(), $"{name}-wonderland-1");
            await using var command = connection.Command(sql, name, displayName, hash, roleOrWhole, now);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
