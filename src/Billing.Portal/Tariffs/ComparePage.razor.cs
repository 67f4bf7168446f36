using System.Globalization;
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
    private const int PageSize = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(400);

    private Instant _now;
    private TariffRow? _tariff;
    private bool _isMissing;
    private bool _isUnlike;
    private bool _isWaiting;
    private RateComparisonPage? _page;
    private RateComparisonProgress? _progress;
    private (string, RateContrastKind?, int) _shown;
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

    private int Skip => (int)long.Clamp(Address.Number("skip") ?? 0, 0, int.MaxValue);

    private string FileHref => ComparisonFile.Href(Order, Kind);

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
        if (_tariff is not null && _shown != (Order.Key, Kind, Skip))
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var (order, kind, skip) = (Order, Kind, Skip);

        if (_shown.Item1 != order.Key)
        {
            (_page, _isUnlike, _progress) = (null, false, null); // of other lists: it says nothing of these
        }

        _isWaiting = true;
        _shown = (order.Key, kind, skip);
        Problems.Clear();

        try
        {
            await AskAsync(async () =>
            {
                var page = await Grains.GetGrain<IRateComparisonGrain>(order.Key).PageAsync(kind, skip, PageSize);

                if (_shown == (order.Key, kind, skip))
                {
                    (_page, _isUnlike) = (page, page is null);
                }
            });
        }
        finally
        {
            _isWaiting = _isWaiting && _shown != (order.Key, kind, skip);
            StateHasChanged();
        }
    }

    private async Task FollowAsync()
    {
        var order = Order;
        var progress = await Grains.GetGrain<IRateComparisonGrain>(order.Key).ProgressAsync();

        if (_shown.Item1 == order.Key)
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

    private void Go(string name, string? value) =>
        Address.Set([.. name == "skip" ? [(name, value)] : new (string, string?)[] { (name, value), ("skip", null) }]);

    private string KindHref(RateContrastKind kind)
    {
        var rest = Address.Without("kind", "skip");

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
