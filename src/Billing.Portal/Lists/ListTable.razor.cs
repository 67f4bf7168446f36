using System.Globalization;
using Billing.Contracts.Paging;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Billing.Portal.Lists;

/// <summary>Every list of the portal: sorted and paged by the server, columns of the viewer's choice, saved as CSV.</summary>
/// <remarks>Sort order and page stand in the address, so that a reload, a bookmark and the back button keep the place.</remarks>
public sealed partial class ListTable<TRow, TSort>
{
    private const int PageSize = 50;

    private readonly List<ListColumn<TRow, TSort>> _columns = [];
    private readonly HashSet<string> _hidden = [];
    private Page<TRow>? _page;
    private RowCount? _count;
    private (object? Filter, string? Sort, bool IsDescending, string? Cursor)? _loaded;
    private CancellationTokenSource? _loading;
    private bool _busy;
    private ElementReference _rows;
    private string? _place;
    private bool _isTurned;

    /// <summary>What the list is of; translated. Also what its choice of columns is remembered by, and the file's name.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Reads a page; null: the list is given whole, as <see cref="Rows"/>.</summary>
    [Parameter]
    public Func<PageRequest<TSort>, CancellationToken, Task<Page<TRow>>>? Load { get; set; }

    [Parameter, EditorRequired]
    public Func<TRow, object> Key { get; set; } = null!;

    /// <summary>The columns: <see cref="ListColumn{TRow,TSort}"/>.</summary>
    [Parameter, EditorRequired]
    public RenderFragment Columns { get; set; } = null!;

    /// <summary>What an empty list means, and what to do about it.</summary>
    [Parameter, EditorRequired]
    public RenderFragment Empty { get; set; } = null!;

    /// <summary>Another value loads the first page again: what the rows are chosen by.</summary>
    [Parameter]
    public object? Filter { get; set; }

    /// <summary>What a row is drawn as, such as <c>gone</c>; null: as all are.</summary>
    [Parameter]
    public Func<TRow, string?>? RowClass { get; set; }

    [Parameter]
    public bool InitiallyDescending { get; set; }

    /// <summary>Goes before its names in the address, where a page has two lists.</summary>
    [Parameter]
    public string Prefix { get; set; } = "";

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private List<ListColumn<TRow, TSort>> Shown => _columns.FindAll(column => !column.IsFileOnly && !_hidden.Contains(column.Name));

    private TSort Sort => Address.Choice<TSort>(Prefix + "sort") ?? default;

    /// <summary>What orders the list, by the name that its column is known by; null: it is as it comes.</summary>
    private string? Order => IsWhole ? Address[Prefix + "sort"] : Sort.ToString();

    private bool IsDescending => Address[Prefix + "dir"] switch { "desc" => true, "asc" => false, _ => InitiallyDescending };

    private string Told => (_saving, _page) switch
    {
        (_, { IsUnordered: true }) => "",
        (true, _) => Text["{0} rows written", _saved.ToString("N0", CultureInfo.CurrentCulture)],
        (_, null) => "",
        _ when _count is { } count => Text[
            count.IsMore ? "{0} shown of more than {1}" : "{0} shown of {1}",
            _page!.Rows.Count, count.Rows.ToString("N0", CultureInfo.CurrentCulture)],
        _ => Text["{0} shown", _page!.Rows.Count],
    };

    internal void Add(ListColumn<TRow, TSort> column)
    {
        _columns.Add(column);

        if (IsWhole && column.Name == Order)
        {
            ShowWhole();
        }

        StateHasChanged();
    }

    internal void Remove(ListColumn<TRow, TSort> column) => _columns.Remove(column);

    /// <summary>Loads the page that is shown once more.</summary>
    public async Task RefreshAsync()
    {
        _loaded = null;
        await LoadAsync();
        StateHasChanged();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (await ReadViewsAsync())
        {
            await LoadAsync();
        }
    }

    // Another page is read from its first row on.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isTurned)
        {
            _isTurned = false;
            await Script.InvokeVoidAsync("portal.toTop", _rows);
        }
    }

    private void TurnTo(string? place) => (_place, _isTurned) = (place, _isTurned || place != _place);

    private async Task LoadAsync()
    {
        var wanted = (Filter, Address[Prefix + "sort"], IsDescending, Address[Prefix + "at"]);

        if (!IsWhole && _loaded is { } loaded && loaded.Equals(wanted))
        {
            return;
        }

        var isOtherList = _loaded is null || !Equals(_loaded.Value.Filter, Filter);

        if (isOtherList && _loaded is not null && wanted.Item4 is not null)
        {
            // the page of another filter's rows
            wanted.Item4 = null;
            Go(null);
        }

        _loaded = wanted;

        if (Load is not { } load)
        {
            ShowWhole();
            TurnTo(wanted.Item4);

            return;
        }

        var earlier = Interlocked.Exchange(ref _loading, new CancellationTokenSource());

        if (earlier is not null)
        {
            await earlier.CancelAsync();
        }

        var cancellation = _loading.Token;
        _busy = true;

        try
        {
            var page = await load(new(Sort, IsDescending, PageSize, wanted.Item4, IsCounted: isOtherList), cancellation);

            if (!cancellation.IsCancellationRequested)
            {
                _page = page;
                _count = page.Count ?? (isOtherList ? null : _count);
                _busy = false;
                TurnTo(wanted.Item4);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // a newer request is on its way
        }
    }

    private void SortBy(string order)
    {
        var isDescending = order == Order && !IsDescending;
        Address.Set((Prefix + "sort", order), (Prefix + "dir", isDescending ? "desc" : "asc"), (Prefix + "at", null));
    }

    private void UsualOrder() => Address.Set((Prefix + "sort", null), (Prefix + "dir", null), (Prefix + "at", null));

    private void Go(string? cursor) => Address.Set((Prefix + "at", cursor));

    private string? OrderOf(ListColumn<TRow, TSort> column) => IsWhole ? column.IsInFiles ? column.Name : null : column.Sort?.ToString();

    private bool? IsFalling(ListColumn<TRow, TSort> column) =>
        OrderOf(column) is { } order && order == Order ? IsDescending != column.IsReversed : null;

    private string? SortOf(ListColumn<TRow, TSort> column) => IsFalling(column) switch { null => null, true => "descending", _ => "ascending" };

    private string Arrow(ListColumn<TRow, TSort> column) => IsFalling(column) switch { null => "", true => "↓", _ => "↑" };
}
