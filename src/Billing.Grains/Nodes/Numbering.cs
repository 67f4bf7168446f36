using System.Collections.Frozen;
using Billing.Core.Destinations;
using Billing.Core.Nodes;

namespace Billing.Grains.Nodes;

/// <summary>What the gateways' numbers mean and which groups destinations are in, as of one moment.</summary>
/// <param name="Plans">By node, of those that have something of their own.</param>
/// <param name="Others">The plan of every other node: emergency numbers only.</param>
public sealed record Numbering(long Version, FrozenDictionary<int, NumberPlan> Plans, NumberPlan Others, DestinationGroups Groups)
{
    public NumberPlan PlanOf(int nodeId) => Plans.GetValueOrDefault(nodeId, Others);
}
