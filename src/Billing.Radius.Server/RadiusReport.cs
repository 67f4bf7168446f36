using System.Globalization;
using Billing.Radius.Server.Listening;
using Billing.Radius.Server.Nodes;
using Billing.Radius.Server.Spooling;

namespace Billing.Radius.Server;

/// <summary>What the listener has seen, for people and monitors.</summary>
public sealed class RadiusReport
{
    private static readonly string[] SocketTables = ["/proc/net/udp", "/proc/net/udp6"];

    private readonly NodeRegistry _nodes;
    private readonly RadiusListener _listener;
    private readonly Outage _outage;
    private readonly Spool _spool;

    internal RadiusReport(NodeRegistry nodes, RadiusListener listener, Outage outage, Spool spool) =>
        (_nodes, _listener, _outage, _spool) = (nodes, listener, outage, spool);

    /// <summary>Whether every port that it listens on is open and read.</summary>
    public bool IsListening => _listener.IsListening;

    /// <summary>Whether nothing can be committed, and gateways that may go on then are answered from a spool that takes what they report.</summary>
    /// <remarks>Tries the spool's disk.</remarks>
    public bool ServesFromSpool() => _outage.CoversAny(_nodes.Nodes);

    /// <summary>Reports that were answered from the spool and are to be charged.</summary>
    public long Spooled() => _spool.IsOpen ? _spool.Count() : 0;

    /// <summary>Requests at work now.</summary>
    public int InFlight => _listener.Load.AtWork;

    /// <summary>Rejects that wait until they may leave.</summary>
    public int WaitingRejects => _listener.Load.Waiting;

    /// <summary>Outcomes since the start, by gateway; <c>(unknown)</c> for sources that are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Packets() =>
        _nodes.Nodes
            .Select(node => (node.View.Name, Counts: node.Counters.ToDictionary()))
            .Append(("(unknown)", Counts: _nodes.Strangers.ToDictionary()))
            .Where(source => source.Counts.Count > 0)
            .ToDictionary(source => source.Item1, source => source.Counts);

    /// <summary>Datagrams that the kernel dropped because we did not read them in time.</summary>
    public long KernelDrops()
    {
        var ports = _listener.Bound.Select(bound => bound.Local.Port).ToHashSet();

        return SocketTables.Where(File.Exists).SelectMany(File.ReadLines).Sum(line => DropsOf(line, ports));
    }

    // "  sl  local_address rem_address … drops": the local port is hexadecimal, the drops come last.
    private static long DropsOf(string line, HashSet<int> ports)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        return fields.Length > 12
            && fields[1].Split(':') is [_, var hex]
            && int.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port)
            && ports.Contains(port)
            && long.TryParse(fields[^1], CultureInfo.InvariantCulture, out var drops)
            ? drops
            : 0;
    }
}
