using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Destinations;
using Billing.Contracts.Products;
using Billing.Contracts.Users;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Products;

/// <summary>Gives a product an allowance plan, or a discount.</summary>
public sealed partial class FundsDialog
{
    private readonly FundsForm _form = new();
    private IReadOnlyList<(string Value, string Text)> _groups = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public ProductView Product { get; set; } = null!;

    /// <summary>Else an allowance plan.</summary>
    [Parameter]
    public bool IsDiscount { get; set; }

    [Inject]
    private IDestinationQuery Destinations { get; set; } = null!;

    private string Title => IsDiscount ? Text["New discount"] : Text["New allowance"];

    private Unit ServiceUnit => Product.Details.Services.FirstOrDefault(service => service.Service == _form.Service)?.Unit ?? Unit.Event;

    private string Counted => _form.IsMoney ? Text["money"] : (_form.Service, ServiceUnit) switch
    {
        ("", _) => Text["base units"],
        (_, Unit.Second) => Text["minutes"],
        (_, Unit.Byte) => "MB",
        _ => Text["Events"],
    };

    private IReadOnlyList<(string Value, string Text)> Services =>
        [("", Text["any"]), .. Product.Details.Services.Select(service => (service.Service, Text[ServiceWords.Name(service.Service)].Value))];

    private IReadOnlyList<(bool Value, string Text)> Measures => [(false, Text["units that are used"]), (true, Text["money"])];

    private IReadOnlyList<(bool Value, string Text)> Owners =>
        [(false, Text["the account's that has the product"]), (true, Text["all accounts' of the payer together"])];

    private IReadOnlyList<(bool Value, string Text)> FirstPeriods => [(false, Text["gets all of it"]), (true, Text["gets its share, by days"])];

    private IReadOnlyList<(int Value, string Text)> RollOvers =>
        [(0, Text["its own period"]), (1, Text["one period more"]), (2, Text["two periods more"]), (3, Text["three periods more"])];

    private IReadOnlyList<(Exhaustion Value, string Text)> Exhaustions =>
    [
        (Exhaustion.PayAsYouGo, Text["money pays"]), (Exhaustion.Block, Text["nothing more is granted"]),
        (Exhaustion.Limit, Text["the gateway slows it down"]),
    ];

    private IReadOnlyList<(PeriodKind Value, string Text)> Periods =>
        [.. Enum.GetValues<PeriodKind>().Where(kind => IsDiscount || kind is not PeriodKind.Never).Select(kind => (kind, FundsWords.Every(kind, Text)))];

    protected override async Task OnInitializedAsync() =>
        _groups = [("", Text["any"]), .. (await Destinations.GroupsAsync(CancellationToken.None)).Select(group => (group.Name, group.Name))];

    private async Task SaveAsync()
    {
        Problems.Clear();
        var culture = CultureInfo.CurrentCulture;
        var unit = _form.Service.Length == 0 ? Unit.Event : ServiceUnit;
        var plan = IsDiscount ? null : _form.ReadPlan(Problems, unit, culture);
        var discount = IsDiscount ? _form.ReadDiscount(Problems, unit, culture) : null;

        if (await IsMistypedAsync())
        {
            return;
        }

        var grain = Grains.GetGrain<IProductGrain>(Product.ProductId);
        var done = await ChangeAsync(Permissions.ProductsEdit, by => plan is not null
            ? grain.AddPlanAsync(plan, new Edit(by, Product.Version))
            : grain.AddDiscountAsync(discount!, new Edit(by, Product.Version)));

        if (done is not null)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }
}
