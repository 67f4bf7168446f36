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
}
