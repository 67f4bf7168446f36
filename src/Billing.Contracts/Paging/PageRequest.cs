namespace Billing.Contracts.Paging;

/// <summary>Which rows of a list to show.</summary>
/// <typeparam name="TSort">The list's orders: each has an index, and the row's key behind it so that no two rows are equal.</typeparam>
/// <param name="Sort">The default is the list's usual order.</param>
/// <param name="IsDescending">Largest or newest first.</param>
/// <param name="Size">Rows of a page, 1 to <see cref="MostRows"/>.</param>
/// <param name="Cursor">A page's <c>Next</c> or <c>Previous</c>, of a request with the same order; null: the first page.</param>
/// <param name="IsCounted">Whether the rows are counted too, up to <see cref="RowCount.Limit"/>; for the first page of a list.</param>
public sealed record PageRequest<TSort>(
    TSort Sort = default, bool IsDescending = false, int Size = 50, string? Cursor = null, bool IsCounted = false)
    where TSort : struct, Enum
{
    public const int MostRows = 500;
}
