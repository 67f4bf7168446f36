using System.Numerics;

namespace Billing.Core.Tariffs;

/// <summary>A trie over digits in one array: 14 bytes or so per node, one memory access per digit.</summary>
/// <remarks>
/// The children of a node stand side by side in order of their digits; a bit per digit says which ones there are, and
/// counting the bits below a digit gives its child's place.
/// </remarks>
internal sealed class PrefixTrie
{
    private readonly Node[] _nodes;

    /// <param name="rates">Rates whose destination is a prefix, in the order of <see cref="RateOrder"/>.</param>
    internal PrefixTrie(ReadOnlySpan<Rate> rates)
    {
        var keys = new ulong[rates.Length];

        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = RateOrder.KeyOf(rates[i].Destination);
        }

        var nodes = new List<Node>(keys.Length + keys.Length / 2 + 1) { default };
        List<Range> level = [new(0, 0, keys.Length)];

        for (var depth = 0; level.Count > 0; depth++)
        {
            List<Range> below = [];

            foreach (var range in level)
            {
                nodes[range.Node] = Expand(range, depth, keys, nodes, below);
            }

            level = below;
        }

        nodes.TrimExcess();
        _nodes = [.. nodes];
    }

    internal int NodeCount => _nodes.Length;

    /// <summary>The runs of every prefix of the number, the shortest first.</summary>
    internal int Match(ReadOnlySpan<char> number, Span<RateRun> runs)
    {
        var nodes = _nodes;
        var node = nodes[0];
        var count = 0;

        foreach (var character in number)
        {
            var digit = character - '0';
            var bit = (uint)digit < 10 ? 1 << digit : 0;

            if ((node.Children & bit) == 0)
            {
                break;
            }

            node = nodes[node.FirstChild + BitOperations.PopCount((uint)(node.Children & (bit - 1)))];

            if (node.RateCount > 0)
            {
                runs[count++] = new(node.RateStart, node.RateCount);
            }
        }

        return count;
    }

    /// <summary>The node of a range of keys that share their first <paramref name="depth"/> digits.</summary>
    private static Node Expand(Range range, int depth, ulong[] keys, List<Node> nodes, List<Range> below)
    {
        var (firstChild, children, own) = (nodes.Count, 0, 0);

        for (int start = range.Start, end; start < range.End; start = end)
        {
            var nibble = NibbleOf(keys[start], depth);
            end = start + 1;

            while (end < range.End && NibbleOf(keys[end], depth) == nibble)
            {
                end++;
            }

            if (nibble == 0)
            {
                own = end - start;
                continue;
            }

            children |= 1 << (nibble - 1);
            below.Add(new(nodes.Count, start, end));
            nodes.Add(default);
        }

        return new(firstChild, range.Start, own, (ushort)children);
    }

    private static int NibbleOf(ulong key, int depth) =>
        depth < Destination.MaxDigits ? (int)((key >> (60 - 4 * depth)) & 15) : 0;

    private readonly record struct Node(int FirstChild, int RateStart, int RateCount, ushort Children);

    private readonly record struct Range(int Node, int Start, int End);
}
