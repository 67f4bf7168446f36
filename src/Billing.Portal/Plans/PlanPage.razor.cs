using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Contracts.Products;
using Billing.Contracts.Users;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Plans;

/// <summary>Makes a plan, or its next version.</summary>
public sealed partial class PlanPage
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private PlanForm? _form;
    private PlanView? _view;
    private bool _isMissing;
    private IReadOnlyList<(long Value, string Text)> _products = [];

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public long? PlanHeadId { get; set; }

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    private IReadOnlyList<(PlanOffer, string)> Offers => PlanWords.Choices<PlanOffer>(Text, PlanWords.Offer);

    private IReadOnlyList<(PeriodKind, string)> Periods => PlanWords.Choices<PeriodKind>(Text, PlanWords.Period);

    private IReadOnlyList<(ChargeModel, string)> Models => PlanWords.Choices<ChargeModel>(Text, PlanWords.Model);

    private IReadOnlyList<(EarlyEnd, string)> Ends => PlanWords.Choices<EarlyEnd>(Text, PlanWords.Early);

    // Of the plan, whatever currencies others have; null while none is chosen.
    private string? InCurrency(PlanForm form) => form.Currency?.Trim() is { Length: 3 } currency ? Text["In {0}", currency.ToUpperInvariant()].Value : null;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _view = PlanHeadId is { } id ? await Grains.GetGrain<IPlanGrain>(id).GetAsync() : null;
        _isMissing = PlanHeadId is not null && _view is null;

        if (!_isMissing)
        {
            var rows = await Products.ListAsync(new(), new(Size: 500), CancellationToken.None);
            _products = [(0, Text["none: the fee alone"]), .. rows.Rows.Select(product => (product.ProductId, product.Name))];
            _form = PlanForm.Of(_view?.Details);
        }
    }

    private async Task SaveAsync()
    {
        Problems.Clear();
        var details = _form!.Read(Problems);

        if (await IsMistypedAsync())
        {
            return;
        }

        var saved = await ChangeAsync(Permissions.ProductsEdit, by => PlanHeadId is { } id
            ? Grains.GetGrain<IPlanGrain>(id).EditAsync(details, new Edit(by, _view!.Version))
            : Grains.GetGrain<ICreationGrain>(_operationId).CreatePlanAsync(details, by));

        if (saved is not null)
        {
            Snackbar.Add(Text["{0} is saved.", details.Name], Severity.Success);
            Navigation.NavigateTo("admin/plans");
        }
    }

    private async Task RetireAsync(bool isRetired)
    {
        if (isRetired && !await ConfirmAsync(
            Text["Retire {0}?", _view!.Details.Name], Text["Nobody can subscribe to it any more. Who has it keeps it, and is charged as before."], Text["Retire it"]))
        {
            return;
        }

        if (await ChangeAsync(Permissions.ProductsEdit, by => Grains.GetGrain<IPlanGrain>(PlanHeadId!.Value).RetireAsync(isRetired, new Edit(by, _view!.Version))) is not null)
        {
            await LoadAsync();
        }
    }
}
