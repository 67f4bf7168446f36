namespace Billing.Contracts.Views;

public interface IListViewQuery
{
    /// <summary>The user's own views of a list and those that are shared, by name.</summary>
    /// <param name="user">The signed-in user's name.</param>
    Task<IReadOnlyList<ListViewRow>> ForAsync(string list, string user, CancellationToken cancellation);
}

/// <param name="IsMine">Whether who asks keeps it.</param>
/// <param name="IsDefault">Whether the list opens with it, for who asks.</param>
/// <param name="Query">Filter and order as in an address, without the "?".</param>
/// <param name="Hidden">The columns that are not shown, by their English names.</param>
public sealed record ListViewRow(
    long ViewId, string Name, string By, bool IsMine, bool IsShared, bool IsDefault, string Query, IReadOnlyList<string> Hidden);
