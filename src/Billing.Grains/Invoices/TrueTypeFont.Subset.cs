using System.Buffers.Binary;
using System.Text;

namespace Billing.Grains.Invoices;

// A font of the glyphs that a document uses, numbered from zero in the order of their use.
internal sealed partial class TrueTypeFont
{
    // Of a glyph that is made of others: what comes after each of them (OpenType, glyf, component flags).
    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;

    // Without the table of letters: a document names glyphs by their numbers.
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    /// <param name="used">Their numbers in this font; the first is the one for what is missing. Parts of composed glyphs are added.</param>
    public byte[] Subset(List<int> used)
    {
        var glyphs = new MemoryStream();
        var places = new List<int> { 0 };

        for (var i = 0; i < used.Count; i++)
        {
            glyphs.Write(Glyph(used[i], used));
            glyphs.Write(new byte[(4 - glyphs.Length % 4) % 4]);
            places.Add((int)glyphs.Length);
        }

        var tables = Kept.Where(_tables.ContainsKey).Select(name => (name, name switch
        {
            "glyf" => glyphs.ToArray(),
            "loca" => Longs(places),
            "hmtx" => Metrics(used),
            "head" => Patched("head", (8, 0), (10, 0), (50, 1)), // the sum over all is nobody's; long places
            "hhea" => Patched("hhea", (34, used.Count)),
            "maxp" => Patched("maxp", (4, used.Count)),
            _ => Bytes(name).ToArray(),
        })).ToList();

        return Joined(tables);
    }

    private ReadOnlySpan<byte> Bytes(string table) => _file.AsSpan(_tables[table].Offset, _tables[table].Length);

    private byte[] Glyph(int glyph, List<int> used)
    {
        var bytes = _file.AsSpan(At("glyf") + _places[glyph], _places[glyph + 1] - _places[glyph]).ToArray();

        if (bytes.Length == 0 || BinaryPrimitives.ReadInt16BigEndian(bytes) >= 0)
        {
            return bytes;
        }

        for (var at = 10; ;)
        {
            var flags = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
            var part = bytes.AsSpan(at + 2);
            BinaryPrimitives.WriteUInt16BigEndian(part, (ushort)NumberOf(BinaryPrimitives.ReadUInt16BigEndian(part), used));
            at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2)
                + ((flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasMatrix) != 0 ? 8 : 0);

            if ((flags & MoreComponents) == 0)
            {
                return bytes;
            }
        }
    }

    private static int NumberOf(int glyph, List<int> used)
    {
        if (used.IndexOf(glyph) is >= 0 and var known)
        {
            return known;
        }

        used.Add(glyph);

        return used.Count - 1;
    }

    private byte[] Metrics(List<int> used)
    {
        var metrics = new byte[4 * used.Count];
        var count = Short(At("hhea") + 34);

        for (var i = 0; i < used.Count; i++)
        {
            var side = used[i] < count ? Short(At("hmtx") + 4 * used[i] + 2) : Short(At("hmtx") + 4 * count + 2 * (used[i] - count));
            BinaryPrimitives.WriteUInt16BigEndian(metrics.AsSpan(4 * i), _advances[used[i]]);
            BinaryPrimitives.WriteUInt16BigEndian(metrics.AsSpan(4 * i + 2), (ushort)side);
        }

        return metrics;
    }

    private byte[] Patched(string table, params (int At, int Value)[] shorts)
    {
        var bytes = Bytes(table).ToArray();

        foreach (var (at, value) in shorts)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)value);
        }

        return bytes;
    }

    private static byte[] Longs(List<int> values)
    {
        var bytes = new byte[4 * values.Count];

        for (var i = 0; i < values.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    private static byte[] Joined(List<(string Name, byte[] Bytes)> tables)
    {
        var at = 12 + 16 * tables.Count;
        var file = new byte[at + tables.Sum(table => (table.Bytes.Length + 3) / 4 * 4)];
        var power = 1 << (31 - int.LeadingZeroCount(tables.Count));
        Longs([0x0001_0000]).CopyTo(file, 0);
        short[] sizes = [(short)tables.Count, (short)(16 * power), (short)int.Log2(power), (short)(16 * (tables.Count - power))];

        for (var i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(file.AsSpan(4 + 2 * i), sizes[i]);
        }

        for (var i = 0; i < tables.Count; i++)
        {
            var (name, bytes) = tables[i];
            bytes.CopyTo(file, at);
            var padded = file.AsSpan(at, (bytes.Length + 3) / 4 * 4);
            Encoding.ASCII.GetBytes(name).CopyTo(file, 12 + 16 * i);
            Longs([Sum(padded), at, bytes.Length]).CopyTo(file, 16 + 16 * i);
            at += padded.Length;
        }

        return file;
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;

        for (var at = 0; at < bytes.Length; at += 4)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadInt32BigEndian(bytes[at..]));
        }

        return sum;
    }
}
