using Billing.Contracts.Paging;
using Billing.Contracts.Tariffs;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Tariffs;

public sealed partial class TariffsPage
{
    private TariffFilter _filter = new();

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> UnitChoices =>
        UnitWords.All(Text).Select(unit => (unit.Value.ToString(), unit.Text));

    private IEnumerable<(string Value, string Text)> RetiredChoices => [("no", Text["Offered"]), ("yes", Text["Retired"])];

    protected override void OnParametersSet() => Read();

    protected override Task OnAddressAsync()
    {
        Read();

        return Task.CompletedTask;
    }

    private void Read()
    {
        var query = new AddressQuery(Navigation);
        _filter = new(query["q"], Unit: query.Choice<Unit>("unit"), IsRetired: query["retired"] switch { "yes" => true, "no" => false, _ => null });
    }

    private Task<Page<TariffRow>> LoadAsync(PageRequest<TariffSort> page, CancellationToken cancellation) =>
        Tariffs.ListAsync(_filter, page, cancellation);

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<NewTariffDialog>();

        if (await dialog.Result is { Canceled: false, Data: long tariffId })
        {
            Navigation.NavigateTo($"admin/tariffs/{tariffId}");
        }
    }
}
