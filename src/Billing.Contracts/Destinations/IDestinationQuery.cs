using Billing.Contracts.Paging;

namespace Billing.Contracts.Destinations;

/// <summary>What numbers' beginnings are called.</summary>
public interface IDestinationQuery
{
    /// <summary>The entry of the catalogue with the longest prefix of the number; null when none fits.</summary>
    /// <param name="number">In E.164 without "+".</param>
    Task<DestinationRecord?> FindAsync(string number, CancellationToken cancellation);

    /// <summary>What the catalogue calls each of some prefixes, by the longest of its own that fits; null: nothing does.</summary>
    /// <param name="prefixes">Up to 1000 prefixes or keywords.</param>
    Task<IReadOnlyList<string?>> NamesAsync(IReadOnlyList<string> prefixes, CancellationToken cancellation);

    Task<Page<DestinationRecord>> ListAsync(
        DestinationFilter filter, PageRequest<DestinationSort> page, CancellationToken cancellation);

    Task<IReadOnlyList<DestinationGroupRow>> GroupsAsync(CancellationToken cancellation);

    Task<Page<GroupMemberRow>> MembersAsync(
        int destinationGroupId, string? text, PageRequest<GroupMemberSort> page, CancellationToken cancellation);
}

/// <param name="Country">ISO 3166 code or another word for it, as the catalogue has it.</param>
public sealed record DestinationRecord(string Prefix, string Country, string Description);

public enum DestinationSort
{
    Prefix,
    Description,
}

/// <summary>What is not null must fit.</summary>
/// <param name="Text">Digits: the beginning of the prefix. Else: in the description, any case.</param>
public sealed record DestinationFilter(string? Text = null, string? Country = null);

public sealed record DestinationGroupRow(int DestinationGroupId, string Name, int Members, int Excluded);

public enum GroupMemberSort
{
    Destination,
}

/// <param name="Destination">A prefix, or a keyword.</param>
/// <param name="DestinationName">What the catalogue calls it.</param>
public sealed record GroupMemberRow(string Destination, bool IsExcluded, string? DestinationName);
