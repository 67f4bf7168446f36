using System.Collections;
using QRCoder;

namespace Billing.Grains.Invoices;

/// <summary>A QR code (ISO/IEC 18004) of a text in UTF-8, with a fifth of it spare and its quiet zone around it.</summary>
internal static class QrCode
{
    /// <returns>The rows from the top; true is dark.</returns>
    public static IReadOnlyList<BitArray> Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M, forceUtf8: true);

        return data.ModuleMatrix;
    }
}
