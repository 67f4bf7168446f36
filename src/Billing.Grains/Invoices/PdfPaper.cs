using System.Collections;
using System.Globalization;
using System.Text;

namespace Billing.Grains.Invoices;

internal enum Weight
{
    Regular,
    Medium,
    SemiBold,
}

/// <summary>A page of A4 that is drawn on from the top, in points of 1/72 inch, with IBM Plex Sans in it.</summary>
/// <remarks>
/// Only the glyphs that are used come into the file. A character that Plex has not is taken from the operator's other font, where
/// there is one; what neither has is printed as "?". From left to right, without joining letters: not for Arabic or Indic scripts.
/// Written here, by ISO 32000-1: libraries read each font again for each document, which is most of what a document cost.
/// </remarks>
internal sealed class PdfPaper
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

    private static readonly TrueTypeFont[] Plex = [.. Enum.GetNames<Weight>().Select(Read)];

    // Those of Plex by weight, then the other one.
    private readonly PdfFont[] _fonts;
    private readonly List<StringBuilder> _pages = [];
    private PngImage? _picture;
    private StringBuilder _page = new();
    private readonly string _title;
    private readonly string _author;

    /// <param name="other">For letters that Plex has not.</param>
    public PdfPaper(string title, string author, TrueTypeFont? other = null)
    {
        (_title, _author) = (title, author);
        _fonts = [.. Plex.Concat(other is null ? [] : [other]).Select(font => new PdfFont(font))];
        NextPage();
    }

    /// <summary>Where the next line stands, from the top.</summary>
    public double Y { get; set; }

    public int Pages => _pages.Count;

    public void NextPage()
    {
        _pages.Add(_page = new());
        Y = Margin;

        // The brand's stripe: petrol with an orange tracer.
        Box(0, 0, Width, 7, Petrol);

        for (var x = 24d; x < Width; x += 44)
        {
            Slant(x, 0, 11, 7, Orange);
        }
    }

    /// <summary>What is drawn from now on is on this page, from 1.</summary>
    public void TurnTo(int page) => _page = _pages[page - 1];

    public void Text(double x, string text, double size = 9, Weight weight = Weight.Regular, (byte, byte, byte)? colour = null)
    {
        Draw($"BT {Colour(colour ?? Ink)} rg 1 0 0 1 {x:0.##} {Height - Y:0.##} Tm");

        foreach (var (font, run) in Runs(text, weight))
        {
            Draw($"/F{font} {size:0.##} Tf <{_fonts[font].Encode(run)}> Tj");
        }

        Draw($"ET");
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

    /// <summary>As large as asked for, or smaller so that it is no wider.</summary>
    public double SizeIn(double width, string text, double size, Weight weight) => double.Min(size, size * width / WidthOf(text, size, weight));

    /// <summary>Broken between words, or within one that is wider by itself, into lines that are no wider; the last one is cut where there would be more.</summary>
    public IReadOnlyList<string> Wrap(string text, double width, int most, double size = 9, Weight weight = Weight.Regular)
    {
        var lines = new List<string>();
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        while (words.Count > 0 && lines.Count < most)
        {
            var line = words.Dequeue();

            // Chinese and Japanese have no spaces to break at. What is left of the word begins the next line.
            if (lines.Count < most - 1 && Longest(line) is var length && length < line.Length)
            {
                words = new(words.Prepend(line[length..]));
                lines.Add(line[..length]);

                continue;
            }

            while (words.TryPeek(out var next) && WidthOf($"{line} {next}", size, weight) <= width)
            {
                line = $"{line} {words.Dequeue()}";
            }

            lines.Add(lines.Count == most - 1 && words.Count > 0 ? $"{line} {string.Join(' ', words)}" : line);
        }

        return lines.Count == 0 ? [""] : [.. lines.Select(line => Fit(line, width, size, weight))];

        int Longest(string word)
        {
            var length = word.Length;

            while (length > 1 && WidthOf(word[..length], size, weight) > width)
            {
                length--;
            }

            return length > 1 && char.IsHighSurrogate(word[length - 1]) ? length - 1 : length;
        }
    }

    public void Rule(double from, double to, (byte, byte, byte) colour, double thickness = 0.6) =>
        Draw($"{Colour(colour)} RG {thickness:0.##} w {from:0.##} {Height - Y:0.##} m {to:0.##} {Height - Y:0.##} l S");

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
    public void Squares(double x, double y, double size, IReadOnlyList<BitArray> rows)
    {
        var step = size / rows.Count;
        Draw($"{Colour(Ink)} rg");

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
                    Draw($"{x + from * step:0.###} {Height - y - (row + 1) * step:0.###} {(to - from) * step:0.###} {step:0.###} re");
                    from = to;
                }
            }
        }

        Draw($"f");
    }

    /// <summary>The one picture of a document, as large as fits into a frame.</summary>
    /// <param name="y">The frame's upper edge, from the top of the page.</param>
    public void Picture(double x, double y, double width, double height, PngImage picture)
    {
        _picture = picture;
        var scale = Math.Min(width / picture.Width, height / picture.Height);
        Draw($"q {picture.Width * scale:0.##} 0 0 {picture.Height * scale:0.##} {x:0.##} {Height - y - picture.Height * scale:0.##} cm /Logo Do Q");
    }

    public byte[] Build()
    {
        var file = new PdfFile();
        var (catalog, tree) = (file.Reserve(), file.Reserve());
        var fonts = string.Concat(_fonts.Select((font, i) => font.IsUsed ? FormattableString.Invariant($"/F{i} {font.AddTo(file)} 0 R ") : ""));
        var picture = _picture is null ? "" : FormattableString.Invariant($"/XObject << /Logo {_picture.AddTo(file)} 0 R >> ");
        var pages = _pages.Select(page => (Content: file.AddStream(Encoding.ASCII.GetBytes(page.ToString())), Number: file.Reserve())).ToArray();

        foreach (var (content, number) in pages)
        {
            file.Add(number, FormattableString.Invariant(
                $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {Width} {Height}] /Resources << /Font << {fonts}>> {picture}>> /Contents {content} 0 R >>"));
        }

        file.Add(tree, FormattableString.Invariant($"<< /Type /Pages /Kids [{string.Join(' ', pages.Select(page => $"{page.Number} 0 R"))}] /Count {pages.Length} >>"));
        file.Add(catalog, FormattableString.Invariant($"<< /Type /Catalog /Pages {tree} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>"));
        var about = file.Add($"<< /Title {PdfFile.Text(_title)} /Author {PdfFile.Text(_author)} >>");

        return file.Build(catalog, about);
    }

    private void Box(double x, double y, double width, double height, (byte, byte, byte) colour) =>
        Draw($"{Colour(colour)} rg {x:0.##} {Height - y - height:0.##} {width:0.##} {height:0.##} re f");

    private void Slant(double x, double y, double width, double height, (byte, byte, byte) colour)
    {
        var (top, bottom, lean) = (Height - y, Height - y - height, height / 2);
        Draw($"{Colour(colour)} rg {x:0.##} {bottom:0.##} m {x + lean:0.##} {top:0.##} l {x + lean + width:0.##} {top:0.##} l {x + width:0.##} {bottom:0.##} l h f");
    }

    public double WidthOf(string text, double size, Weight weight) => Runs(text, weight).Sum(run => _fonts[run.Font].WidthOf(run.Text, size));

    private void Draw(FormattableString operators) => _page.Append(operators.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Colour((byte Red, byte Green, byte Blue) colour) =>
        FormattableString.Invariant($"{colour.Red / 255.0:0.###} {colour.Green / 255.0:0.###} {colour.Blue / 255.0:0.###}");

    // Letters side by side that are of one font.
    private IEnumerable<(int Font, string Text)> Runs(string text, Weight weight)
    {
        if (text.All(letter => _fonts[(int)weight].Has(letter)))
        {
            return [((int)weight, text)];
        }

        var runs = new List<(int Font, StringBuilder Text)>();

        foreach (var rune in text.EnumerateRunes())
        {
            var (font, letter) = Place(rune, (int)weight);

            if (runs.Count == 0 || runs[^1].Font != font)
            {
                runs.Add((font, new()));
            }

            runs[^1].Text.Append(letter);
        }

        return runs.Select(run => (run.Font, run.Text.ToString()));
    }

    // Not what would be drawn as nothing: people must see that something is missing.
    private (int Font, char Letter) Place(Rune rune, int weight)
    {
        foreach (var font in rune.IsBmp ? new[] { weight, _fonts.Length - 1 } : [])
        {
            if (_fonts[font].Has((char)rune.Value))
            {
                return (font, (char)rune.Value);
            }
        }

        return (weight, '?');
    }

    private static TrueTypeFont Read(string weight)
    {
        using var file = typeof(PdfPaper).Assembly.GetManifestResourceStream($"IBMPlexSans-{weight}.ttf")!;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);

        return new($"IBMPlexSans-{weight}", bytes);
    }
}
