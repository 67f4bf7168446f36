using System.Buffers.Binary;
using System.IO.Compression;

namespace Billing.Grains.Tests.Invoices;

/// <summary>PNG files as others write them, with any filter in each row.</summary>
internal static class Png
{
    /// <param name="colour">0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha.</param>
    /// <param name="pixels">Channel by channel, row by row.</param>
    public static byte[] Of(int width, int height, byte colour, byte[] pixels, byte bits = 8, byte interlace = 0, byte[]? palette = null)
    {
        var channels = colour switch { 0 or 3 => 1, 2 => 3, 4 => 2, _ => 4 };
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (bits, colour, interlace);
        Chunk(file, "IHDR"u8, header);

        if (palette is not null)
        {
            Chunk(file, "PLTE"u8, palette);
        }

        var packed = new MemoryStream();

        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Filtered(width, height, channels, pixels));
        }

        // In two pieces, as large files are.
        var octets = packed.ToArray();
        Chunk(file, "IDAT"u8, octets.AsSpan(0, octets.Length / 2));
        Chunk(file, "tEXt"u8, "Comment"u8);
        Chunk(file, "IDAT"u8, octets.AsSpan(octets.Length / 2));
        Chunk(file, "IEND"u8, []);

        return file.ToArray();
    }

    // Each row by another filter: none, left, up, average, Paeth.
    private static byte[] Filtered(int width, int height, int channels, byte[] pixels)
    {
        var line = width * channels;
        var rows = new byte[height * (line + 1)];

        for (var y = 0; y < height; y++)
        {
            rows[y * (line + 1)] = (byte)(y % 5);

            for (var i = 0; i < line; i++)
            {
                int left = i < channels ? 0 : pixels[y * line + i - channels], up = y == 0 ? 0 : pixels[(y - 1) * line + i];
                var corner = i < channels || y == 0 ? 0 : pixels[(y - 1) * line + i - channels];
                var guess = left + up - corner;
                int[] order = [left, up, corner];
                rows[y * (line + 1) + 1 + i] = unchecked((byte)(pixels[y * line + i] - (y % 5) switch
                {
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => order.MinBy(one => Math.Abs(guess - one)),
                    _ => 0,
                }));
            }
        }

        return rows;
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        file.Write(length);
        file.Write(name);
        file.Write(content);
        file.Write([0, 0, 0, 0]); // the sum is not looked at: what is packed has one of its own
    }
}
