using System.Net;
using System.Text;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Grains.Changes;

namespace Billing.Grains.Nodes;

/// <summary>Reads and writes realms of other servers; every write with its line in the audit log, secrets never in it.</summary>
public interface IRealmStore
{
    Task<RealmConfiguration?> GetAsync(string realm);

    /// <param name="secret">In clear; null: the one that is stored.</param>
    Task<ChangeReply> SetAsync(string realm, RealmDetails details, string? secret, Edit edit);

    Task<ChangeReply> RemoveAsync(string realm, Edit edit);
}

internal sealed class RealmGrain(IRealmStore store) : Grain, IRealmGrain
{
    private string Realm => this.GetPrimaryKeyString();

    public Task<RealmConfiguration?> GetAsync() => store.GetAsync(Realm);

    public async Task<ChangeReply> SetAsync(RealmDetails details, string? secret, Edit edit) =>
        new Problems()
            .Text(Realm, nameof(Realm), 253)
            .Expect(!Realm.Any(c => char.IsUpper(c) || c is '@' or ' '), nameof(Realm), "what follows the \"@\", in small letters")
            .Expect(IPAddress.TryParse(details.Server, out _), nameof(details.Server), "the IP address of one host")
            .Expect(details.AuthPort is >= 1 and <= 65_535, nameof(details.AuthPort), "a port, 1 to 65535")
            .Expect(details.AcctPort is >= 1 and <= 65_535, nameof(details.AcctPort), "a port, 1 to 65535")
            .Expect(details.Backup is null || (IPAddress.TryParse(details.Backup, out _) && details.Backup != details.Server), nameof(details.Backup), "the IP address of another host, or nothing")
            .Expect(details.Tls is null or { Port: >= 1 and <= 65_535 }, nameof(RealmTls.Port), "a port, 1 to 65535")
            .Expect(details.Tls is null || IsName(details.Tls.Name), nameof(RealmTls.Name), "a host's name as in its certificate, or nothing")
            .Expect(secret is null ? details.Tls is not null || await HasSecretAsync(edit) : Encoding.UTF8.GetByteCount(secret) is >= 1 and <= 128, "Secret", "1 to 128 octets")
            .Refusal ?? await store.SetAsync(Realm, details, secret, edit);

    public Task<ChangeReply> RemoveAsync(Edit edit) => store.RemoveAsync(Realm, edit);

    // Of a realm that is reached by TLS none is kept: it is "radsec" for everybody (RFC 6614 2.3).
    private async Task<bool> HasSecretAsync(Edit edit) => edit.SeenVersion > 0 && (await store.GetAsync(Realm))?.Details.Tls is null;

    private static bool IsName(string name) => name.Length == 0 || (name.Length <= 253 && Uri.CheckHostName(name) is not UriHostNameType.Unknown);
}
