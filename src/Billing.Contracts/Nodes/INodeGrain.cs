using Billing.Contracts.Changes;
using NodaTime;
using Orleans.Concurrency;

namespace Billing.Contracts.Nodes;

/// <summary>One gateway. Key: its number.</summary>
[Alias("billing.node")]
public interface INodeGrain : IGrainWithIntegerKey
{
    /// <summary>The gateway restarted or is about to (Accounting-On, -Off; RFC 2866 5.1): its sessions end at that time.</summary>
    /// <returns>How many sessions this ended; all of it is durable.</returns>
    [Alias("restarted")]
    Task<int> RestartedAsync(Instant at, Instant heardAt);

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

    /// <summary>Listens to it no more, or again.</summary>
    [Alias("retire")]
    Task<ChangeReply> RetireAsync(bool isRetired, Edit edit);
}
