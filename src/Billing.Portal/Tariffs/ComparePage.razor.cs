using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Forms;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Tariffs;

/// <summary>What costs another price in another tariff, or at another time.</summary>
public sealed partial class ComparePage
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(400);

    private Instant _now;
    private TariffRow? _tariff;
    private bool _isMissing;
    private bool _isUnlike;
    private bool _isWaiting;
    private RateComparisonPage? _page;
    private RateComparisonProgress? _progress;
    private (string Key, RateContrastKind?) _shown;
    private IReadOnlyList<(string Value, string Text)> _others = [];

    [Parameter]
    public long TariffId { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    // Without a date: another tariff as of the same time, the same one as of a month before.
    private RateComparisonOrder Order
    {
        get
        {
            var other = Address.Moment("other", Viewer) ?? _now;
            var one = Address.Moment("one", Viewer) ?? (Address.Number("with") is null ? other - Duration.FromDays(30) : other);

            return new(TariffId, one, Address.Number("with") ?? TariffId, other);
        }
    }

    private RateContrastKind? Kind => Address.Choice<RateContrastKind>("kind");

    private string FileHref => ComparisonFile.Href(Order, Asked(
        Address.Choice<RateContrastSort>("sort") ?? default, Address["dir"] == "desc", offset: 0, count: 0));

    protected override void OnInitialized() => _now = Moments.NextMinute(Now);

    protected override async Task OnParametersSetAsync()
    {
        if (_tariff?.TariffId != TariffId)
        {
            _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
            _isMissing = _tariff is null;
            _others = _tariff is null ? [] : await OthersAsync(_tariff);
        }
    }

    // Two large lists take a moment when they are compared for the first time: the page is there before.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_tariff is not null && _shown != (Order.Key, Kind))
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var (order, kind) = (Order, Kind);

        if (_shown.Key != order.Key)
        {
            (_page, _isUnlike, _progress) = (null, false, null); // of other lists: it says nothing of these
        }

        _isWaiting = true;
        _shown = (order.Key, kind);
        Problems.Clear();

        try
        {
            await AskAsync(async () =>
            {
                var page = await Grains.GetGrain<IRateComparisonGrain>(order.Key).PageAsync(kind, 0, 1);

                if (_shown == (order.Key, kind))
                {
                    (_page, _isUnlike) = (page, page is null);
                }
            });
        }
        finally
        {
            _isWaiting = _isWaiting && _shown != (order.Key, kind);
            StateHasChanged();
        }
    }

    private async Task FollowAsync()
    {
        var order = Order;
        var progress = await Grains.GetGrain<IRateComparisonGrain>(order.Key).ProgressAsync();

        if (_shown.Key == order.Key)
        {
            _progress = progress;
        }
    }

    private string OtherName(TariffRow tariff)
    {
        var id = $"{Order.OtherId}";

        return _others.FirstOrDefault(other => other.Value == id).Text ?? tariff.Name;
    }

    private async Task<IReadOnlyList<(string, string)>> OthersAsync(TariffRow tariff)
    {
        var alike = await Tariffs.ListAsync(new(Currency: tariff.Currency, Unit: tariff.Unit), new(Size: 500), CancellationToken.None);

        return [.. alike.Rows.Where(other => other.TariffId != tariff.TariffId)
            .Select(other => (other.TariffId.ToString(CultureInfo.InvariantCulture), other.Name))];
    }

    // The counts were of all the rows: the comparison is made, and the list costs nothing.
    private async Task<Page<RateContrastRow>> ListAsync(PageRequest<RateContrastSort> request, CancellationToken cancellation)
    {
        var offset = int.TryParse(request.Cursor, CultureInfo.InvariantCulture, out var from) && from > 0 ? from : 0;
        var page = await Grains.GetGrain<IRateComparisonGrain>(Order.Key)
            .ListAsync(Asked(request.Sort, request.IsDescending, offset, request.Size));

        return page is null ? new([], null, null) : new(
            page.Rows,
            offset + page.Rows.Length < page.Total ? Place(offset + page.Rows.Length) : null,
            offset > 0 ? Place(int.Max(0, offset - request.Size)) : null,
            RowCount.Of(page.Total));

        static string Place(int row) => row.ToString(CultureInfo.InvariantCulture);
    }

    private RateComparisonQuestion Asked(RateContrastSort sort, bool isDescending, int offset, int count) =>
        new(Kind, Address["q"] ?? "", sort, isDescending, offset, count);

    private string? Name(RateContrastRow row) => row.DestinationName ?? RateSearch.Keyword(row.Destination, Text);

    private static decimal? Price(ComparedRate? rate) => rate is null or { Status: RateStatus.Forbidden } ? null : rate.Price;

    private void Go(string name, string? value) => Address.Set((name, value), ("at", null));

    private string KindHref(RateContrastKind kind)
    {
        var rest = Address.Without("kind", "at");

        return $"admin/tariffs/{TariffId}/compare?" + (Kind == kind ? rest : rest.Length == 0 ? $"kind={kind}" : $"{rest}&kind={kind}");
    }

    private string Word(RateContrastKind kind) => Text[Words(kind)];

    /// <summary>English; the key of its translation.</summary>
    internal static string Words(RateContrastKind kind) => kind switch
    {
        RateContrastKind.Dearer => "Dearer",
        RateContrastKind.Cheaper => "Cheaper",
        RateContrastKind.New => "New",
        RateContrastKind.Gone => "Ended",
        _ => "Other terms",
    };
}
