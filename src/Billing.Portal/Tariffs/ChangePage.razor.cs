using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Portal.Rating;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Tariffs;

/// <summary>One change of a tariff's rates: what taking it back would do, then a second button.</summary>
public sealed partial class ChangePage
{
    private TariffRow? _tariff;
    private bool _isMissing;
    private RateChangeRow? _row;
    private RateReversalView? _preview;
    private bool _isLooking = true;
    private RatingTrialReport? _report;
    private bool _isAccepted;
    private (long, int) _looked;

    [Parameter]
    public long TariffId { get; set; }

    [Parameter]
    public int Version { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private ITariffGrain Grain => Grains.GetGrain<ITariffGrain>(TariffId);

    protected override async Task OnParametersSetAsync()
    {
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _isMissing = _tariff is null;
        _row = (await Tariffs.ChangesAsync(TariffId, (int)long.Min(Version + 1L, int.MaxValue), 1, CancellationToken.None)).FirstOrDefault(row => row.Version == Version);
    }

    // Half a million rates take a moment: the page is there before.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_tariff is not null && _looked != (TariffId, Version))
        {
            _looked = (TariffId, Version);
            await LookAsync();
        }
    }

    private async Task LoadAsync()
    {
        Problems.Clear();
        await OnParametersSetAsync();
        await LookAsync();
    }

    private async Task LookAsync()
    {
        (_preview, _isLooking) = (null, true);
        (_report, _isAccepted) = (null, false);
        StateHasChanged();

        try
        {
            await AskAsync(async () =>
            {
                _preview = await Grain.PreviewRevertAsync(Version);
                StateHasChanged();
                _report = _preview is null ? null : await Grain.TryRevertAsync(Version);
            });
        }
        finally
        {
            _isLooking = false;
            StateHasChanged();
        }
    }

    private async Task RevertAsync()
    {
        if (await ChangeAsync(Permissions.TariffsEdit, by =>
            Grain.RevertAsync(Version, new Edit(by, _preview!.TariffVersion)).ThenAcceptAsync(Grains, _report, by)) is { } reply)
        {
            Snackbar.Add(Text["Version {0} is taken back: the tariff is in version {1}.", Version, reply.Version], Severity.Success);
            await LoadAsync();
        }
    }

    private static bool IsNothing(RateReversalView preview) => preview.Diff is { Added: 0, Removed: 0 };

    private static string Count(int count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
