using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Billing.Grains.Invoices;

/// <summary>A picture as a PNG file has it (ISO/IEC 15948), as far as a document can show it: 8 bits a channel, not interlaced.</summary>
/// <remarks>
/// Grey, colour and palette go into a document as they are compressed; what is transparent is taken apart, since a document keeps
/// colour and transparency in two streams. All of it is unpacked once and its length checked, so that what is kept can be drawn.
/// </remarks>
internal sealed class PngImage
{
    public const int MostOctets = 256 * 1024;
    public const int MostWidth = 2000;
    public const int MostHeight = 1000;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly byte[] _packed;
    private readonly byte[] _palette;

    private PngImage(int width, int height, PngColour colour, byte[] packed, byte[] palette) =>
        (Width, Height, Colour, _packed, _palette) = (width, height, colour, packed, palette);

    public int Width { get; }

    public int Height { get; }

    private PngColour Colour { get; }

    private int Channels => ChannelsOf(Colour);

    /// <param name="problem">What was expected.</param>
    public static bool TryRead(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out PngImage? image, [NotNullWhen(false)] out string? problem)
    {
        (image, problem) = (null, null);

        if (octets.Length > MostOctets)
        {
            problem = $"a file of {MostOctets / 1024} KB at the most";
        }
        else if (!octets.StartsWith(Signature) || octets.Length < 33 || !octets.Slice(12, 4).SequenceEqual("IHDR"u8))
        {
            problem = "a PNG file";
        }
        else
        {
            problem = Read(octets, out image);
        }

        return problem is null;
    }

    /// <summary>Writes it into a file.</summary>
    /// <returns>The object's number.</returns>
    public int AddTo(PdfFile file)
    {
        var size = FormattableString.Invariant($"/Type /XObject /Subtype /Image /Width {Width} /Height {Height} /BitsPerComponent 8 ");

        if (Colour is PngColour.GreyAlpha or PngColour.RgbAlpha)
        {
            var (colours, alpha) = Apart();
            var mask = file.AddStream(alpha, size + "/ColorSpace /DeviceGray ");

            return file.AddStream(colours, FormattableString.Invariant($"{size}/ColorSpace {(Channels == 2 ? "/DeviceGray" : "/DeviceRGB")} /SMask {mask} 0 R "));
        }

        var space = Colour switch
        {
            PngColour.Grey => "/DeviceGray",
            PngColour.Rgb => "/DeviceRGB",
            _ => FormattableString.Invariant($"[/Indexed /DeviceRGB {_palette.Length / 3 - 1} <{Convert.ToHexString(_palette)}>]"),
        };

        // Its rows are filtered as PNG says, which a document's reader undoes: predictor 15.
        return file.AddPacked(_packed, FormattableString.Invariant(
            $"{size}/ColorSpace {space} /DecodeParms << /Predictor 15 /Colors {Channels} /BitsPerComponent 8 /Columns {Width} >> "));
    }

    private static string? Read(ReadOnlySpan<byte> octets, out PngImage? image)
    {
        image = null;
        var header = octets[16..];
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        var colour = (PngColour)header[9];

        if (width is 0 or > MostWidth || height is 0 or > MostHeight)
        {
            return $"a picture of up to {MostWidth} by {MostHeight} pixels";
        }

        if (header[8] != 8 || !Enum.IsDefined(colour))
        {
            return "a PNG with 8 bits a channel: grey, colour or palette";
        }

        if (header[12] != 0)
        {
            return "a PNG that is not interlaced";
        }

        using var packed = new MemoryStream();
        byte[] palette = [];

        for (var rest = octets[8..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);

            if (length > rest.Length - 12)
            {
                return "a whole PNG file: this one is cut off";
            }

            var name = rest.Slice(4, 4);
            var content = rest.Slice(8, (int)length);

            if (name.SequenceEqual("IDAT"u8))
            {
                packed.Write(content);
            }
            else if (name.SequenceEqual("PLTE"u8))
            {
                palette = content.ToArray();
            }
            else if (name.SequenceEqual("tRNS"u8))
            {
                return "a PNG whose transparency is a channel of its own, or none";
            }

            rest = rest[(12 + (int)length)..];
        }

        if (colour is PngColour.Palette && (palette.Length is 0 or > 768 || palette.Length % 3 != 0))
        {
            return "a PNG with its palette";
        }

        image = new((int)width, (int)height, colour, packed.ToArray(), palette);

        return image.Unpack() is null ? "a whole PNG file: its pixels cannot be read" : null;
    }

    // Null: they are not what the header says.
    private byte[]? Unpack()
    {
        var rows = new byte[Height * (1 + Width * Channels)];

        try
        {
            using var zip = new ZLibStream(new MemoryStream(_packed), CompressionMode.Decompress);
            zip.ReadExactly(rows);

            return zip.ReadByte() < 0 && Enumerable.Range(0, Height).All(row => rows[row * (1 + Width * Channels)] <= 4) ? rows : null;
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private (byte[] Colours, byte[] Alpha) Apart()
    {
        var (rows, line) = (Unpack()!, Width * Channels);
        var (colours, alpha) = (new byte[Width * Height * (Channels - 1)], new byte[Width * Height]);
        var above = new byte[line];

        for (var y = 0; y < Height; y++)
        {
            var row = rows.AsSpan(y * (line + 1), line + 1);
            Unfilter(row[0], row[1..], above);
            row[1..].CopyTo(above);

            for (var x = 0; x < Width; x++)
            {
                row.Slice(1 + x * Channels, Channels - 1).CopyTo(colours.AsSpan((y * Width + x) * (Channels - 1)));
                alpha[y * Width + x] = row[x * Channels + Channels];
            }
        }

        return (colours, alpha);
    }

    // ISO/IEC 15948, 9.2.
    private void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < Channels ? 0 : row[i - Channels], up = above[i], corner = i < Channels ? 0 : above[i - Channels];
            row[i] = unchecked((byte)(row[i] + filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => 0,
            }));
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));

        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static int ChannelsOf(PngColour colour) => colour switch
    {
        PngColour.Grey or PngColour.Palette => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        _ => 4,
    };

    private enum PngColour : byte
    {
        Grey = 0,
        Rgb = 2,
        Palette = 3,
        GreyAlpha = 4,
        RgbAlpha = 6,
    }
}
