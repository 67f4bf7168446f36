using System.Net;

namespace Billing.Contracts.Nodes;

/// <summary>The realms whose users other servers know.</summary>
public interface IRealmQuery
{
    Task<IReadOnlyList<RealmView>> RealmsAsync(CancellationToken cancellation);
}

/// <param name="Realm">What follows the last "@" of a user's name, in small letters.</param>
/// <param name="Server">Who is asked.</param>
/// <param name="Secret">Shared with it, in clear. Never logged.</param>
/// <param name="StripsName">Whether it is told the user's name without the realm.</param>
/// <param name="Backup">Who is asked while it is silent; null: nobody.</param>
/// <param name="Tls">How both are reached by TLS; null: by UDP.</param>
public sealed record RealmView(
    string Realm, IPAddress Server, int AuthPort, int AcctPort, string Secret, bool StripsName, IPAddress? Backup = null, RealmTls? Tls = null)
{
    public override string ToString() => $"realm {Realm} ({Server})";
}
