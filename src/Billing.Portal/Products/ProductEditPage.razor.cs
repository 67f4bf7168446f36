using Billing.Contracts.Changes;
using Billing.Contracts.Nodes;
using Billing.Contracts.Products;
using Billing.Contracts.Tariffs;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Billing.Portal.Products;

/// <summary>Makes a product, perhaps like another one, or prepares a change of one.</summary>
public sealed partial class ProductEditPage
{
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private ProductForm? _form;
    private BenefitsForm _benefits = new();
    private ProductView? _view;
    private ProductView? _like;
    private ProductDraft? _draft;
    private bool _isMissing;
    private Dictionary<long, TariffRow> _tariffs = [];
    private IReadOnlyList<PeriodSetRow> _sets = [];
    private IReadOnlyList<(long Value, string Text)> _tariffChoices = [];
    private IReadOnlyList<(int Value, string Text)> _groupChoices = [];

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public long? ProductId { get; set; }

    [Inject]
    private ITariffQuery Tariffs { get; set; } = null!;

    [Inject]
    private INodeQuery Nodes { get; set; } = null!;

    private IReadOnlyList<(string Value, string Text)> ServiceChoices =>
        [.. _form!.Services.Select(line => line.Service?.Trim() ?? "").Where(name => name.Length > 0).Distinct().Select(name => (name, name))];

    private IReadOnlyDictionary<string, Unit> Units => _form!.Services
        .Where(line => !string.IsNullOrWhiteSpace(line.Service) && _tariffs.ContainsKey(line.TariffId))
        .DistinctBy(line => line.Service!.Trim())
        .ToDictionary(line => line.Service!.Trim(), line => _tariffs[line.TariffId].Unit);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _view = ProductId is { } id ? await Grains.GetGrain<IProductGrain>(id).GetAsync() : null;
        _isMissing = ProductId is not null && _view is null;

        if (_isMissing)
        {
            return;
        }

        var rows = await Tariffs.ListAsync(new(), new(Size: 500), CancellationToken.None);
        _tariffs = rows.Rows.ToDictionary(tariff => tariff.TariffId);
        _tariffChoices = [.. rows.Rows.Select(tariff => (tariff.TariffId, $"{tariff.Name}, {tariff.Currency}, {UnitWords.Name(tariff.Unit, Text)}"))];
        _groupChoices = [(0, Text["any"]), .. (await Nodes.GroupsAsync(CancellationToken.None)).Select(group => (group.NodeGroupId, group.Name))];
        _draft = ProductId is { } known ? await Grains.GetGrain<IProductGrain>(known).DraftAsync() : null;
        _like = ProductId is null && new AddressQuery(Navigation).Number("from") is { } from ? await Grains.GetGrain<IProductGrain>(from).GetAsync() : null;
        _sets = await Tariffs.PeriodSetsAsync(CancellationToken.None);
        _benefits = (ProductId, _like) switch
        {
            ({ } changed, _) => BenefitsForm.Of(await BenefitsAsync(changed), _draft?.Benefits, _sets),
            (null, { } like) => BenefitsForm.Like(await BenefitsAsync(like.ProductId), _sets),
            _ => new(),
        };
        _form = ProductForm.Of(_draft?.Details ?? _view?.Details ?? _like?.Details);

        if (_like is not null)
        {
            _form.Name = Text["Copy of {0}", _like.Details.Name];
        }

        if (_form.Services.Count == 0)
        {
            AddService();
        }
    }

    private async Task<ProductBenefits> BenefitsAsync(long productId)
    {
        var product = Grains.GetGrain<IProductGrain>(productId);

        return new((await product.FundsAsync())?.Given() ?? new([], []), await product.PolicyAsync());
    }

    private void AddService() => _form!.Services.Add(new());

    private void AddRating() => _form!.Ratings.Add(new() { Service = ServiceChoices.Select(choice => choice.Value).FirstOrDefault("") });

    private string? Problem(int index, string field) => Problems[$"Services[{index}].{field}"];

    private string? UnitOf(ServiceLine line) => _tariffs.TryGetValue(line.TariffId, out var tariff)
        ? tariff.Unit switch
        {
            Unit.Second => Text["minutes"],
            Unit.Byte => "MB",
            _ => Text["Events"],
        }
        : null; // the tariff says it

    private async Task SaveAsync()
    {
        Problems.Clear();
        var details = _form!.Read(Problems, tariff => _tariffs.TryGetValue(tariff, out var row) ? row.Unit : null);

        if (await IsMistypedAsync())
        {
            return;
        }

        var saved = await ChangeAsync(Permissions.ProductsEdit, by => ProductId is { } id
            ? Grains.GetGrain<IProductGrain>(id).SaveDraftAsync(details, _benefits.Read(), _draft?.Version ?? 0, by)
            : Grains.GetGrain<ICreationGrain>(_operationId).CreateProductAsync(details, _benefits.Read(), by));

        if (saved is null)
        {
            return;
        }

        if (ProductId is null)
        {
            Snackbar.Add(Text["{0} is saved.", details.Name], Severity.Success);
        }

        Navigation.NavigateTo(ProductId is { } changed ? $"admin/products/{changed}/draft" : $"admin/products/{saved.Id}");
    }
}
