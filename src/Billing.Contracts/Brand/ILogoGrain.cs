using Billing.Contracts.Changes;

namespace Billing.Contracts.Brand;

/// <summary>The picture at the head of invoices. Key: 0.</summary>
/// <remarks>What is set is for invoices that are issued from then on; those that are issued keep what they have.</remarks>
[Alias("billing.logo")]
public interface ILogoGrain : IGrainWithIntegerKey
{
    /// <summary>The one that invoices get now; null: none.</summary>
    [Alias("get")]
    Task<byte[]?> GetAsync();

    /// <param name="png">A PNG file of up to 256 KB and 2000 by 1000 pixels, 8 bits a channel, not interlaced; null: none from now on.</param>
    /// <param name="by">A signed-in user's name, for the audit log.</param>
    [Alias("set")]
    Task<ChangeReply> SetAsync(byte[]? png, string by);
}
