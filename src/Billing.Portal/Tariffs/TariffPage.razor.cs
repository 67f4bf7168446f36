using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Tariffs;

/// <summary>A tariff without its rates.</summary>
public sealed partial class TariffPage
{
    private TariffRow? _tariff;
    private TariffHead? _head;
    private bool _isMissing;
    private string? _name;
    private long? _periods;
    private IReadOnlyList<(long? Value, string Text)> _periodChoices = [];

    [Parameter]
    public long TariffId { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    private ITariffGrain Grain => Grains.GetGrain<ITariffGrain>(TariffId);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _periodChoices = await PeriodChoices.LoadAsync(Tariffs, Text);
        _tariff = await Tariffs.FindAsync(TariffId, CancellationToken.None);
        _head = _tariff is null ? null : await Grain.HeadAsync();
        (_isMissing, _name, _periods) = (_head is null, _head?.Name, _head?.PeriodSetId);
    }

    private async Task SaveAsync()
    {
        var before = _head!;

        if (await ChangeAsync(Permissions.TariffsEdit, by => Grain.EditAsync(_name?.Trim() ?? "", _periods, new Edit(by, before.Version))) is { } reply)
        {
            var tariff = Grain;
            Undo.Offer(
                Text["The tariff is saved."],
                Permissions.TariffsEdit,
                before.Version,
                reply,
                edit => tariff.EditAsync(before.Name, before.PeriodSetId, edit),
                () => InvokeAsync(ShowAsync));
            await LoadAsync();
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task CloneAsync()
    {
        if (await CloneTariffDialog.ShowAsync(Dialogs, _head!) is { } tariffId)
        {
            Navigation.NavigateTo($"admin/tariffs/{tariffId}");
        }
    }

    private async Task RetireAsync(bool isRetired)
    {
        if (isRetired && !await ConfirmAsync(
            Text["Retire {0}?", _head!.Name], Text["It is offered to products no more. Products that have it keep it, and sessions are charged as before."], Text["Retire it"]))
        {
            return;
        }

        var seen = _head!.Version;

        if (await ChangeAsync(Permissions.TariffsEdit, by => Grain.RetireAsync(isRetired, new Edit(by, seen))) is { } reply)
        {
            var tariff = Grain;
            Undo.Offer(
                isRetired ? Text["The tariff is retired."] : Text["The tariff is offered again."],
                Permissions.TariffsEdit,
                seen,
                reply,
                edit => tariff.RetireAsync(!isRetired, edit),
                () => InvokeAsync(ShowAsync));
            await LoadAsync();
        }
    }
}
