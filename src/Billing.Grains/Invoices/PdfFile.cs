using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Billing.Grains.Invoices;

/// <summary>A PDF file of numbered objects (ISO 32000-1, 7.5), written in the order in which they are added.</summary>
internal sealed class PdfFile
{
    private readonly ArrayBufferWriter<byte> _octets = new();
    private readonly List<long> _places = [];

    public PdfFile() => Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");

    /// <summary>A number for an object that others name before it is written.</summary>
    public int Reserve()
    {
        _places.Add(0);

        return _places.Count;
    }

    public int Add(string content) => Add(Reserve(), content);

    public int Add(int number, string content)
    {
        _places[number - 1] = _octets.WrittenCount;
        Write(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{content}\nendobj\n"));

        return number;
    }

    /// <summary>Octets, compressed.</summary>
    /// <param name="more">Entries of its dictionary beside those for the compression.</param>
    public int AddStream(ReadOnlySpan<byte> octets, string more = "")
    {
        using var packed = new MemoryStream();

        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(octets);
        }

        return AddPacked(packed.GetBuffer().AsSpan(0, (int)packed.Length), more);
    }

    /// <summary>Octets that are compressed already (RFC 1950).</summary>
    public int AddPacked(ReadOnlySpan<byte> packed, string more)
    {
        var number = Reserve();
        _places[number - 1] = _octets.WrittenCount;
        Write(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n<< /Length {packed.Length} /Filter /FlateDecode {more}>>\nstream\n"));
        _octets.Write(packed);
        Write("\nendstream\nendobj\n");

        return number;
    }

    public byte[] Build(int catalog, int about)
    {
        var table = _octets.WrittenCount;
        var end = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n"));

        foreach (var place in _places)
        {
            end.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        }

        end.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {_places.Count + 1} /Root {catalog} 0 R /Info {about} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        Write(end.ToString());

        return _octets.WrittenSpan.ToArray();
    }

    /// <summary>A text that people read, such as a title.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private void Write(string text) => _octets.Write(Encoding.Latin1.GetBytes(text));
}
