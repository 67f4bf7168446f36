using Billing.Contracts.Service;
using Billing.Radius.Server.Nodes;

namespace Billing.Radius.Server.Spooling;

/// <summary>Whether nothing can be committed now, and who is served all the same.</summary>
internal sealed class Outage(ICommitHealth health, Spool spool)
{
    /// <summary>Requests of the gateway are answered from here now: its reports spooled, its logins on trust.</summary>
    public bool Covers(Node node) => !health.CanCommit && node.View.OutageLimit is not null && spool.IsReady;

    /// <summary>Some gateway is, and what it reports can be kept.</summary>
    public bool CoversAny(IEnumerable<Node> nodes) => nodes.Any(Covers) && spool.TakesWrites();
}
