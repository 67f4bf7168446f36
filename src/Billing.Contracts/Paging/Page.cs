namespace Billing.Contracts.Paging;

/// <summary>Some rows of a list, and the way to those before and after them.</summary>
/// <param name="Next">The cursor of the page after this one; null: this is the last.</param>
/// <param name="Previous">The cursor of the page before this one; null: this is the first.</param>
/// <param name="Count">Rows of the whole list; null: they were not counted.</param>
/// <param name="IsCut">
/// A filter that no index helps looked at as many rows as one answer may read and found no full page: go on with
/// <paramref name="Next"/>.
/// </param>
/// <param name="IsUnordered">
/// There are no rows because more than <see cref="RowCount.Limit"/> fit, and the order asked for is by what no index can have
/// (a balance, a cost so far: they change all the time). Choose a filter that leaves fewer, or another order.
/// </param>
/// <remarks>
/// The cursor is the edge row's sort key (keyset paging): rows that come and go elsewhere move nothing, and the thousandth
/// page costs what the first does. An offset would read all that it skips.
/// </remarks>
public sealed record Page<T>(
    IReadOnlyList<T> Rows, string? Next, string? Previous, RowCount? Count = null, bool IsCut = false, bool IsUnordered = false);
