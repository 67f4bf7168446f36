using System.Net;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Nodes;
using Billing.Postgres.Changes;
using Billing.Postgres.Security;
using Npgsql;

namespace Billing.Postgres.Nodes;

/// <summary>Realms of other servers, for the listener, the grains and the shell.</summary>
public sealed class RealmStore : IRealmQuery, IRealmStore
{
    private const string PutSql = """
        insert into radius_realm (realm, server, auth_port, acct_port, strips_name, backup, tls_port, tls_name, secret, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
        on conflict (realm) do update
        set server = excluded.server, auth_port = excluded.auth_port, acct_port = excluded.acct_port, strips_name = excluded.strips_name,
            backup = excluded.backup, tls_port = excluded.tls_port, tls_name = excluded.tls_name, secret = excluded.secret
        """;

    private const string ChangeSql = """
        update radius_realm
        set server = $2, auth_port = $3, acct_port = $4, strips_name = $5, backup = $6, tls_port = $7, tls_name = $8
        where realm = $1
        """;

    // Of everybody who speaks TLS (RFC 6614 2.3): nothing to be kept secret.
    private const string SecretOverTls = "radsec";

    // One that is not there yet has version 0.
    private static readonly Subject Realm = new(
        EntityKinds.Realm,
        "select coalesce((select version from radius_realm where realm = $1 for no key update), 0)",
        """
        select realm, jsonb_build_object(
            'server', host(server), 'auth_port', auth_port, 'acct_port', acct_port, 'strips_name', strips_name, 'backup', host(backup),
            'tls_port', tls_port, 'tls_name', tls_name)::text
        from radius_realm where realm = $1
        """,
        "update radius_realm set version = version + 1 where realm = $1 returning version");

    private readonly Database _database;
    private readonly ChangeWriter _changes;
    private readonly SecretBox _secrets;

    internal RealmStore(Database database, ChangeWriter changes, SecretBox secrets) =>
        (_database, _changes, _secrets) = (database, changes, secrets);

    public async Task<IReadOnlyList<RealmView>> RealmsAsync(CancellationToken cancellation) => await _database.ListAsync(
        "select realm, server, auth_port, acct_port, secret, strips_name, backup, tls_port, tls_name from radius_realm order by realm",
        row => new RealmView(
            row.GetString(0),
            row.GetFieldValue<IPAddress>(1),
            row.GetInt32(2),
            row.GetInt32(3),
            _secrets.Open(row.GetString(4)),
            row.GetBoolean(5),
            row.IsDBNull(6) ? null : row.GetFieldValue<IPAddress>(6),
            TlsOf(row, 7)));

    public async Task<RealmConfiguration?> GetAsync(string realm) => (await _database.ListAsync(
        "select host(server), auth_port, acct_port, strips_name, version, host(backup), tls_port, tls_name from radius_realm where realm = $1",
        row => new RealmConfiguration(
            realm,
            new(row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetBoolean(3), row.IsDBNull(5) ? null : row.GetString(5), TlsOf(row, 6)),
            row.GetInt64(4)),
        realm)).SingleOrDefault();

    public Task<ChangeReply> SetAsync(string realm, RealmDetails details, string? secret, Edit edit) => _changes.EditAsync(
        Realm,
        realm,
        edit,
        edit.SeenVersion == 0 ? "create" : "edit",
        async connection =>
        {
            object?[] values =
            [
                realm, IPAddress.Parse(details.Server), details.AuthPort, details.AcctPort, details.StripsName,
                details.Backup is null ? null : IPAddress.Parse(details.Backup), details.Tls?.Port, details.Tls?.Name ?? "",
            ];

            if (details.Tls is null && secret is null)
            {
                await connection.DoAsync(ChangeSql, values);
            }
            else
            {
                await connection.DoAsync(PutSql, [.. values, _secrets.Close(details.Tls is null ? secret! : SecretOverTls)]);
            }

            return null;
        },
        isUnseen: secret is not null);

    public Task<ChangeReply> RemoveAsync(string realm, Edit edit) => edit.SeenVersion == 0
        ? Task.FromResult(ChangeReply.NotFound)
        : _changes.EditAsync(Realm, realm, edit, "remove", async connection =>
        {
            await connection.DoAsync("delete from radius_realm where realm = $1", realm);

            return null;
        });

    private static RealmTls? TlsOf(NpgsqlDataReader row, int at) =>
        row.IsDBNull(at) ? null : new(row.GetInt32(at), row.GetString(at + 1));
}
