using Billing.Contracts.Nodes;
using Billing.Contracts.Sessions;
using Billing.Grains.Sessions;
using NodaTime;

namespace Billing.Grains.Nodes;

/// <summary>One gateway: ends its sessions when it restarts.</summary>
internal sealed partial class NodeGrain(
    INodeStore nodes, INodeChangeStore changes, ISessionStore sessions, IPortalStore portals, IGatewayControl gateways) : Grain, INodeGrain
{
    private const int AtOnce = 500;

    private int NodeId => (int)this.GetPrimaryKeyLong();

    public Task<int> RestartedAsync(Instant at, Instant heardAt) => EndSessionsAsync(at, Instant.Min(at + Duration.FromSeconds(1), heardAt));

    public Task<int> EndSessionsAsync(Instant at, Instant before) => EndSessionsOfAsync(at, before, null, null);

    public async Task<int> EndSessionsOfAsync(Instant at, Instant before, string? nasAddress, string? nasIdentifier)
    {
        await nodes.RestartedAsync(NodeId, at, nasAddress, nasIdentifier);
        var ended = 0;
        await portals.EndOfNodeAsync(NodeId, nasAddress, nasIdentifier, before);

        while (true)
        {
            var open = await sessions.OpenOfNodeAsync(NodeId, nasAddress, nasIdentifier, before, AtOnce);
            var closed = 0;

            foreach (var batch in open.Chunk(64))
            {
                var results = await Task.WhenAll(batch.Select(session => GrainFactory
                    .GetGrain<ISessionGrain>(session.SessionId)
                    .CloseAsync(new(ClosingReason.NodeRestart, at, before)).AsTask()));
                closed += results.Count(result => result);
            }

            ended += closed;

            // A page that closes nothing is of sessions that were heard of since they were listed: they go on.
            if (open.Count < AtOnce || closed == 0)
            {
                return ended;
            }
        }
    }

    public Task LearnedMessageAuthenticatorAsync() => nodes.LearnedMessageAuthenticatorAsync(NodeId);

    public async Task<NodeTestReply> TestAsync()
    {
        var answer = await gateways.TestAsync(NodeId);

        return new(
            answer.Outcome is ControlOutcome.Acknowledged or ControlOutcome.Refused,
            answer.Words,
            answer.ErrorCause,
            answer.Tries,
            (int)answer.Took.TotalMilliseconds);
    }
}
