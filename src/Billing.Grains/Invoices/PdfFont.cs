using System.Globalization;
using System.Text;

namespace Billing.Grains.Invoices;

/// <summary>A font in one document: letters get numbers in the order of their use, and only their glyphs come into the file.</summary>
/// <remarks>ISO 32000-1, 9.7: a composite font whose codes are the glyphs of the embedded subset; a table says what letters they are.</remarks>
internal sealed class PdfFont(TrueTypeFont font)
{
    private const int Stem = 80; // how thick it is, for who has not got the font; nobody

    private readonly List<int> _used = [0];
    private readonly Dictionary<char, int> _codes = [];

    public bool IsUsed => _codes.Count > 0;

    public bool Has(char letter) => font.GlyphOf(letter) != 0;

    /// <summary>In points.</summary>
    public double WidthOf(string text, double size) => text.Sum(letter => font.AdvanceOf(font.GlyphOf(letter))) * size / font.UnitsPerEm;

    /// <summary>The codes of a text, as they stand between &lt; and &gt;.</summary>
    public string Encode(string text)
    {
        var codes = new StringBuilder(4 * text.Length);

        foreach (var letter in text)
        {
            if (!_codes.TryGetValue(letter, out var code))
            {
                var glyph = font.GlyphOf(letter);
                code = _used.IndexOf(glyph) is > 0 and var known ? known : _used.Count;
                _codes.Add(letter, code);

                if (code == _used.Count)
                {
                    _used.Add(glyph);
                }
            }

            codes.Append(CultureInfo.InvariantCulture, $"{code:X4}");
        }

        return codes.ToString();
    }

    /// <returns>The number of the font's object.</returns>
    public int AddTo(PdfFile file)
    {
        var widths = string.Join(' ', _used.Select(glyph => Thousandth(font.AdvanceOf(glyph))));
        var subset = font.Subset([.. _used]);
        var name = $"{Tag()}+{font.Name}";
        var program = file.AddStream(subset, string.Create(CultureInfo.InvariantCulture, $"/Length1 {subset.Length} "));
        var letters = file.AddStream(Encoding.ASCII.GetBytes(Letters()));
        var descriptor = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{string.Join(' ', font.Box.Select(Thousandth))}] /ItalicAngle 0 /Ascent {Thousandth(font.Ascent)} /Descent {Thousandth(font.Descent)} /CapHeight {Thousandth(font.Ascent)} /StemV {Stem} /FontFile2 {program} 0 R >>"));
        var descendant = file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [0 [{widths}]] /CIDToGIDMap /Identity >>"));

        return file.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {letters} 0 R >>"));
    }

    private int Thousandth(int units) => (units * 1000 + (units < 0 ? -1 : 1) * font.UnitsPerEm / 2) / font.UnitsPerEm;

    // Six capital letters, others for other glyphs.
    private string Tag()
    {
        var sum = _used.Aggregate(17L, (sum, glyph) => (sum * 31 + glyph) % 308_915_776);
        var tag = new char[6];

        for (var i = 0; i < tag.Length; i++, sum /= 26)
        {
            tag[i] = (char)('A' + sum % 26);
        }

        return new(tag);
    }

    // At most a hundred in a block.
    private string Letters()
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            + "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");

        foreach (var block in _codes.GroupBy(pair => pair.Value).Select(group => group.First()).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");

            foreach (var (letter, code) in block)
            {
                map.Append(CultureInfo.InvariantCulture, $"<{code:X4}> <{(int)letter:X4}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
