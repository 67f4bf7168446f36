using Billing.Contracts.Payers;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Plans;

/// <summary>What can be subscribed to; an operator has tens of them.</summary>
public sealed partial class PlansPage
{
    private IReadOnlyList<PlanHeadRow>? _rows;

    [CascadingParameter]
    private AddressQuery Address { get; set; }

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> States => [("sold", Text["Sold"]), ("offered", Text["Subscribers may choose it"]), ("retired", Text["Retired"])];

    private IEnumerable<PlanHeadRow> Shown => (_rows ?? []).Where(row =>
        (Address["q"] is not { } text || row.Terms.Name.Contains(text, StringComparison.CurrentCultureIgnoreCase))
        && Address["state"] switch
        {
            "sold" => !row.IsRetired,
            "offered" => row is { IsRetired: false, Offer: not PlanOffer.No },
            "retired" => row.IsRetired,
            _ => true,
        });

    protected override async Task OnInitializedAsync() => _rows = await Payers.PlanHeadsAsync(CancellationToken.None);
}
