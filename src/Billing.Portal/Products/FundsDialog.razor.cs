using System.Globalization;
using Billing.Contracts.Destinations;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Products;

/// <summary>Asks for an allowance plan or a discount of a product; its result is the terms, and nothing is changed.</summary>
public sealed partial class FundsDialog
{
    private readonly FundsForm _form = new();
    private IReadOnlyList<(string Value, string Text)> _groups = [];
    private IReadOnlyList<string> _periods = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>The product's services, and what they count in.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, Unit> Units { get; set; } = null!;

    /// <summary>Else an allowance plan.</summary>
    [Parameter]
    public bool IsDiscount { get; set; }

    /// <summary>What it begins with; null: nothing.</summary>
    [Parameter]
    public ProductPlan? Plan { get; set; }

    /// <summary>The same of a discount.</summary>
    [Parameter]
    public ProductDiscount? Discount { get; set; }

    [Inject]
    private IDestinationQuery Destinations { get; set; } = null!;

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    private string Title => (Plan?.Name ?? Discount?.Name) is { } name ? Text["Change {0}", name] : IsDiscount ? Text["New discount"] : Text["New allowance"];

    private Unit ServiceUnit => Units.GetValueOrDefault(_form.Service, Unit.Event);

    private string Counted => _form.IsMoney ? Text["money"] : (_form.Service, ServiceUnit) switch
    {
        ("", _) => Text["base units"],
        (_, Unit.Second) => Text["minutes"],
        (_, Unit.Byte) => "MB",
        _ => Text["Events"],
    };

    private IReadOnlyList<(string Value, string Text)> Services =>
        [("", Text["any"]), .. Units.Keys.Select(service => (service, Text[ServiceWords.Name(service)].Value))];

    // One that no calendar has any more is still what the form began with.
    private IReadOnlyList<(string Value, string Text)> RatePeriods =>
    [
        ("", Text["at all times"]),
        .. _periods.Append(_form.Period).Where(period => period.Length > 0).Distinct(StringComparer.Ordinal).Select(period => (period, period)),
    ];

    private IReadOnlyList<(bool Value, string Text)> Measures => [(false, Text["units that are used"]), (true, Text["money"])];

    private IReadOnlyList<(bool Value, string Text)> Owners =>
        [(false, Text["the account's that has the product"]), (true, Text["all accounts' of the payer together"])];

    private IReadOnlyList<(bool Value, string Text)> FirstPeriods => [(false, Text["gets all of it"]), (true, Text["gets its share, by days"])];

    private IReadOnlyList<(int Value, string Text)> RollOvers =>
        [.. Enumerable.Range(0, 4).Select(periods => (periods, FundsWords.RollOver(periods, Text)))];

    private IReadOnlyList<(Exhaustion Value, string Text)> Exhaustions =>
    [
        (Exhaustion.PayAsYouGo, Text["money pays"]), (Exhaustion.Block, Text["nothing more is granted"]),
        (Exhaustion.Limit, Text["the gateway slows it down"]),
    ];

    private IReadOnlyList<(PeriodKind Value, string Text)> Periods =>
        [.. Enum.GetValues<PeriodKind>().Where(kind => IsDiscount || kind is not PeriodKind.Never).Select(kind => (kind, FundsWords.Every(kind, Text)))];

    protected override async Task OnInitializedAsync()
    {
        if (Plan is { } plan)
        {
            _form.Put(plan, Units.GetValueOrDefault(plan.Uses.FirstOrDefault()?.Service ?? "", Unit.Event), CultureInfo.CurrentCulture);
        }

        if (Discount is { } discount)
        {
            _form.Put(discount, Units.GetValueOrDefault(discount.Use.Service ?? "", Unit.Event), CultureInfo.CurrentCulture);
        }

        var sets = await Tariffs.PeriodSetsAsync(CancellationToken.None);
        _periods = [.. sets.SelectMany(set => set.Periods.Periods).Select(period => period.Name).Order(StringComparer.Ordinal)];
        _groups = [("", Text["any"]), .. (await Destinations.GroupsAsync(CancellationToken.None)).Select(group => (group.Name, group.Name))];
    }

    private async Task TakeAsync()
    {
        Problems.Clear();
        var culture = CultureInfo.CurrentCulture;
        var unit = _form.Service.Length == 0 ? Unit.Event : ServiceUnit;
        object terms = IsDiscount ? _form.ReadDiscount(Problems, unit, culture) : _form.ReadPlan(Problems, unit, culture);

        if (string.IsNullOrWhiteSpace(_form.Name))
        {
            Problems.Add("name", "1 to 100 characters");
        }

        if (!await IsMistypedAsync())
        {
            Dialog.Close(DialogResult.Ok(terms));
        }
    }
}
