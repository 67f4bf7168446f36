namespace Billing.Contracts.Destinations;

/// <summary>What numbers' beginnings are called.</summary>
public interface IDestinationQuery
{
    /// <summary>The entry of the catalogue with the longest prefix of the number; null when none fits.</summary>
    /// <param name="number">In E.164 without "+".</param>
    Task<DestinationRecord?> FindAsync(string number, CancellationToken cancellation);

    /// <summary>The names of the destination groups, by name.</summary>
    Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellation);
}

/// <param name="Country">ISO 3166 code or another word for it, as the catalogue has it.</param>
public sealed record DestinationRecord(string Prefix, string Country, string Description);
