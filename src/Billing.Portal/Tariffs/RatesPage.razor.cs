using System.Globalization;
using Billing.Contracts.Tariffs;
using Billing.Portal.Forms;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using NodaTime;
using NodaTime.Text;

namespace Billing.Portal.Tariffs;

/// <summary>The rates of a tariff that are in force at an instant: half a million of them scroll.</summary>
public sealed partial class RatesPage
{
    private MudDataGrid<RateListing>? _grid;
    private TariffRow? _tariff;
    private TariffHead? _head;
    private bool _isMissing;
    private RateFilter _filter = new();
    private Instant? _at;
    private string _told = "";
    private bool _isNamed;

    [Parameter]
    public long TariffId { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    // The list is of whole minutes: what was entered just now is in it at the end of this one.
    private static Instant EndOfMinute => Instant.FromUnixTimeSeconds((Now.ToUnixTimeSeconds() / 60 + 1) * 60);

    private string FileHref => $"admin/tariffs/{TariffId}/rates.csv?at={Uri.EscapeDataString(InstantPattern.ExtendedIso.Format(_at ?? EndOfMinute))}"
        + $"&q={Uri.EscapeDataString(_filter.Prefix ?? _filter.Text ?? "")}";

    protected override async Task OnParametersSetAsync()
    {
        Read();

        if (_tariff?.TariffId != TariffId)
        {
            _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
            _isMissing = _tariff is null;
            _head = _tariff is null ? null : await Grains.GetGrain<ITariffGrain>(TariffId).HeadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_grid is not null && !_isNamed)
        {
            _isNamed = true;
            await Script.InvokeVoidAsync("portal.nameScroll", ".rates .mud-table-container", Text["Rates"].Value);
        }
    }

    private void Read()
    {
        var query = new AddressQuery(Navigation);
        _filter = RateSearch.Filter(query["q"]);
        _at = Moments.Parse(query["at"], Viewer);
    }

    protected override Task OnAddressAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        Read();
        await ReloadAsync();
    }

    private Task AtAsync(ChangeEventArgs change) => MoveAsync((string?)change.Value);

    private Task NowAsync() => MoveAsync(null);

    private Task MoveAsync(string? at)
    {
        new AddressQuery(Navigation).Set(("at", at));

        return ReadAsync();
    }

    private async Task<GridData<RateListing>> LoadAsync(GridStateVirtualize<RateListing> state, CancellationToken cancellation)
    {
        var rates = await Tariffs.RatesAsync(
            TariffId, _at ?? EndOfMinute, _filter, state.StartIndex, Math.Clamp(state.Count, 1, Billing.Contracts.Paging.PageRequest<TariffSort>.MostRows), cancellation);
        var told = Text[rates.Total == 1 ? "{0} rate in force" : "{0} rates in force", rates.Total.ToString("N0", CultureInfo.CurrentCulture)].Value;

        if (told != _told)
        {
            _told = told;
            StateHasChanged();
        }

        return new() { Items = rates.Rows, TotalItems = rates.Total };
    }

    private async Task AddAsync()
    {
        if (_head is { } head && await RateDialog.ShowAsync(Dialogs, head, destination: null, terms: null))
        {
            _head = await Grains.GetGrain<ITariffGrain>(TariffId).HeadAsync();
            await ReloadAsync();
        }
    }

    private Task ReloadAsync() => _grid?.ReloadServerData() ?? Task.CompletedTask;

    private string HistoryHref(RateListing rate) => $"admin/tariffs/{TariffId}/rates/{Uri.EscapeDataString(rate.Destination)}";

    private string Name(RateListing rate) => rate.DestinationName ?? RateSearch.Keyword(rate.Destination, Text);
}
