using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Lists;

// Rows that are picked by hand, over several pages, for one action on all of them.
public sealed partial class ListTable<TRow, TSort>
{
    private readonly Dictionary<object, TRow> _picked = [];

    /// <summary>What can be done with the picked rows; null: none are picked.</summary>
    [Parameter]
    public RenderFragment<IReadOnlyCollection<TRow>>? Picked { get; set; }

    /// <summary>With <see cref="Picked"/>: what a row is called.</summary>
    [Parameter]
    public Func<TRow, string>? NameOf { get; set; }

    public void ClearPicked() => _picked.Clear();

    private bool IsAllPicked => _page is { Rows.Count: > 0 } page && page.Rows.All(row => _picked.ContainsKey(Key(row)));

    private void Pick(TRow row)
    {
        if (!_picked.Remove(Key(row)))
        {
            _picked[Key(row)] = row;
        }
    }

    private void PickAll()
    {
        var isAll = IsAllPicked;

        foreach (var row in _page?.Rows ?? [])
        {
            if (isAll)
            {
                _picked.Remove(Key(row));
            }
            else
            {
                _picked[Key(row)] = row;
            }
        }
    }
}
