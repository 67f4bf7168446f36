using Billing.Contracts.Payers;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Plans;

/// <summary>What can be subscribed to; an operator has tens of them.</summary>
public sealed partial class PlansPage
{
    private IReadOnlyList<PlanHeadRow>? _rows;

    [Inject]
    private IPayerQuery Payers { get; set; } = null!;

    private IEnumerable<(string Value, string Text)> States => [("sold", Text["On sale"]), ("offered", Text["Subscribers may choose it"]), ("retired", Text["Retired"])];

    private IEnumerable<PlanHeadRow>? Shown => _rows?.Where(row =>
        Address.Fits("q", row.Terms.Name, row.Product)
        && Address["state"] switch
        {
            "sold" => !row.IsRetired,
            "offered" => row is { IsRetired: false, Offer: not PlanOffer.No },
            "retired" => row.IsRetired,
            _ => true,
        });

    protected override async Task OnInitializedAsync() => _rows = await Payers.PlanHeadsAsync(CancellationToken.None);
}
