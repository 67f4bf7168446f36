using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Lists;

/// <summary>One column of a <see cref="ListTable{TRow,TSort}"/>.</summary>
public sealed class ListColumn<TRow, TSort> : ComponentBase, IDisposable
    where TSort : struct, Enum
{
    /// <summary>Translated.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The cell.</summary>
    [Parameter, EditorRequired]
    public RenderFragment<TRow> ChildContent { get; set; } = null!;

    /// <summary>The cell in a CSV file: invariant. Null: the column is not in the file.</summary>
    [Parameter]
    public Func<TRow, IFormattable?>? Value { get; set; }

    /// <summary>The same for text.</summary>
    [Parameter]
    public Func<TRow, string?>? Plain { get; set; }

    /// <summary>The list's order that its head switches; null: none.</summary>
    [Parameter]
    public TSort? Sort { get; set; }

    /// <summary><c>num</c> for numbers, <c>mono</c> for identifiers.</summary>
    [Parameter]
    public string? Class { get; set; }

    [CascadingParameter]
    private ListTable<TRow, TSort> Table { get; set; } = null!;

    protected override void OnInitialized() => Table.Add(this);

    public void Dispose() => Table.Remove(this);
}
