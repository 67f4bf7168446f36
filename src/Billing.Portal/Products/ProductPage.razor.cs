using System.Globalization;
using Billing.Contracts.Changes;
using Billing.Contracts.Paging;
using Billing.Contracts.Products;
using Billing.Contracts.Users;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Products;

/// <summary>What a product sells, by which tariffs, and to how many.</summary>
public sealed partial class ProductPage
{
    private ProductRow? _row;
    private ProductView? _view;
    private ProductDraft? _draft;
    private ProductFunds? _funds;
    private ProductPolicy? _policy;
    private IReadOnlyList<RatingRecord> _rating = [];
    private ProductTelling? _telling;
    private bool _isMissing;

    [Parameter]
    public long ProductId { get; set; }

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    private IProductGrain Grain => Grains.GetGrain<IProductGrain>(ProductId);

    // What it gives is in the balance's currency; its tariffs say which that is, unless they are of several.
    private string? Currency => _row!.Services.Select(service => service.Currency).Distinct().ToArray() is [var only] ? only : null;

    private string UsersHref => $"admin/accounts?product={Uri.EscapeDataString(_row!.Name)}";

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        Problems.Clear();
        _row = await Products.FindAsync(ProductId, CancellationToken.None);
        _isMissing = _row is null;

        if (_row is not null)
        {
            _view = await Grain.GetAsync();
            _draft = await Grain.DraftAsync();
            _funds = await Grain.FundsAsync();
            _policy = await Grain.PolicyAsync();
            _telling = await Grain.TellingAsync();
            _rating = await Products.RatingAsync(_row.Name, CancellationToken.None);
        }
    }

    private async Task RetireAsync(bool isRetired)
    {
        if (isRetired && !await ConfirmAsync(
            Text["Retire {0}?", _row!.Name], Text["It is offered to accounts no more. Accounts that have it keep it, and are charged as before."], Text["Retire it"]))
        {
            return;
        }

        if (await ChangeAsync(Permissions.ProductsEdit, by => Grain.RetireAsync(isRetired, new Edit(by, _view!.Version))) is not null)
        {
            await LoadAsync();
        }
    }

    private string Told(ProductTelling telling) => telling switch
    {
        { Of: null } => Text["The change is in force for sessions that begin. Balances with running sessions are being told of it."],
        { IsOver: false } => Text["The change is in force for sessions that begin. Balances with running sessions that were told of it: {0} of {1}.", Number(telling.Told), Number(telling.Of.Value)],
        _ => Text["{0} of {1} balances could not be told of the change: they read it when they are loaded next.", Number(telling.Unheard), Number(telling.Of.Value)],
    };

    private static string Number(int count) => count.ToString("N0", CultureInfo.CurrentCulture);

    private static string Count(RowCount count) => (count.IsMore ? "> " : "") + count.Rows.ToString("N0", CultureInfo.CurrentCulture);
}
