using Billing.Contracts.Changes;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Products;

/// <summary>Changes what gateways apply to data sessions of accounts with a product.</summary>
public sealed partial class ProductPolicyDialog
{
    private readonly List<WindowLine> _windows = [];
    private IReadOnlyList<PeriodSetRow> _all = [];
    private IReadOnlyList<(long Value, string Text)> _sets = [];
    private string? _ordinary;
    private long _setId;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public ProductView Product { get; set; } = null!;

    /// <summary>As it is stored; null: it has none.</summary>
    [Parameter]
    public ProductPolicy? Policy { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _all = await Tariffs.PeriodSetsAsync(CancellationToken.None);
        _sets = [(0, Text["one policy at all times"]), .. _all.Select(set => (set.PeriodSetId, set.Name))];
        _ordinary = Policy?.Ordinary;
        Choose(Policy?.PeriodSetId ?? 0);
    }

    private void Choose(long setId)
    {
        _setId = setId;
        _windows.Clear();
        _windows.AddRange(_all.Where(set => set.PeriodSetId == setId).SelectMany(set => set.Periods.Periods).Select(period => new WindowLine(period.Name)
        {
            Policy = Policy?.Windows.FirstOrDefault(one => one.Period == period.Name)?.Policy,
        }));
    }

    private async Task SaveAsync()
    {
        PolicyWindow[] windows = [.. _windows.Where(one => !string.IsNullOrWhiteSpace(one.Policy)).Select(one => new PolicyWindow(one.Period, one.Policy!))];
        var isNone = string.IsNullOrWhiteSpace(_ordinary) && _setId == 0;
        var done = await ChangeAsync(Permissions.ProductsEdit, by => Grains.GetGrain<IProductGrain>(Product.ProductId).SetPolicyAsync(
            isNone ? null : new(_ordinary, _setId == 0 ? null : _setId, [.. windows]), new Edit(by, Product.Version)));

        if (done is not null)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }

    private sealed class WindowLine(string period)
    {
        public string Period { get; } = period;

        public string? Policy { get; set; }
    }
}
