using System.Buffers.Binary;
using System.Text;

namespace Billing.Grains.Invoices;

/// <summary>A font as it is embedded: which glyph a letter has, how wide it is, and a smaller font of some of them.</summary>
/// <remarks>
/// Read once for all documents. Source: the OpenType specification 1.9, of a font with TrueType outlines and a Unicode table of
/// format 4, which is what letters of the basic plane are found by.
/// </remarks>
internal sealed partial class TrueTypeFont
{
    private const int UnicodeFormat = 4;

    private readonly byte[] _file;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = [];
    private readonly ushort[] _glyphs = new ushort[char.MaxValue + 1];
    private readonly ushort[] _advances;
    private readonly int[] _places;

    public TrueTypeFont(string name, byte[] file)
    {
        (Name, _file) = (name, file);

        for (var i = 0; i < Short(4); i++)
        {
            var at = 12 + 16 * i;
            _tables.Add(Encoding.ASCII.GetString(file, at, 4), ((int)Long(at + 8), (int)Long(at + 12)));
        }

        var (head, hhea, glyphs) = (At("head"), At("hhea"), Short(At("maxp") + 4));
        UnitsPerEm = Short(head + 18);
        Box = [Signed(head + 36), Signed(head + 38), Signed(head + 40), Signed(head + 42)];
        (Ascent, Descent) = (Signed(hhea + 4), Signed(hhea + 6));
        _advances = Advances(glyphs, Short(hhea + 34));
        _places = Places(glyphs, isLong: Short(head + 50) == 1);
        ReadLetters();
    }

    /// <exception cref="InvalidDataException">The file is no such font.</exception>
    public static TrueTypeFont Read(string path)
    {
        try
        {
            return new(Path.GetFileNameWithoutExtension(path).Replace(' ', '-'), File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is KeyNotFoundException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("it is no such font", problem); // a table is missing, or is said to be outside of the file
        }
    }

    public string Name { get; }

    public int UnitsPerEm { get; }

    /// <summary>What every glyph is in: left, bottom, right, top.</summary>
    public IReadOnlyList<int> Box { get; }

    public int Ascent { get; }

    public int Descent { get; }

    /// <summary>Zero: the font has not got the letter.</summary>
    public int GlyphOf(char letter) => _glyphs[letter];

    /// <summary>In units of the em.</summary>
    public int AdvanceOf(int glyph) => _advances[glyph];

    private int At(string table) => _tables[table].Offset;

    private int Short(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int Signed(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));

    private uint Long(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));

    // Glyphs beyond the last metric are as wide as it.
    private ushort[] Advances(int glyphs, int metrics) =>
        [.. Enumerable.Range(0, glyphs).Select(glyph => (ushort)Short(At("hmtx") + 4 * int.Min(glyph, metrics - 1)))];

    private int[] Places(int glyphs, bool isLong) =>
        [.. Enumerable.Range(0, glyphs + 1).Select(glyph => isLong ? (int)Long(At("loca") + 4 * glyph) : 2 * Short(At("loca") + 2 * glyph))];

    private void ReadLetters()
    {
        var at = Enumerable.Range(0, Short(At("cmap") + 2))
            .Select(table => At("cmap") + (int)Long(At("cmap") + 4 + 8 * table + 4))
            .First(table => Short(table) == UnicodeFormat);
        var segments = Short(at + 6) / 2;
        var (ends, starts) = (at + 14, at + 16 + 2 * segments);
        var (deltas, offsets) = (starts + 2 * segments, starts + 4 * segments);

        for (var segment = 0; segment < segments; segment++)
        {
            var (first, last, offset) = (Short(starts + 2 * segment), Short(ends + 2 * segment), Short(offsets + 2 * segment));

            for (var letter = first; letter <= last && letter < char.MaxValue; letter++)
            {
                var glyph = offset == 0 ? letter : Short(offsets + 2 * segment + offset + 2 * (letter - first));
                _glyphs[letter] = glyph == 0 && offset != 0 ? (ushort)0 : unchecked((ushort)(glyph + Short(deltas + 2 * segment)));
            }
        }
    }
}
