using Billing.Contracts.Invoices;
using Billing.Grains.Invoices;
using UglyToad.PdfPig;

namespace Billing.Grains.Tests.Invoices;

/// <summary>The operator's picture at the head of a document.</summary>
public sealed class LogoTests
{
    private const int Width = 23;
    private const int Height = 11;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    public void Its_pixels_are_in_the_document_whatever_their_channels(byte colour, int channels)
    {
        var pixels = new byte[Width * Height * channels];
        new Random(colour).NextBytes(pixels);

        using var pdf = PdfDocument.Open(Document(Png.Of(Width, Height, colour, pixels)));

        var image = Assert.Single(pdf.GetPage(1).GetImages());
        Assert.Equal((Width, Height), (image.WidthInSamples, image.HeightInSamples));
        Assert.InRange(image.BoundingBox.Height, 40, 46.1);
        Assert.InRange(image.BoundingBox.Width, 80, 190);
        var (shown, hidden) = channels % 2 == 1 ? (channels, 0) : (channels - 1, 1);
        Assert.Equal(pixels.Where((_, i) => i % channels < shown), Octets(image));
        Assert.Equal(hidden == 1, image.MaskImage is not null);

        if (image.MaskImage is { } mask)
        {
            Assert.Equal(pixels.Where((_, i) => i % channels == shown), Octets(mask));
        }

        Assert.DoesNotContain("Northline", pdf.GetPage(1).Text.Replace("Northline Telecom", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_palette_is_taken_along()
    {
        var pixels = Enumerable.Range(0, Width * Height).Select(i => (byte)(i % 3)).ToArray();
        byte[] palette = [255, 0, 0, 0, 255, 0, 0, 0, 255];

        using var pdf = PdfDocument.Open(Document(Png.Of(Width, Height, 3, pixels, palette: palette)));

        var image = Assert.Single(pdf.GetPage(1).GetImages());
        Assert.True(image.TryGetPng(out var png));
        Assert.NotEmpty(png!);
    }

    [Fact]
    public void What_cannot_be_shown_is_refused_with_what_was_expected()
    {
        var pixels = new byte[Width * Height];
        var good = Png.Of(Width, Height, 0, pixels);
        (byte[] File, string Expected)[] cases =
        [
            ("GIF89a"u8.ToArray(), "a PNG file"), ([], "a PNG file"), (good[..30], "a PNG file"),
            (good[..45], "a whole PNG file: this one is cut off"),
            (Png.Of(Width, Height + 1, 0, pixels.Concat(new byte[Width]).ToArray())[..^40], "a whole PNG file: this one is cut off"),
            (Png.Of(Width, Height, 0, pixels, bits: 16), "a PNG with 8 bits a channel: grey, colour or palette"),
            (Png.Of(Width, Height, 0, pixels, interlace: 1), "a PNG that is not interlaced"),
            (Png.Of(Width, Height, 3, pixels), "a PNG with its palette"),
            (Png.Of(2001, 1, 0, new byte[2001]), "a picture of up to 2000 by 1000 pixels"),
            (new byte[256 * 1024 + 1], "a file of 256 KB at the most"),
            (Taller(good), "a whole PNG file: its pixels cannot be read"),
        ];

        Assert.All(cases, one =>
        {
            Assert.False(PngImage.TryRead(one.File, out _, out var problem));
            Assert.Equal(one.Expected, problem);
        });
    }

    // The header speaks of a row more than there is.
    private static byte[] Taller(byte[] png)
    {
        var taller = png.ToArray();
        taller[23]++;

        return taller;
    }

    private static byte[] Document(byte[] logo) => InvoicePdf.Make(
        InvoicePdfTests.Sheet("en-GB", 0, 0) with { Logo = logo }, InvoiceUsage.None, new() { Name = "Northline", Imprint = "Northline Telecom" });

    private static byte[] Octets(UglyToad.PdfPig.Content.IPdfImage image)
    {
        Assert.True(image.TryGetBytesAsMemory(out var octets));

        return octets.ToArray();
    }
}
