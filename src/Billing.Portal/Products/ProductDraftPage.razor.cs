using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Rating;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Forms;
using Billing.Portal.Rating;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Products;

/// <summary>A prepared change of a product: what it does and to how many, then published at once or from a date.</summary>
public sealed partial class ProductDraftPage
{
    private const int MostShown = 5;

    private ProductView? _view;
    private ProductRow? _row;
    private ProductDraft? _draft;
    private bool _isMissing;
    private IReadOnlyList<ProductChange> _changes = [];
    private IReadOnlyList<PriceEffect> _effects = [];
    private Dictionary<long, string> _currencies = [];
    private Instant? _from;
    private RatingTrialReport? _report;
    private bool _isAccepted;
    private long _tried;

    [Parameter]
    public long ProductId { get; set; }

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    private IProductGrain Grain => Grains.GetGrain<IProductGrain>(ProductId);

    protected override Task OnParametersSetAsync() => LoadAsync();

    // Comparing price lists and asking the cases take a moment: the page is there before.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_draft is { } draft && _view is { } view && _tried != draft.Version)
        {
            _tried = draft.Version;
            await LookAsync(() => CompareAsync(view.Details, draft));
            await LookAsync(TryAsync);
        }
    }

    private async Task LoadAsync()
    {
        Problems.Clear();
        _row = await Products.FindAsync(ProductId, CancellationToken.None);
        _isMissing = _row is null;

        if (_isMissing)
        {
            return;
        }

        // All of it at once: a page that has a half of it may be shown meanwhile.
        var (draft, view) = (await Grain.DraftAsync(), await Grain.GetAsync());
        var tariffs = await Tariffs.ListAsync(new(), new(Size: 500), CancellationToken.None);
        var groups = await Nodes.GroupsAsync(CancellationToken.None);
        var sets = await Tariffs.PeriodSetsAsync(CancellationToken.None);
        var funds = draft?.Benefits is null ? null : await Grain.FundsAsync();
        var policy = funds is null ? null : await Grain.PolicyAsync();
        (_draft, _view) = (draft, view);
        _currencies = tariffs.Rows.ToDictionary(tariff => tariff.TariffId, tariff => tariff.Currency);
        (_changes, _effects, _report, _isAccepted, _tried) = ([], [], null, false, 0);

        if (draft is not null && view is not null)
        {
            _from = draft.PlannedFor;
            var words = new ProductChanges(
                tariffs.Rows.ToDictionary(tariff => tariff.TariffId, tariff => tariff.Name),
                groups.ToDictionary(group => group.NodeGroupId, group => group.Name),
                Text)
            {
                Currency = tariffs.Rows.CurrencyOf(draft.Details.Services.Select(service => service.TariffId)),
            };
            _changes = words.Between(view.Details, draft.Details);

            if (draft.Benefits is { } benefits && funds is not null)
            {
                var units = view.Details.Services.Concat(draft.Details.Services).GroupBy(one => one.Service).ToDictionary(one => one.Key, one => one.Last().Unit);
                _changes = [.. _changes, .. words.Between(new(funds.Given(), policy), benefits, units, sets)];
            }
        }
    }

    private string Told(PriceEffect effect) => (Service: Text[ServiceWords.Name(effect.Of.Service)].Value, effect.Currency) switch
    {
        var (service, currency) when effect.Page is not null && currency is not null => Text["Prices of {0}, {1}", service, currency],
        var (service, _) => Text["Prices of {0}", service],
    };

    private async Task CompareAsync(ProductDetails now, ProductDraft draft)
    {
        var effects = new List<PriceEffect>();
        var from = _from;
        var at = from ?? Moments.NextMinute(Now);

        foreach (var one in ProductChanges.Switches(now, draft.Details))
        {
            var order = new RateComparisonOrder(one.From, at, one.To, at);
            var page = await Grains.GetGrain<IRateComparisonGrain>(order.Key).PageAsync(null, 0, MostShown);
            var unit = draft.Details.Services.FirstOrDefault(service => service.Service == one.Service)?.Unit ?? Unit.Event;
            effects.Add(new(one, unit, _currencies.GetValueOrDefault(one.To), page));
        }

        _effects = from == _from ? effects : _effects; // else they are asked again, of the other day
    }

    private async Task TryAsync()
    {
        (_report, _isAccepted) = (null, false);
        _report = await Grain.TryDraftAsync(_from) ?? new(0, []); // it cannot be published at all: the button says why
    }

    private async Task MoveAsync(Instant? from)
    {
        _from = from;

        if (_draft is { } draft && _view is { } view)
        {
            await LookAsync(() => CompareAsync(view.Details, draft));
        }

        await LookAsync(TryAsync);
    }

    private async Task LookAsync(Func<Task> look)
    {
        await AskAsync(look);
        StateHasChanged();
    }

    private async Task PublishAsync()
    {
        var from = _from;
        Problems.Clear();

        if (from <= Now)
        {
            Problems.Add("From", "a time to come, or nothing: at once");
        }

        if (await IsMistypedAsync())
        {
            return;
        }

        if (await ChangeAsync(Permissions.ProductsEdit, by =>
            Grain.PublishDraftAsync(_draft!.Version, from, new Edit(by, _view!.Version)).ThenAcceptAsync(Grains, _report, by)) is null)
        {
            return;
        }

        if (from > Now)
        {
            Snackbar.Add(Text["The change is planned."], Severity.Success);
            await LoadAsync();
        }
        else
        {
            Snackbar.Add(Text["The change is published: it is sold so within a second."], Severity.Success);
            Navigation.NavigateTo($"admin/products/{ProductId}");
        }
    }

    private async Task DropAsync()
    {
        if (await ConfirmAsync(Text["Discard the change?"], Text["The product stays as it is; what was prepared is gone."], Text["Discard it"])
            && await ChangeAsync(Permissions.ProductsEdit, by => Grain.DropDraftAsync(_draft!.Version, new Edit(by, _view!.Version))) is not null)
        {
            Navigation.NavigateTo($"admin/products/{ProductId}");
        }
    }

    private static string Count(RowCount count) => (count.IsMore ? "> " : "") + count.Rows.ToString("N0", CultureInfo.CurrentCulture);

    private static string Number(RateComparisonPage page, RateContrastKind kind) =>
        page.Counts.GetValueOrDefault(kind).ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>What another tariff makes of a service's prices.</summary>
    /// <param name="Currency">Of both, where they can be compared.</param>
    /// <param name="Page">Null: they cannot be compared.</param>
    private sealed record PriceEffect(TariffSwitch Of, Unit Unit, string? Currency, RateComparisonPage? Page)
    {
        /// <param name="from">When the other tariff is sold by, as the page's address has it; empty: at once.</param>
        public string Href(string from) =>
            $"admin/tariffs/{Of.From}/compare?with={Of.To}{(from.Length == 0 ? "" : $"&other={Uri.EscapeDataString(from)}")}";
    }
}
