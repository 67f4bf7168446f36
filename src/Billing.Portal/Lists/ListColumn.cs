using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Billing.Portal.Lists;

/// <summary>One column of a <see cref="ListTable{TRow,TSort}"/>.</summary>
public sealed class ListColumn<TRow, TSort> : ComponentBase, IDisposable
    where TSort : struct, Enum
{
    /// <summary>Its English text is what a saved view and an export know the column by, if it has no <see cref="Known"/>.</summary>
    [Parameter, EditorRequired]
    public LocalizedString Title { get; set; } = null!;

    /// <summary>What they know it by, in the place of the title: that of before, when a column is called anew.</summary>
    [Parameter]
    public string? Known { get; set; }

    /// <summary>The cell; of a column of files alone there is none.</summary>
    [Parameter]
    public RenderFragment<TRow>? ChildContent { get; set; }

    /// <summary>The cell in a CSV file: invariant. Null: the column is not in the file.</summary>
    [Parameter]
    public Func<TRow, IFormattable?>? Value { get; set; }

    /// <summary>The same for text.</summary>
    [Parameter]
    public Func<TRow, string?>? Plain { get; set; }

    /// <summary>The same for a moment: in files it is UTC, in ISO 8601, whatever the viewer's zone, and the heading says so.</summary>
    [Parameter]
    public Func<TRow, Instant?>? At { get; set; }

    /// <summary>The list's order that its head switches; null: none.</summary>
    [Parameter]
    public TSort? Sort { get; set; }

    /// <summary>What it shows falls as its order rises: how long something runs, by when it began. Its head says what is seen.</summary>
    [Parameter]
    public bool IsReversed { get; set; }

    /// <summary><c>num</c> for numbers, <c>mono</c> for identifiers, <c>act</c> for what can be done with the row: on a phone that stands there without a head.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>It stands in files alone: what the cell of another column says beside its figure.</summary>
    [Parameter]
    public bool IsFileOnly { get; set; }

    [CascadingParameter]
    private ListTable<TRow, TSort> Table { get; set; } = null!;

    protected override void OnInitialized() => Table.Add(this);

    internal string Name => Known ?? Title.Name;

    internal bool IsInFiles => Value is not null || Plain is not null || At is not null;

    /// <summary>What it is called in files.</summary>
    internal string Heading(IStringLocalizer text) => At is null ? Title.Value : text["{0} (UTC)", Title.Value];

    /// <summary>What is written to files, and what a list that is given whole is ordered by.</summary>
    internal object? Content(TRow row) => At is { } at ? at(row) : Value is { } value ? value(row) : Plain?.Invoke(row);

    public void Dispose() => Table.Remove(this);
}
