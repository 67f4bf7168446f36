using Billing.Contracts.Changes;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Tariffs;

/// <summary>Makes a tariff without rates; its result is the tariff's number.</summary>
public sealed partial class NewTariffDialog
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private string? _name;
    private string? _currency;
    private Unit _unit = Unit.Second;
    private long? _periods;
    private IReadOnlyList<(long? Value, string Text)> _periodChoices = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _periodChoices = await PeriodChoices.LoadAsync(Tariffs, Text);

    private async Task CreateAsync()
    {
        var order = new NewTariff(_name?.Trim() ?? "", _currency?.Trim().ToUpperInvariant() ?? "", _unit, _periods);

        if (await ChangeAsync(Permissions.TariffsEdit, by => Grains.GetGrain<ICreationGrain>(_operationId).CreateTariffAsync(order, by)) is { } made)
        {
            Dialog.Close(DialogResult.Ok(made.Id));
        }
    }
}
