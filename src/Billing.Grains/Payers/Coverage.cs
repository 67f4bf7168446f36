using System.Collections.Immutable;

namespace Billing.Grains.Payers;

/// <summary>Which ledger entries were invoiced.</summary>
/// <param name="InvoiceId">By this invoice; null: by none yet.</param>
/// <param name="After">It covers what comes after this entry …</param>
/// <param name="Through">… up to this one, …</param>
/// <param name="CarriedIn">… these of before as well …</param>
/// <param name="CarriedOn">… and not these, which belong to a later period.</param>
/// <param name="OwedBefore">What was owed before it, to five decimals: not as it is printed.</param>
/// <param name="OwedAfter">What was owed after it, likewise.</param>
public sealed record Coverage(
    long? InvoiceId,
    long After,
    long Through,
    ImmutableArray<long> CarriedIn,
    ImmutableArray<long> CarriedOn,
    decimal OwedBefore,
    decimal OwedAfter)
{
    public static readonly Coverage None = new(null, 0, 0, [], [], 0, 0);

    /// <summary>The same entries for another invoice: as if this one had not been.</summary>
    public Coverage Before => new(null, 0, After, [], CarriedIn, 0, OwedBefore);
}
