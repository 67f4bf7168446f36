using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Tariffs;

/// <summary>The rates of a tariff that are in force at an instant: half a million of them scroll.</summary>
public sealed partial class RatesPage : IDisposable
{
    private readonly Lifetime _gone = new();
    private readonly HashSet<string> _hidden = [];
    private LocalizedString[] _columns = [];
    private MudDataGrid<RateListing>? _grid;
    private RateList? _list;
    private bool? _isNarrow;
    private bool _isCounting;
    private TariffRow? _tariff;
    private TariffHead? _head;
    private bool _isMissing;
    private RateFilter _filter = new();
    private Instant? _at;
    private (RateSort By, bool IsDescending) _order;
    private bool _isUnordered;
    private (string, string)[] _orders = [];
    private string _told = "";
    private bool _isNamed;

    [Parameter]
    public long TariffId { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    // The list is of whole minutes: what was entered just now is in it at the end of this one.
    private Instant EndOfMinute => Instant.FromUnixTimeSeconds((Now.ToUnixTimeSeconds() / 60 + 1) * 60);

    private string FileHref => $"admin/tariffs/{TariffId}/rates.csv?at={Uri.EscapeDataString(InstantPattern.ExtendedIso.Format(_at ?? EndOfMinute))}"
        + $"&q={Uri.EscapeDataString(_filter.Prefix ?? _filter.Text ?? "")}";

    // All but the prefix, which a rate is known by.
    protected override void OnInitialized()
    {
        _columns = [Text["Destination"], Text["Intervals"], Text["Price"], Text["Connect fee"], Text["In force from"], Text["Then"]];
        _orders =
        [
            ("Prefix", Text["By prefix"]), ("Prefix desc", Text["By prefix, last first"]),
            ("Name", Text["By destination"]), ("Name desc", Text["By destination, last first"]),
            ("Price", Text["Cheapest first"]), ("Price desc", Text["Dearest first"]),
        ];
    }

    private bool IsHidden(string column) => _hidden.Contains(column);

    protected override async Task OnParametersSetAsync()
    {
        var shown = (_filter, _at, _order);
        _filter = RateSearch.Filter(Address["q"]);
        _at = Address.Moment("asof", Viewer);
        _order = Order;

        if (shown != (_filter, _at, _order) && _grid is not null)
        {
            await _grid.ReloadServerData();
        }

        if (_tariff?.TariffId != TariffId)
        {
            _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
            _isMissing = _tariff is null;
            _head = _tariff is null ? null : await Grains.GetGrain<ITariffGrain>(TariffId).HeadAsync();
        }
    }

    // By the names that the heads of the list give: an address has the same order on a telephone and at a desk.
    private (RateSort By, bool IsDescending) Order => (Address.Choice<RateSort>("sort") ?? RateSort.Prefix, Address["dir"] == "desc");

    private string OrderValue => $"{_order.By}{(_order.IsDescending ? " desc" : "")}";

    private void PutInOrder(string? value)
    {
        var (by, dir) = value?.Split(' ') is [var sort, var falling] ? (sort, falling) : (value, null);
        Address.Set(("sort", by), ("dir", dir), ("at", null));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _isNarrow = await Script.InvokeAsync<bool>("portal.isNarrow");
            StateHasChanged();
        }

        if (_grid is not null && !_isNamed)
        {
            _isNamed = true;
            await Script.InvokeVoidAsync("portal.nameScroll", ".rates .mud-table-container", Text["Rates"].Value);
        }
    }

    // "at" is the list's page, and that is of the rates as they were.
    private void Move(string? asOf) => Address.Set(("asof", asOf), ("at", null));

    private async Task<GridData<RateListing>> LoadAsync(GridStateVirtualize<RateListing> state, CancellationToken cancellation)
    {
        var count = Math.Clamp(state.Count, 1, PageRequest<TariffSort>.MostRows);
        var rates = await ReadAsync(state.StartIndex, count, cancellation);

        return new() { Items = rates.Rows, TotalItems = rates.Total };
    }

    private async Task<Window<RateListing>> ReadAsync(int first, int count, CancellationToken cancellation)
    {
        var rates = await WindowAsync(_at ?? EndOfMinute, first, count, cancellation);
        var told = rates.IsEstimated
            ? Text["Counting the rates…"].Value
            : Text[rates.Total == 1 ? "{0} rate in force" : "{0} rates in force", rates.Total.ToString("N0", CultureInfo.CurrentCulture)].Value;

        if (rates.IsEstimated && !_isCounting)
        {
            _isCounting = true;
            _ = CountedAsync();
        }

        if ((told, rates.IsUnordered) != (_told, _isUnordered))
        {
            (_told, _isUnordered) = (told, rates.IsUnordered);
            StateHasChanged();
        }

        return rates;
    }

    private Task<Window<RateListing>> WindowAsync(Instant at, int first, int count, CancellationToken cancellation) => _order switch
    {
        (not RateSort.Prefix and var by, var isDescending) => Tariffs.SortedRatesAsync(TariffId, at, _filter, by, isDescending, first, count, cancellation),
        (_, true) => FromLastAsync(at, first, count, cancellation),
        _ when first == 0 => Tariffs.FirstRatesAsync(TariffId, at, _filter, count, cancellation),
        _ => Tariffs.RatesAsync(TariffId, at, _filter, first, count, cancellation),
    };

    // Any position costs the same, once it is known how many there are.
    private async Task<Window<RateListing>> FromLastAsync(Instant at, int first, int count, CancellationToken cancellation)
    {
        var total = (await Tariffs.RatesAsync(TariffId, at, _filter, 0, 1, cancellation)).Total;
        var rates = await Tariffs.RatesAsync(TariffId, at, _filter, Math.Max(0, total - first - count), Math.Clamp(total - first, 1, count), cancellation);

        return rates with { Rows = total > first ? [.. rates.Rows.Reverse()] : [], Offset = first };
    }

    // The grid learns how long it is as soon as that is known.
    private async Task CountedAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _gone.Token);
            _isCounting = false;
            await InvokeAsync(ReloadAsync);
        }
        catch (OperationCanceledException)
        {
            // the page was left
        }
    }

    public void Dispose() => _gone.Dispose();

    private async Task AddAsync()
    {
        if (_head is { } head && await RateDialog.ShowAsync(Dialogs, head, destination: null, terms: null, () => InvokeAsync(ChangedAsync)))
        {
            await ChangedAsync();
        }
    }

    private async Task ChangedAsync()
    {
        _head = await Grains.GetGrain<ITariffGrain>(TariffId).HeadAsync();
        await ReloadAsync();
    }

    private Task ReloadAsync() => _list?.RefreshAsync() ?? _grid?.ReloadServerData() ?? Task.CompletedTask;

    private string HistoryHref(RateListing rate) => $"admin/tariffs/{TariffId}/rates/{Uri.EscapeDataString(rate.Destination)}";

    private string Name(RateListing rate) => rate.DestinationName ?? RateSearch.Keyword(rate.Destination, Text);
}
