using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Users;
using Billing.Portal.Balances;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Billing.Portal.Customers;

/// <summary>One customer: how they stand, and all that can be done for them.</summary>
public sealed partial class CustomerPage
{
    private CustomerDetail? _detail;
    private CustomerView? _view;
    private IReadOnlyList<BalanceRow> _balances = [];
    private (string, string)[] _tabs = [];
    private long? _loaded;
    private bool _seesMoney;
    private bool _isLoaded;

    [Parameter]
    public long CustomerId { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [CascadingParameter]
    private Viewer Viewer { get; set; } = Viewer.Default;

    [Inject]
    private ICustomerQuery Customers { get; set; } = null!;

    [Inject]
    private IFundsQuery Funds { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    [Inject]
    private Remainder Remainder { get; set; } = null!;

    [Inject]
    private MoneyDesk Desk { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [CascadingParameter]
    private AddressQuery Query { get; set; }

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Address => $"admin/customers/{CustomerId}";

    private string Active => _tabs.Any(tab => tab.Item1 == Tab) ? Tab! : "";

    // The one in the address if it is the customer's.
    private long? Asked => Query.Number("balance") is { } asked && _balances.Any(row => row.BalanceId == asked) ? asked : null;

    // What is looked at: else the first.
    private long? BalanceId => Asked ?? (_balances is [var first, ..] ? first.BalanceId : null);

    private string Whose => $"{_view!.Details.Name} · {_view.Number}";

    private string WhoseBalance(long balanceId) => _balances.Count > 1 ? $"{Whose} · {Text["Balance {0}", balanceId]}" : Whose;

    private IEnumerable<(string, string)> BalanceChoices => _balances.Select(row => (
        row.BalanceId.ToString(CultureInfo.InvariantCulture),
        (string)Text[row.Accounts == 1 ? "{0}: {1}, {2} account" : "{0}: {1}, {2} accounts", row.BalanceId, Money.Text(row.Posted, row.Currency, CultureInfo.CurrentCulture), row.Accounts]));

    private string? BalanceDetail => (_detail!.Customer.Balances, _detail.CreditLimit) switch
    {
        ( > 1, _) => Text["the first of {0} balances", _detail.Customer.Balances].Value,
        (_, { } limit and > 0) => Text["credit limit {0}", Money.In(_detail.Customer.Currency, limit, CultureInfo.CurrentCulture)].Value,
        _ => null,
    };

    private string MoreMonth => string.Join(" · ", _detail!.ChargedThisMonth.Skip(1).Select(one => Money.Text(one.Amount, one.Currency, CultureInfo.CurrentCulture)));

    private string? PaidDetail => _detail!.LastPayment is { } paid
        ? $"{Viewer.Local(paid.At).ToDateTimeUnspecified().ToString("d MMM yyyy", CultureInfo.CurrentCulture)}{(paid.Note is null ? "" : $", {paid.Note}")}"
        : Text["none yet"];

    protected override void OnInitialized() => _tabs =
    [
        ("", Text["Details"]), ("accounts", Text["Accounts"]), ("funds", Text["Credit and allowances"]), ("usage", Text["Usage"]),
        ("statement", Text["Statement"]), ("invoices", Text["Invoices"]), ("payments", Text["Payments"]), ("notifications", Text["Notifications"]), ("notes", Text["Notes"]), ("history", Text["History"]),
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != CustomerId)
        {
            _loaded = CustomerId;
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        _seesMoney = await Clerk.MayAsync(Permissions.MoneyView);
        _detail = await Customers.FindAsync(Scope.Everything, CustomerId, CancellationToken.None);
        _view = await Grains.GetGrain<ICustomerGrain>(CustomerId).GetAsync();
        _balances = await Funds.BalancesAsync(Scope.Everything, CustomerId, CancellationToken.None);
        _isLoaded = true;
        StateHasChanged();
    }
}
