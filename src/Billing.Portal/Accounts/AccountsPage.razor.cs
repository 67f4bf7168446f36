using Billing.Contracts.Accounts;
using Billing.Contracts.Products;
using Billing.Core.Accounts;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Microsoft.AspNetCore.Components;

namespace Billing.Portal.Accounts;

/// <summary>All accounts of all customers.</summary>
public sealed partial class AccountsPage
{
    private AccountFilter _filter = new();
    private (string, string)[] _statuses = [];
    private (string, string)[] _products = [];
    private (string, string)[] _services = [];

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    [Inject]
    private ServiceUnits Services { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _statuses = [.. Enum.GetValues<AccountStatus>().Select(status => (status.ToString(), (string)Text[AccountWords.Name(status)]))];
        var products = await Products.ListAsync(new(), new(Size: 500), CancellationToken.None);
        _products = [.. products.Rows.Select(row => (row.Name, row.Name))];
        var services = await Services.AllAsync(CancellationToken.None);
        _services = [.. services.Keys.Select(service => (service, (string)Text[ServiceWords.Name(service)]))];
    }

    protected override void OnParametersSet()
    {
        _filter = new(Address["q"], null, Address.Number("balance"), Address["product"], Address["service"], Address.Choice<AccountStatus>("status"));
    }
}
