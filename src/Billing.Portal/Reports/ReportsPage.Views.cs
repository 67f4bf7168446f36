using Billing.Contracts.Views;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Reports;

// Reports that staff keeps under a name, as views of lists are: all that was chosen is the address. Days that were chosen are kept as
// they are; without them a report is of the last thirty.
public sealed partial class ReportsPage
{
    private const string Kept = "reports";

    private IReadOnlyList<ListViewRow>? _views;

    [Inject]
    private IListViewQuery ViewQuery { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    private ListViewRow? View => Address.Number(ListViewBar.Name) is { } id ? _views?.FirstOrDefault(view => view.ViewId == id) : null;

    private async Task LookAtViewsAsync() => _views = await ViewQuery.ForAsync(Kept, await Clerk.NameAsync(), CancellationToken.None);

    /// <returns>Whether the report that the viewer opens the page with is on its way into the address.</returns>
    private async Task<bool> OpensWithOwnAsync()
    {
        if (_views is not null)
        {
            return false;
        }

        await LookAtViewsAsync();

        if (!Address.IsEmpty || _views?.FirstOrDefault(view => view.IsDefault) is not { } usual)
        {
            return false;
        }

        Address.Show(ListViewBar.Query(usual));

        return true;
    }
}
