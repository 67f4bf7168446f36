using System.Text;
using Billing.Core.Tariffs.Import;
using nietras.SeparatedValues;

namespace Billing.Grains.Tariffs.Import;

/// <summary>A price list as lines of cells: CSV by RFC 4180 in UTF-8, separated by comma, semicolon or tab as its first line shows.</summary>
public sealed class PriceListFile : IDisposable
{
    private const int Step = 5_000;

    private static readonly char[] Separators = [',', ';', '\t'];

    private readonly string _name;
    private readonly Stream _stream;
    private readonly SepReader _reader;
    private string[] _cells = [];

    private PriceListFile(string name, Stream stream, char separator)
    {
        _name = name;
        _stream = stream;
        Separator = separator;
        _reader = new Sep(separator)
            .Reader(options => options with
            {
                HasHeader = false,
                Unescape = true,
                DisableColCountCheck = true,
                CreateToString = SepToString.PoolPerCol(),
            })
            .From(new StreamReader(stream, Utf8, detectEncodingFromByteOrderMarks: true));
    }

    // Other encodings are refused rather than read as something else.
    private static UTF8Encoding Utf8 => new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public char Separator { get; }

    /// <summary>The first line, as it stands in the file.</summary>
    public string FirstLine { get; private set; } = "";

    public IReadOnlyList<string> Heads { get; private set; } = [];

    /// <summary>The number of the line that was read last; the first one is 1.</summary>
    public int Line { get; private set; }

    /// <summary>That line as it stands in the file.</summary>
    public string Text => _reader.Current.Span.ToString();

    public long Position => _stream.Position;

    public long Length => _stream.Length;

    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It cannot be read, is not UTF-8, or is empty.</exception>
    public static PriceListFile Open(string name)
    {
        try
        {
            return Read(name, new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{name} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Reads a stream that can go back to its beginning, and closes it at the end.</summary>
    /// <exception cref="InvalidDataException">It is not UTF-8, or is empty.</exception>
    public static PriceListFile Read(string name, Stream stream)
    {
        try
        {
            using var first = new StreamReader(stream, Utf8, leaveOpen: true);
            var separator = SeparatorOf(first.ReadLine() ?? "");
            stream.Position = 0;
            var file = new PriceListFile(name, stream, separator);

            if (!file.Advance())
            {
                file.Dispose();

                throw new InvalidDataException($"{name} is empty");
            }

            (file.FirstLine, file.Heads) = (file.Text, file.Cells());

            return file;
        }
        catch (DecoderFallbackException)
        {
            throw NotUtf8(name);
        }
    }

    /// <summary>Goes to the next line that is not empty.</summary>
    /// <param name="cells">Good until the next call.</param>
    /// <param name="isOpenQuote">A quote begins in it that is never closed, so it runs to the end of the file.</param>
    public bool TryRead(out string[] cells, out bool isOpenQuote)
    {
        while (Advance())
        {
            Line = _reader.Current.LineNumberFrom;
            cells = Cells();

            if (Array.Exists(cells, cell => !string.IsNullOrWhiteSpace(cell)))
            {
                isOpenQuote = _reader.Current.Span.Count('"') % 2 != 0;

                return true;
            }
        }

        (cells, isOpenQuote) = ([], false);

        return false;
    }

    /// <summary>Reads all lines that are left into a list.</summary>
    /// <param name="rejected">Told the errors of the line at hand, which then is none of the list's.</param>
    /// <param name="progress">Told now and then how many octets are read, and of how many.</param>
    /// <returns>How many lines there were.</returns>
    public int ReadInto(PriceList list, Action<IReadOnlyList<CellError>> rejected, Action<long, long> progress, CancellationToken cancellation)
    {
        var lines = 0;

        while (TryRead(out var cells, out var isOpenQuote))
        {
            var errors = isOpenQuote ? [new("row", "", "has a quote that is never closed")] : list.Add(Line, cells);

            if (errors.Count > 0)
            {
                rejected(errors);
            }

            if (lines++ % Step == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress(Position, Length);
            }
        }

        return lines;
    }

    public void Dispose() => _reader.Dispose();

    private bool Advance()
    {
        try
        {
            return _reader.MoveNext();
        }
        catch (DecoderFallbackException)
        {
            throw NotUtf8(_name);
        }
    }

    private string[] Cells()
    {
        var row = _reader.Current;

        if (_cells.Length != row.ColCount)
        {
            _cells = new string[row.ColCount];
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = row[i].ToString();
        }

        return Line == 0 ? [.. _cells] : _cells;
    }

    private static char SeparatorOf(string line)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;

        foreach (var c in line)
        {
            isQuoted ^= c == '"';

            if (!isQuoted && Array.IndexOf(Separators, c) is >= 0 and var which)
            {
                counts[which]++;
            }
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private static InvalidDataException NotUtf8(string name) => new($"{name} is not UTF-8: expected a CSV file in that encoding");
}
