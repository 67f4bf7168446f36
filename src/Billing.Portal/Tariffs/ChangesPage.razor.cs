using Billing.Contracts.Tariffs;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Tariffs;

/// <summary>What was done to a tariff's rates, version by version.</summary>
public sealed partial class ChangesPage
{
    private const int UsualChanges = 200;

    private TariffRow? _tariff;
    private bool _isMissing;
    private IReadOnlyList<RateChangeRow>? _rows;
    private (long TariffId, int Most)? _loaded;
    private int _most;
    private bool _isCut;

    [Parameter]
    public long TariffId { get; set; }

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private IEnumerable<RateChangeRow>? Shown => _rows?.Where(row => Address.Fits("q", Text[row.What], row.By));

    protected override async Task OnParametersSetAsync()
    {
        _most = Newest.Of(Address, UsualChanges);
        var wanted = (TariffId, _most);

        if (_loaded == wanted)
        {
            return;
        }

        _loaded = wanted;
        var tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        var rows = await ReadAsync(_most + 1);

        if (_loaded == wanted)
        {
            (_tariff, _isMissing) = (tariff, tariff is null);
            (_isCut, _rows) = (rows.Count > wanted._most, [.. rows.Take(wanted._most)]);
        }
    }

    // One answer has only so many.
    private async Task<List<RateChangeRow>> ReadAsync(int most)
    {
        List<RateChangeRow> all = [];

        while (all.Count < most)
        {
            int? before = all is [.., var last] ? last.Version : null;
            var rows = await Tariffs.ChangesAsync(TariffId, before, Math.Min(UsualChanges, most - all.Count), CancellationToken.None);
            all.AddRange(rows);

            if (rows.Count == 0)
            {
                break;
            }
        }

        return all;
    }

    private string? StateOf(RateChangeRow row) => row.RevertedIn is { } version ? Text["Taken back in version {0}", version].Value : null;
}
