using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Billing.Contracts.Nodes;
using Billing.Radius.Server.Profiles;
using Microsoft.Extensions.Logging;

namespace Billing.Radius.Server.Nodes;

/// <summary>Which gateway a packet is from, by its source address: of several networks the longest prefix decides.</summary>
/// <remarks>A change is a new snapshot, swapped whole: no packet sees half of it, and none is lost.</remarks>
internal sealed partial class NodeRegistry(ProfileFiles profiles, ILogger<NodeRegistry> logger)
{
    private readonly ConcurrentDictionary<int, PacketCounters> _counters = new();
    private readonly ConcurrentDictionary<int, NodeMemory> _memories = new();
    private AddressTable _table = new([]);

    /// <summary>Packets of nobody.</summary>
    public PacketCounters Strangers { get; } = new();

    /// <summary>Counts of everybody since the start, those who are gone included.</summary>
    public IEnumerable<PacketCounters> Counts => _counters.Values.Append(Strangers);

    /// <summary>Rejects of everybody since the start.</summary>
    public IEnumerable<RejectCounts> Rejects => _memories.Values.Select(memory => memory.Rejects);

    public IReadOnlyList<Node> Nodes => Volatile.Read(ref _table).Nodes;

    public Node? Find(IPAddress source)
    {
        if (source.IsIPv4MappedToIPv6)
        {
            source = source.MapToIPv4();
        }

        return Volatile.Read(ref _table).Find(source);
    }

    public Node? Find(int nodeId) => Array.Find(Volatile.Read(ref _table).Nodes, node => node.NodeId == nodeId);

    /// <summary>Serves these from now on, as they are configured now, and no others.</summary>
    public void Follow(IReadOnlyList<NodeView> views)
    {
        var known = Nodes.ToDictionary(node => node.NodeId);
        var nodes = new List<Node>(views.Count);
        profiles.Refresh();

        foreach (var view in views)
        {
            if (known.TryGetValue(view.NodeId, out var same) && same.View == view
                && ReferenceEquals(same.Profile, profiles.Current.Find(view.Profile)))
            {
                nodes.Add(same);
            }
            else if (Build(view) is { } node)
            {
                nodes.Add(node);
            }
        }

        nodes.Sort(static (a, b) => Rank(b).CompareTo(Rank(a)));
        Volatile.Write(ref _table, new([.. nodes]));
    }

    /// <summary>Users of these were sent to a captive portal before this process began.</summary>
    public void HaveHadPortals(IEnumerable<int> nodeIds)
    {
        foreach (var nodeId in nodeIds)
        {
            _memories.GetOrAdd(nodeId, _ => new()).HasHadPortal = true;
        }
    }

    // A gateway that cannot be used is left out and said, and takes no other with it.
    private Node? Build(NodeView view)
    {
        if (view.Secret.Length == 0)
        {
            LogUnusable(logger, view.Name, "its secret is empty");

            return null;
        }

        if (profiles.Current.Find(view.Profile) is not { } profile)
        {
            LogUnusable(logger, view.Name, $"there is no profile \"{view.Profile}\"");

            return null;
        }

        _counters.TryAdd(view.NodeId, new());
        _memories.TryAdd(view.NodeId, new());
        var memory = _memories[view.NodeId];
        memory.HasHadPortal |= !profile.Hotline.IsEmpty;

        return new(view, profile, _counters[view.NodeId]) { Memory = memory };
    }

    private static int Rank(Node node) =>
        node.View.Address.PrefixLength + (node.View.Address.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? 96 : 0);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gateway {Node} is not served: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string node, string reason);
}
