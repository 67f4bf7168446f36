using System.Collections.Concurrent;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace Billing.Grains.Invoices;

internal enum Weight
{
    Regular,
    Medium,
    SemiBold,
}

/// <summary>A page of A4 that is drawn on from the top, in points of 1/72 inch, with IBM Plex Sans in it.</summary>
/// <remarks>Only the glyphs that are used come into the file. A character that the font has not is printed as "?".</remarks>
internal sealed class PdfPaper : IDisposable
{
    public const double Width = 595.28;
    public const double Height = 841.89;
    public const double Margin = 48;

    public static readonly (byte, byte, byte) Ink = (0x13, 0x21, 0x2B);
    public static readonly (byte, byte, byte) Quiet = (0x46, 0x56, 0x62);
    public static readonly (byte, byte, byte) Hairline = (0xD9, 0xE0, 0xE4);
    private static readonly (byte, byte, byte) Petrol = (0x0F, 0x4C, 0x5C);
    private static readonly (byte, byte, byte) Orange = (0xC9, 0x65, 0x0B);
    private static readonly (byte, byte, byte) White = (0xFF, 0xFF, 0xFF);

    private static readonly byte[][] Files = [.. Enum.GetNames<Weight>().Select(Read)];
    private static readonly ConcurrentDictionary<char, bool> Known = [];

    private readonly PdfDocumentBuilder _builder = new();
    private readonly PdfDocumentBuilder.AddedFont[] _fonts;
    private PdfPageBuilder _page;

    public PdfPaper(string title, string author)
    {
        _builder.DocumentInformation.Title = title;
        _builder.DocumentInformation.Author = author;
        _fonts = [.. Files.Select(file => _builder.AddTrueTypeFont(file))];
        _page = Begin();
    }

    /// <summary>Where the next line stands, from the top.</summary>
    public double Y { get; set; }

    public int Pages { get; private set; }

    public void NextPage() => _page = Begin();

    public void Text(double x, string text, double size = 9, Weight weight = Weight.Regular, (byte, byte, byte)? colour = null)
    {
        Colour(colour ?? Ink);
        _page.AddText(Printable(text), size, At(x, Y), _fonts[(int)weight]);
    }

    /// <param name="x">Where it ends.</param>
    public void TextBefore(double x, string text, double size = 9, Weight weight = Weight.Regular, (byte, byte, byte)? colour = null) =>
        Text(x - WidthOf(text, size, weight), text, size, weight, colour);

    /// <summary>Cut where it would be wider.</summary>
    public string Fit(string text, double width, double size = 9, Weight weight = Weight.Regular)
    {
        while (text.Length > 1 && WidthOf(text, size, weight) > width)
        {
            text = text[..^2].TrimEnd() + "…";
        }

        return text;
    }

    public void Rule(double from, double to, (byte, byte, byte) colour, double thickness = 0.6)
    {
        var (red, green, blue) = colour;
        _page.SetStrokeColor(red, green, blue);
        _page.DrawLine(At(from, Y), At(to, Y), thickness);
    }

    /// <summary>White and its tracer, as a telephone cable's wire.</summary>
    public void Wire(double x, (byte, byte, byte) tracer)
    {
        var y = Y - 6.2;
        Box(x, y, 17, 6.4, tracer);
        Box(x + 0.6, y + 0.6, 15.8, 5.2, White);

        for (var i = 0; i < 3; i++)
        {
            Slant(x + 2 + 5 * i, y + 0.6, 2.4, 5.2, tracer);
        }
    }

    /// <summary>A square of small ones: the rows from the top, true is ink.</summary>
    /// <param name="y">Its upper edge, from the top of the page.</param>
    /// <param name="size">Of a side.</param>
    public void Squares(double x, double y, double size, IReadOnlyList<System.Collections.BitArray> rows)
    {
        Colour(Ink);
        var step = size / rows.Count;

        for (var row = 0; row < rows.Count; row++)
        {
            // Neighbours are one rectangle: fewer of them, and no hairlines between.
            for (var from = 0; from < rows[row].Length; from++)
            {
                var to = from;

                while (to < rows[row].Length && rows[row][to])
                {
                    to++;
                }

                if (to > from)
                {
                    _page.DrawRectangle(At(x + from * step, y + (row + 1) * step), (to - from) * step, step, 0, fill: true);
                    from = to;
                }
            }
        }
    }

    public byte[] Build() => _builder.Build();

    public void Dispose() => _builder.Dispose();

    private PdfPageBuilder Begin()
    {
        _page = _builder.AddPage(PageSize.A4);
        (Pages, Y) = (Pages + 1, Margin);

        // The brand's stripe: petrol with an orange tracer.
        Box(0, 0, Width, 7, Petrol);

        for (var x = 24d; x < Width; x += 44)
        {
            Slant(x, 0, 11, 7, Orange);
        }

        return _page;
    }

    private void Box(double x, double y, double width, double height, (byte, byte, byte) colour)
    {
        Colour(colour);
        var (red, green, blue) = colour;
        _page.SetStrokeColor(red, green, blue);
        _page.DrawRectangle(At(x, y + height), width, height, 0, fill: true);
    }

    private void Slant(double x, double y, double width, double height, (byte, byte, byte) colour)
    {
        Colour(colour);
        var (red, green, blue) = colour;
        _page.SetStrokeColor(red, green, blue);
        var lean = height / 2;
        _page.DrawTriangle(At(x, y + height), At(x + lean, y), At(x + lean + width, y), 0, fill: true);
        _page.DrawTriangle(At(x, y + height), At(x + width, y + height), At(x + lean + width, y), 0, fill: true);
    }

    private double WidthOf(string text, double size, Weight weight) =>
        _page.MeasureText(Printable(text), size, new PdfPoint(0, 0), _fonts[(int)weight]) is [.., var last] ? last.EndBaseLine.X : 0;

    private void Colour((byte, byte, byte) colour)
    {
        var (red, green, blue) = colour;
        _page.SetTextAndFillColor(red, green, blue);
    }

    private string Printable(string text)
    {
        var printed = new StringBuilder(text.Length);

        foreach (var letter in text)
        {
            printed.Append(char.IsAscii(letter) || Known.GetOrAdd(letter, IsInFont) ? letter : '?');
        }

        return printed.ToString();
    }

    private bool IsInFont(char letter)
    {
        try
        {
            _page.MeasureText(letter.ToString(), 9, new PdfPoint(0, 0), _fonts[0]);

            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // that is how the library says it
        }
    }

    private static PdfPoint At(double x, double y) => new(x, Height - y);

    private static byte[] Read(string weight)
    {
        using var file = typeof(PdfPaper).Assembly.GetManifestResourceStream($"IBMPlexSans-{weight}.ttf")!;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);

        return bytes;
    }
}
