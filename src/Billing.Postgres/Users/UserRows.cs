using Billing.Contracts.Users;
using Billing.Postgres.Paging;
using Npgsql;

namespace Billing.Postgres.Users;

/// <summary>A user's columns, in one order for reading and another for writing.</summary>
internal static class UserRows
{
    public const string Columns = """
        u.user_id, u.user_name, u.normalized_user_name, u.display_name, u.email, u.normalized_email, u.is_email_confirmed,
        u.password_hash, u.security_stamp, u.concurrency_stamp, u.is_two_factor, u.authenticator_key, u.is_lockout_enabled,
        u.lockout_end_at, u.failed_count, u.is_disabled, u.customer_id, u.account_id, u.culture, u.time_zone, u.created_at,
        u.signed_in_at, u.is_password_issued
        """;

    /// <summary>What both creating and changing a user write, from the third parameter on.</summary>
    public static object?[] Written(PortalUser user) =>
    [
        user.UserName, user.NormalizedUserName, user.DisplayName, user.Email, user.NormalizedEmail, user.IsEmailConfirmed,
        user.PasswordHash, user.SecurityStamp, user.IsTwoFactor, user.ClosedAuthenticatorKey, user.IsLockoutEnabled,
        user.IsDisabled, user.CustomerId, user.AccountId, user.Culture, user.TimeZone, user.SignedInAt?.ToUniversalTime(),
        user.IsPasswordIssued,
    ];

    public static PortalUser Read(NpgsqlDataReader row) => new()
    {
        UserId = row.GetInt64(0),
        UserName = row.GetString(1),
        NormalizedUserName = row.GetString(2),
        DisplayName = row.Text(3),
        Email = row.Text(4),
        NormalizedEmail = row.Text(5),
        IsEmailConfirmed = row.GetBoolean(6),
        PasswordHash = row.Text(7),
        SecurityStamp = row.GetString(8),
        ConcurrencyStamp = row.GetString(9),
        IsTwoFactor = row.GetBoolean(10),
        ClosedAuthenticatorKey = row.Text(11),
        IsLockoutEnabled = row.GetBoolean(12),
        LockoutEndAt = row.TimeOrNull(13),
        FailedCount = row.GetInt32(14),
        IsDisabled = row.GetBoolean(15),
        CustomerId = row.Number(16),
        AccountId = row.Number(17),
        Culture = row.Text(18),
        TimeZone = row.Text(19),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(20),
        SignedInAt = row.TimeOrNull(21),
        IsPasswordIssued = row.GetBoolean(22),
    };
}
