using System.Collections;
using System.Globalization;
using Billing.Contracts.Paging;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Lists;

// A short list that is read whole: any column orders it, and it is paged here.
public sealed partial class ListTable<TRow, TSort>
{
    // Text as people sort it; what is not there first.
    private static readonly Comparer<object?> Natural = Comparer<object?>.Create((one, other) => (one, other) switch
    {
        (string a, string b) => CultureInfo.CurrentCulture.CompareInfo.Compare(a, b, CompareOptions.IgnoreCase | CompareOptions.NumericOrdering),
        _ => Comparer.Default.Compare(one, other),
    });

    /// <summary>All rows that fit the filter, in their usual order, in the place of <see cref="Load"/>; null: they are being read.</summary>
    [Parameter]
    public IEnumerable<TRow>? Rows { get; set; }

    private bool IsWhole => Load is null;

    private void ShowWhole()
    {
        if (Rows is null)
        {
            return;
        }

        var rows = Ordered();
        var from = int.TryParse(Address[Prefix + "at"], CultureInfo.InvariantCulture, out var at) && at > 0 && at < rows.Count ? at : 0;
        _page = new(
            rows.GetRange(from, Math.Min(PageSize, rows.Count - from)),
            from + PageSize < rows.Count ? Place(from + PageSize) : null,
            from > 0 ? Place(Math.Max(0, from - PageSize)) : null);
        _count = RowCount.Of(rows.Count);

        static string Place(int row) => row.ToString(CultureInfo.InvariantCulture);
    }

    private List<TRow> Ordered() => Rows is null ? []
        : _columns.Find(column => column.Name == Order) is not { IsInFiles: true } by ? [.. Rows]
        : IsDescending ? [.. Rows.OrderByDescending(by.Content, Natural)]
        : [.. Rows.OrderBy(by.Content, Natural)];
}

/// <summary>The order of a list that is read whole: any column's.</summary>
public enum ByColumn
{
    AsItComes,
}
