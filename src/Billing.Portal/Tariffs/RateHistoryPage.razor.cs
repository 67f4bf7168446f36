using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Tariffs;

/// <summary>Every rate that one destination of a tariff had, has and will have.</summary>
public sealed partial class RateHistoryPage
{
    // All of them always: the last planned rate may be withdrawn while those are looked at.
    private static readonly string[] States = ["Planned", "In force", "Past", "Withdrawn"];

    private TariffRow? _tariff;
    private TariffHead? _head;
    private IReadOnlyList<RateRevision> _history = [];
    private RateDetails? _terms;
    private string? _name;
    private bool _isMissing;

    [Parameter]
    public long TariffId { get; set; }

    /// <summary>A prefix or keyword.</summary>
    [Parameter]
    public string Destination { get; set; } = "";

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    [Inject]
    private IDestinationQuery Destinations { get; set; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _isMissing = _tariff is null;

        if (_tariff is null)
        {
            return;
        }

        _head = await Grains.GetGrain<ITariffGrain>(TariffId).HeadAsync();
        _history = await Tariffs.HistoryAsync(TariffId, Destination, CancellationToken.None);
        _terms = await Tariffs.TermsAsync(TariffId, Destination, Now, CancellationToken.None);
        _name = char.IsAsciiDigit(Destination[0])
            ? await Destinations.FindAsync(Destination, CancellationToken.None) is { } found ? $"{found.Description}, {found.Country}" : null
            : RateSearch.Keyword(Destination, Text);
    }

    private async Task SetAsync()
    {
        if (_head is { } head && await RateDialog.ShowAsync(Dialogs, head, Destination, _terms, () => InvokeAsync(ShowAsync)))
        {
            await LoadAsync();
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task EndAsync()
    {
        var dialog = await Dialogs.ShowAsync<EndRateDialog>(null, new DialogParameters<EndRateDialog>
        {
            { it => it.Head, _head! }, { it => it.Destination, Destination },
        });

        if (await dialog.Result is { Canceled: false })
        {
            await LoadAsync();
        }
    }

    private async Task WithdrawAsync(RateRevision rate)
    {
        var tariff = Grains.GetGrain<ITariffGrain>(TariffId);

        if (await ChangeAsync(Permissions.TariffsEdit, by => tariff.WithdrawRateAsync(Destination, rate.EffectiveFrom, new Edit(by, _head!.Version))) is not null)
        {
            Snackbar.Add(Text["The planned rate is withdrawn; it was never in force."], Severity.Success);
            await LoadAsync();
        }
    }

    private StatusTone Tone(RateRevision rate) => rate switch
    {
        { RemovedIn: not null } => StatusTone.Off,
        _ when rate.EffectiveFrom > Now => StatusTone.Warn,
        _ when rate == InForce => rate.Status is RateStatus.Forbidden ? StatusTone.Bad : StatusTone.Ok,
        _ => StatusTone.Off,
    };

    private IEnumerable<RateRevision> Shown => _history.Where(rate => (Address["state"] is not { } state || state == Word(rate))
        && Address.Fits("q", rate.Price is { } price ? Prices.Column(price, CultureInfo.CurrentCulture) : null, Prices.Told(rate.Prices, Text, CultureInfo.CurrentCulture)));

    private string State(RateRevision rate) => Text[Word(rate)];

    // The key of its translation.
    private string Word(RateRevision rate) => rate switch
    {
        { RemovedIn: not null } => "Withdrawn",
        _ when rate.EffectiveFrom > Now => "Planned",
        _ when rate == InForce => "In force",
        _ => "Past",
    };

    private RateRevision? InForce => _history.Where(rate => rate.RemovedIn is null && rate.EffectiveFrom <= Now && !(rate.EffectiveTo <= Now))
        .MaxBy(rate => rate.EffectiveFrom);
}
