using Microsoft.Extensions.Options;

namespace Billing.Grains.Invoices;

/// <summary>The operator's font for letters that the document's own one has not, read once for all documents.</summary>
internal sealed class OtherFont(IOptions<SenderOptions> sender)
{
    private readonly Lazy<TrueTypeFont?> _font = new(() => sender.Value.OtherFont.Length == 0 ? null : TrueTypeFont.Read(sender.Value.OtherFont));

    public TrueTypeFont? Value => _font.Value;
}
