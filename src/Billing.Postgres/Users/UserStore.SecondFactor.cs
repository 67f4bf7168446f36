using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Identity;

namespace Billing.Postgres.Users;

/// <summary>The authenticator's key, protected, and the recovery codes, hashed.</summary>
internal sealed partial class UserStore : IUserAuthenticatorKeyStore<PortalUser>, IUserTwoFactorRecoveryCodeStore<PortalUser>
{
    private const string ReplaceCodesSql = """
        with gone as (
            delete from portal_recovery_code where user_id = $1 and not code_hash = any($2)
        )
        insert into portal_recovery_code (user_id, code_hash) select $1, unnest($2::bytea[]) on conflict do nothing
        """;

    // Codes are random, of 44 bits: enough rounds that a stolen table is not read in an afternoon, few enough that ten of
    // them are made in one request.
    private const int Rounds = 20_000;

    public Task<string?> GetAuthenticatorKeyAsync(PortalUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.ClosedAuthenticatorKey is { } closed ? secrets.Open(closed) : null);

    public Task SetAuthenticatorKeyAsync(PortalUser user, string key, CancellationToken cancellationToken) =>
        Set(user, one => one.ClosedAuthenticatorKey = secrets.Close(key));

    public async Task ReplaceCodesAsync(PortalUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            ReplaceCodesSql, user.UserId, recoveryCodes.Select(code => Hash(user, code)).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A code counts once: of two that give it at the same time, one is refused.</summary>
    public async Task<bool> RedeemCodeAsync(PortalUser user, string code, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            "delete from portal_recovery_code where user_id = $1 and code_hash = $2", user.UserId, Hash(user, code));

        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<int> CountCodesAsync(PortalUser user, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            "select count(*)::int from portal_recovery_code where user_id = $1", user.UserId);

        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // As people copy them: in any case, with or without the hyphen.
    private static byte[] Hash(PortalUser user, string code) => Rfc2898DeriveBytes.Pbkdf2(
        new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]),
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"billing.recovery.{user.UserId}")),
        Rounds,
        HashAlgorithmName.SHA256,
        32);
}
