using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Changes;
using Billing.Contracts.Customers;
using Billing.Contracts.Products;
using Billing.Contracts.Users;
using Billing.Core.Customers;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Billing.Portal.Accounts;

/// <summary>Makes an account of a customer.</summary>
public sealed partial class NewAccountPage
{
    // Made when the form opens: a double click is one account.
    private readonly string _operationId = $"portal-{Guid.NewGuid():N}";
    private FormProblems _problems = null!;
    private CustomerView? _customer;
    private ChangeReply? _made;
    private (string, string)[] _products = [];
    private (string, string)[] _balances = [];
    private string? _login;
    private string? _password;
    private string _product = "";
    private string _balance = nameof(BalanceChoice.Own);
    private string? _aliases;
    private ImmutableArray<long> _addOns = [];
    private bool _isLoaded;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private IProductQuery Products { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, Failures, "Login", "Password", "ProductId", "Balance", "Aliases");
        _balances = [(nameof(BalanceChoice.Own), Text["a balance of its own"]), (nameof(BalanceChoice.Shared), Text["the customer's shared balance"])];
        _customer = new AddressQuery(Navigation).Number("customer") is { } customerId
            ? await Grains.GetGrain<ICustomerGrain>(customerId).GetAsync()
            : null;
        _customer = _customer is { Status: CustomerStatus.Closed } ? null : _customer;
        var products = await Products.ListAsync(new(), new(Size: 500), CancellationToken.None);
        _products = [.. products.Rows.Select(row => (row.ProductId.ToString(CultureInfo.InvariantCulture), row.Name))];
        _isLoaded = true;
    }

    private async Task CreateAsync()
    {
        await _problems.RunAsync(async () => _made = await TryAsync());

        if (_made is null)
        {
            StateHasChanged();
            await Task.Yield();
            await Script.InvokeVoidAsync("portal.focus", "[aria-invalid=true]");
        }
    }

    private async Task<ChangeReply?> TryAsync()
    {
        _problems.Clear();

        if (!long.TryParse(_product, NumberStyles.None, CultureInfo.InvariantCulture, out var productId))
        {
            _problems.Add("ProductId", Text["Choose what the account uses"]);

            return null;
        }

        var aliases = (_aliases ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var account = new NewAccount(
            _customer!.CustomerId, _login?.Trim() ?? "", string.IsNullOrEmpty(_password) ? null : _password, productId,
            [.. _addOns.Where(addOn => addOn != productId)], [.. aliases], Enum.Parse<BalanceChoice>(_balance));
        var by = await Clerk.RequireAsync(Permissions.CustomersEdit);
        var reply = await Grains.GetGrain<ICreationGrain>(_operationId).CreateAccountAsync(account, by);

        return _problems.Take(reply) ? reply : null;
    }
}
