using QRCoder;

namespace Billing.Portal.Account;

/// <summary>A QR code as SVG: drawn here, so that the key goes to no other server.</summary>
internal static class QrCode
{
    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);

        return code.GetGraphic(4);
    }
}
