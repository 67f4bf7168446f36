using Billing.Contracts.Changes;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>A realm whose users another server knows. Key: what follows the last "@" of a user's name, in small letters.</summary>
/// <remarks>Listeners look at the realms every two seconds.</remarks>
[Alias("billing.realm")]
public interface IRealmGrain : IGrainWithStringKey
{
    /// <summary>As it is stored, without its secret; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<RealmConfiguration?> GetAsync();

    /// <summary>Passes the realm on (version 0 was seen), or changes where to.</summary>
    /// <param name="secret">Shared with the server; null: the one that is stored, and by TLS none. Never logged.</param>
    [Alias("set")]
    Task<ChangeReply> SetAsync(RealmDetails details, string? secret, Edit edit);

    /// <summary>Serves its users here again.</summary>
    [Alias("remove")]
    Task<ChangeReply> RemoveAsync(Edit edit);
}

/// <param name="Server">The IP address of the server that is asked.</param>
/// <param name="StripsName">Whether it is told the user's name without the realm.</param>
/// <param name="Backup">The IP address of another server, which is asked while the first is silent; null: there is none.</param>
/// <param name="Tls">How both are reached by TLS (RFC 6614); null: by UDP.</param>
[GenerateSerializer, Immutable, Alias("billing.realm-details")]
public sealed record RealmDetails(
    [property: Id(0)] string Server,
    [property: Id(1)] int AuthPort = 1812,
    [property: Id(2)] int AcctPort = 1813,
    [property: Id(3)] bool StripsName = false,
    [property: Id(4)] string? Backup = null,
    [property: Id(5)] RealmTls? Tls = null);

/// <param name="Port">TCP, for all kinds of packets; 2083 by RFC 6614.</param>
/// <param name="Name">A name that the server's certificate must have; empty: the server's IP address.</param>
[GenerateSerializer, Immutable, Alias("billing.realm-tls")]
public sealed record RealmTls([property: Id(0)] int Port = 2083, [property: Id(1)] string Name = "");

[GenerateSerializer, Immutable, Alias("billing.realm-configuration")]
public sealed record RealmConfiguration(
    [property: Id(0)] string Realm, [property: Id(1)] RealmDetails Details, [property: Id(2)] long Version);
