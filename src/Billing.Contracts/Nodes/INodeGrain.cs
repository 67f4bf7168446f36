using Billing.Contracts.Changes;
using NodaTime;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>One gateway. Key: its number.</summary>
[Version(2)]
[Alias("billing.node")]
public interface INodeGrain : IGrainWithIntegerKey
{
    /// <summary>The gateway restarted or is about to (Accounting-On, -Off; RFC 2866 5.1): its sessions end at that time.</summary>
    /// <returns>How many sessions this ended; all of it is durable.</returns>
    [Alias("restarted")]
    Task<int> RestartedAsync(Instant at, Instant heardAt);

    /// <summary>The same, of what was heard of before a time of our clock, which the gateway's may be behind.</summary>
    /// <param name="at">By the gateway's clock: its sessions end then.</param>
    /// <param name="before">By ours.</param>
    [Alias("end-sessions")]
    Task<int> EndSessionsAsync(Instant at, Instant before);

    /// <summary>The same, of one of several gateways that are configured as one (a network, a proxy): what is known to be another's goes on.</summary>
    /// <param name="nasAddress">As in <see cref="Sessions.UsageReport"/>; null: not said.</param>
    /// <param name="nasIdentifier">The same.</param>
    [Alias("end-sessions-of")]
    Task<int> EndSessionsOfAsync(Instant at, Instant before, string? nasAddress, string? nasIdentifier);

    /// <summary>The gateway has shown that it can send Message-Authenticator; kept for policy <c>auto</c>.</summary>
    [Alias("learned-message-authenticator"), AlwaysInterleave]
    Task LearnedMessageAuthenticatorAsync();

    /// <summary>As it is stored, for who edits it; null when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<NodeConfiguration?> GetAsync();

    /// <summary>Takes effect in every listener within seconds.</summary>
    [Alias("edit")]
    Task<ChangeReply> EditAsync(NodeDetails details, Edit edit);

    /// <summary>Generates another shared secret, told in the reply; the gateway must get it too.</summary>
    [Alias("renew-secret")]
    Task<ChangeReply> RenewSecretAsync(Edit edit);

    /// <summary>Has it prove itself by a pre-shared key over TLS (RFC 4279), and by nothing else there.</summary>
    /// <param name="identity">What it calls itself, 1 to 128 octets; null: by a certificate again.</param>
    /// <param name="key">Hexadecimal, 16 to 64 octets, never logged; null: another one is made, told in the reply.</param>
    [Alias("set-tls-key")]
    Task<ChangeReply> SetTlsKeyAsync(string? identity, string? key, Edit edit);

    /// <summary>Has it show a certificate of this name over TLS (RFC 6614 2.3).</summary>
    /// <param name="name">A host's name, or an IP address; null: any that our authority signed.</param>
    [Alias("set-tls-name")]
    Task<ChangeReply> SetTlsNameAsync(string? name, Edit edit);

    /// <summary>Listens to it no more, or again.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);

    /// <summary>
    /// Whether the gateway takes Disconnect-Requests (RFC 5176): it is asked to end a session that does not exist, which a
    /// gateway that listens and knows our secret refuses.
    /// </summary>
    [Alias("test"), AlwaysInterleave, ResponseTimeout("00:01:00")]
    Task<NodeTestReply> TestAsync();
}

/// <param name="IsReachable">It answered, with the right secret.</param>
/// <param name="Words">What it answered, and what that means, for people.</param>
/// <param name="ErrorCause">RFC 5176 3.5; null where it gave none.</param>
/// <param name="Tries">How many times the request was sent.</param>
/// <param name="Milliseconds">From the first sending to the answer, or to giving up.</param>
[GenerateSerializer, Immutable, Alias("billing.node-test-reply")]
public sealed record NodeTestReply(
    [property: Id(0)] bool IsReachable,
    [property: Id(1)] string Words,
    [property: Id(2)] int? ErrorCause,
    [property: Id(3)] int Tries,
    [property: Id(4)] int Milliseconds);
