using System.Collections.Immutable;
using Billing.Contracts.Changes;

namespace Billing.Contracts.Views;

/// <summary>Views that staff keep of one list: filter, order and columns under a name. Key: the list, such as <c>customers</c>.</summary>
[Alias("billing.list-views")]
public interface IListViewsGrain : IGrainWithStringKey
{
    /// <summary>Keeps a view; one of the same owner and name is replaced.</summary>
    /// <returns>With the view's number.</returns>
    [Alias("keep")]
    Task<ChangeReply> KeepAsync(ListViewDetails view, string by);

    /// <param name="viewId">One that <paramref name="by"/> sees; null: the list opens as it comes.</param>
    [Alias("open-with")]
    Task<ChangeReply> OpenWithAsync(long? viewId, string by);

    /// <param name="mayRemoveOthers">Whether <paramref name="by"/> looks after users; else only own views go.</param>
    [Alias("remove")]
    Task<ChangeReply> RemoveAsync(long viewId, string by, bool mayRemoveOthers);
}

/// <param name="Name">1 to 60 characters; unique for its owner and list.</param>
/// <param name="IsShared">Whether everybody of the staff may choose it.</param>
/// <param name="Query">Filter and order as they stand in the page's address, without the "?"; up to 2000 characters.</param>
/// <param name="Hidden">The columns that are not shown, by their English names.</param>
[GenerateSerializer, Immutable, Alias("billing.list-view-details")]
public sealed record ListViewDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] bool IsShared,
    [property: Id(2)] string Query,
    [property: Id(3)] ImmutableArray<string> Hidden);
