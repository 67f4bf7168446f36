using Billing.Contracts.Users;
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
        DisplayName = Text(row, 3),
        Email = Text(row, 4),
        NormalizedEmail = Text(row, 5),
        IsEmailConfirmed = row.GetBoolean(6),
        PasswordHash = Text(row, 7),
        SecurityStamp = row.GetString(8),
        ConcurrencyStamp = row.GetString(9),
        IsTwoFactor = row.GetBoolean(10),
        ClosedAuthenticatorKey = Text(row, 11),
        IsLockoutEnabled = row.GetBoolean(12),
        LockoutEndAt = Time(row, 13),
        FailedCount = row.GetInt32(14),
        IsDisabled = row.GetBoolean(15),
        CustomerId = Number(row, 16),
        AccountId = Number(row, 17),
        Culture = Text(row, 18),
        TimeZone = Text(row, 19),
        CreatedAt = Time(row, 20)!.Value,
        SignedInAt = Time(row, 21),
        IsPasswordIssued = row.GetBoolean(22),
    };

    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
