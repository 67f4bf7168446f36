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

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private Instant One => Moments.Parse(Address["one"], Viewer) ?? _now - Duration.FromDays(30);

    private Instant Other => Moments.Parse(Address["other"], Viewer) ?? _now;

    protected override async Task OnParametersSetAsync()
    {
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _isMissing = _tariff is null;
        await LoadAsync();
    }

    private void Go(string name, string? value) =>
        Address.Set([.. name == "skip" ? [(name, value)] : new (string, string?)[] { (name, value), ("skip", null) }]);

    private async Task LoadAsync() => _rows = _tariff is null
        ? null
        : await Tariffs.CompareAsync(TariffId, One, Other, (int)long.Clamp(Address.Number("skip") ?? 0, 0, int.MaxValue), PageSize, CancellationToken.None);

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
