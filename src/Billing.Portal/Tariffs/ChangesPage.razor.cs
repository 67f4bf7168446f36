using Billing.Contracts.Tariffs;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Tariffs;

/// <summary>What was done to a tariff's rates, version by version.</summary>
public sealed partial class ChangesPage
{
    private const int PageSize = 50;

    private TariffRow? _tariff;
    private bool _isMissing;
    private IReadOnlyList<RateChangeRow> _rows = [];

    [Parameter]
    public long TariffId { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private RateChangeRow[] Shown => [.. _rows.Take(PageSize)];

    protected override async Task OnParametersSetAsync()
    {
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _isMissing = _tariff is null;
        var before = Address.Number("before");
        var rows = await Tariffs.ChangesAsync(TariffId, (int?)long.Clamp(before ?? int.MaxValue, 0, int.MaxValue), PageSize + 1, CancellationToken.None);
        _rows = before == Address.Number("before") ? rows : _rows;
    }
}
