using Billing.Contracts.Users;
using Billing.Postgres.Paging;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Billing.Postgres.Users;

/// <summary>Passkeys (WebAuthn credentials): public keys, so nothing of them is secret.</summary>
internal sealed partial class UserStore : IUserPasskeyStore<PortalUser>
{
    // A credential belongs to whom it was made for: another user's cannot be taken over.
    private const string PutPasskeySql = """
        insert into portal_passkey
            (credential_id, user_id, name, public_key, sign_count, transports, is_user_verified, is_backup_eligible,
             is_backed_up, attestation_object, client_data_json, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (credential_id) do update set
            name = excluded.name, sign_count = excluded.sign_count, is_user_verified = excluded.is_user_verified,
            is_backed_up = excluded.is_backed_up
        where portal_passkey.user_id = excluded.user_id
        """;

    private const string PasskeyColumns = """
        credential_id, public_key, created_at, sign_count, transports, is_user_verified, is_backup_eligible, is_backed_up,
        attestation_object, client_data_json, name
        """;

    /// <exception cref="InvalidOperationException">The credential is another user's.</exception>
    public async Task AddOrUpdatePasskeyAsync(PortalUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            PutPasskeySql,
            passkey.CredentialId,
            user.UserId,
            passkey.Name,
            passkey.PublicKey,
            (long)passkey.SignCount,
            passkey.Transports ?? [],
            passkey.IsUserVerified,
            passkey.IsBackupEligible,
            passkey.IsBackedUp,
            passkey.AttestationObject,
            passkey.ClientDataJson,
            passkey.CreatedAt.ToUniversalTime());

        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new InvalidOperationException("this passkey belongs to another user");
        }
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PortalUser user, CancellationToken cancellationToken) =>
    [
        .. await database.Read.ListAsync(
            $"select {PasskeyColumns} from portal_passkey where user_id = $1 order by created_at, credential_id", Passkey, cancellationToken, user.UserId),
    ];

    public Task<PortalUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => FindAsync(
        $"select {UserRows.Columns} from portal_passkey p join portal_user u using (user_id) where p.credential_id = $1",
        credentialId,
        cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PortalUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            $"select {PasskeyColumns} from portal_passkey where user_id = $1 and credential_id = $2", user.UserId, credentialId);
        await using var row = await command.ReadAsync(cancellationToken);

        return await row.ReadAsync(cancellationToken) ? Passkey(row) : null;
    }

    public async Task RemovePasskeyAsync(PortalUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.Command(
            "delete from portal_passkey where user_id = $1 and credential_id = $2", user.UserId, credentialId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static UserPasskeyInfo Passkey(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(0),
        row.GetFieldValue<byte[]>(1),
        row.GetFieldValue<DateTimeOffset>(2),
        checked((uint)row.GetInt64(3)),
        row.GetFieldValue<string[]>(4),
        row.GetBoolean(5),
        row.GetBoolean(6),
        row.GetBoolean(7),
        row.GetFieldValue<byte[]>(8),
        row.GetFieldValue<byte[]>(9))
    {
        Name = row.Text(10),
    };
}
