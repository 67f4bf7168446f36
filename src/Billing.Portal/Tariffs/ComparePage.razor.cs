using System.Globalization;
using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Forms;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace Billing.Portal.Tariffs;

/// <summary>What differs between the rates of two instants.</summary>
public sealed partial class ComparePage
{
    private const int PageSize = 100;

    private readonly Instant _now = Now;
    private TariffRow? _tariff;
    private bool _isMissing;
    private Window<RateDifference>? _rows;

    [Parameter]
    public long TariffId { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private AddressQuery Query => new(Navigation);

    private Instant One => Moments.Parse(Query["one"], Viewer) ?? _now - Duration.FromDays(30);

    private Instant Other => Moments.Parse(Query["other"], Viewer) ?? _now;

    protected override async Task OnParametersSetAsync()
    {
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _isMissing = _tariff is null;
        await LoadAsync();
    }

    protected override Task OnAddressAsync() => LoadAsync();

    private async Task GoAsync(string name, string? value)
    {
        Query.Set([.. name == "skip" ? [(name, value)] : new (string, string?)[] { (name, value), ("skip", null) }]);
        await LoadAsync();
    }

    private async Task LoadAsync() => _rows = _tariff is null
        ? null
        : await Tariffs.CompareAsync(TariffId, One, Other, (int)long.Clamp(Query.Number("skip") ?? 0, 0, int.MaxValue), PageSize, CancellationToken.None);

    private string Side(RateSide? side) => side switch
    {
        null => "–",
        { Status: RateStatus.Forbidden } => Text["Forbidden"],
        { Price: { } price } => $"{Prices.Text(price, CultureInfo.CurrentCulture)} / {Prices.Per(_tariff!.Unit, side.PriceUnitSize, Text)}",
        _ => side.Prices,
    };

    private string Change(RateDifference row) => row switch
    {
        { One: null } => Text["New"],
        { Other: null } => Text["Ended"],
        { One: { Price: { } one } before, Other: { Price: { } other } after } when before.PriceUnitSize == after.PriceUnitSize && one != other && one > 0 =>
            $"{(other - one) / one * 100:+#,##0.#;\u2212#,##0.#} %",
        _ => Text["Other terms"],
    };
}
