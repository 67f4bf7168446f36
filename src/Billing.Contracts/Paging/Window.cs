namespace Billing.Contracts.Paging;

/// <summary>Rows by their position, for a grid that scrolls.</summary>
/// <param name="Offset">The position of the first row, from 0.</param>
/// <param name="Total">Rows of the whole list.</param>
/// <param name="IsEstimated">They are being counted: <paramref name="Total"/> is what can be said by now. Ask again in a moment.</param>
/// <param name="IsUnordered">There are too many for the order that was asked for: they are in the list's own.</param>
public sealed record Window<T>(IReadOnlyList<T> Rows, int Offset, int Total, bool IsEstimated = false, bool IsUnordered = false);
