using Billing.Contracts.Views;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Lists;

// Views that staff keep of a list: filter and order are the address, hidden columns are kept beside it.
public sealed partial class ListTable<TRow, TSort>
{
    private IReadOnlyList<ListViewRow>? _views;
    private long? _worn;

    /// <summary>What the list's views are kept by, such as <c>customers</c>; null: it has none.</summary>
    [Parameter]
    public string? Views { get; set; }

    [Inject]
    private IListViewQuery ViewQuery { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    private ListViewRow? View => Address.Number(ListViewBar.Name) is { } id ? _views?.FirstOrDefault(view => view.ViewId == id) : null;

    /// <returns>Whether the list is to be loaded: not when a view is on its way into the address.</returns>
    private async Task<bool> ReadViewsAsync()
    {
        if (Views is null)
        {
            return true;
        }

        if (_views is null)
        {
            _views = await ViewQuery.ForAsync(Views, await Clerk.NameAsync(), CancellationToken.None);

            if (Address.IsEmpty && _views.FirstOrDefault(view => view.IsDefault) is { } usual)
            {
                Address.Show(ListViewBar.Query(usual));

                return false;
            }
        }

        if (View is { } view && view.ViewId != _worn)
        {
            _hidden.Clear();
            _hidden.UnionWith(view.Hidden);
        }

        _worn = View?.ViewId;

        return true;
    }

    private async Task LookAtViewsAsync() => _views = await ViewQuery.ForAsync(Views!, await Clerk.NameAsync(), CancellationToken.None);
}
