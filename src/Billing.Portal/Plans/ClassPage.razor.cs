using Billing.Contracts.Changes;
using Billing.Contracts.Payers;
using Billing.Contracts.Users;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Portal.Customers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Plans;

/// <summary>Makes a customer class, or its next version.</summary>
public sealed partial class ClassPage
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private ClassForm? _form;
    private ClassView? _view;
    private bool _isMissing;

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public long? ClassHeadId { get; set; }

    private string Called => _view is { } view ? CustomerWords.Class(view.Details.Name, Text) : Text["New class"].Value;

    private IReadOnlyList<(PeriodKind, string)> Periods =>
        [.. PlanWords.Choices<PeriodKind>(Text, PlanWords.Period).Where(choice => choice.Item1 is not PeriodKind.Never)];

    private IReadOnlyList<(AmountDueRule, string)> Dues => PlanWords.Choices<AmountDueRule>(Text, PlanWords.Due);

    private IReadOnlyList<(Rounding, string)> Roundings => PlanWords.Choices<Rounding>(Text, PlanWords.Round);

    private IReadOnlyList<(DunningAction, string)> Actions => PlanWords.Choices<DunningAction>(Text, PlanWords.Action);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _view = ClassHeadId is { } id ? await Grains.GetGrain<ICustomerClassGrain>(id).GetAsync() : null;
        _isMissing = ClassHeadId is not null && _view is null;
        _form = _isMissing ? null : ClassForm.Of(_view?.Details);
    }

    private async Task SaveAsync()
    {
        Problems.Clear();
        var details = _form!.Read(Problems);

        if (await IsMistypedAsync())
        {
            return;
        }

        var saved = await ChangeAsync(Permissions.ProductsEdit, by => ClassHeadId is { } id
            ? Grains.GetGrain<ICustomerClassGrain>(id).EditAsync(details, new Edit(by, _view!.Version))
            : Grains.GetGrain<ICreationGrain>(_operationId).CreateClassAsync(details, by));

        if (saved is not null)
        {
            Snackbar.Add(Text["{0} is saved.", details.Name], Severity.Success);
            Navigation.NavigateTo("admin/customer-classes");
        }
    }

    private async Task RetireAsync(bool isRetired)
    {
        if (isRetired && !await ConfirmAsync(
            Text["Retire {0}?", _view!.Details.Name], Text["Nobody is newly billed by it. Customers that are billed by it stay as they are."], Text["Retire it"]))
        {
            return;
        }

        if (await ChangeAsync(Permissions.ProductsEdit, by => Grains.GetGrain<ICustomerClassGrain>(ClassHeadId!.Value).RetireAsync(isRetired, new Edit(by, _view!.Version))) is not null)
        {
            await LoadAsync();
        }
    }
}
