using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Customers;
using Billing.Contracts.Sessions;
using Billing.Contracts.Users;
using Billing.Core.Tariffs;
using Billing.Portal.Balances;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>One account: who uses it, whether it works and why not, and all that can be done about it.</summary>
public sealed partial class AccountPage
{
    private AccountRow? _row;
    private AccountView? _view;
    private BalanceView? _balance;
    private FundsRecord? _funds;
    private IReadOnlyDictionary<string, Unit> _units = new Dictionary<string, Unit>();
    private IReadOnlyList<Hindrance> _hindrances = [];
    private string _zoneId = "UTC";
    private (string, string)[] _tabs = [];
    private long? _loaded;
    private bool _seesMoney;
    private bool _isLoaded;

    [Parameter]
    public long AccountId { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject]
    private IAccountQuery Accounts { get; set; } = null!;

    [Inject]
    private ISessionQuery Sessions { get; set; } = null!;

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
    private ServiceUnits Services { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Clerk Clerk { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Words> Text { get; set; } = null!;

    private string Address => $"admin/accounts/{AccountId}";

    private string Active => _tabs.Any(tab => tab.Item1 == Tab) ? Tab! : "";

    private string Whose => $"{_view!.Login} · {_row!.Customer}";

    protected override void OnInitialized() => _tabs =
    [
        ("", Text["Overview"]), ("funds", Text["Credit and allowances"]), ("usage", Text["Usage"]), ("statement", Text["Statement"]),
        ("history", Text["History"]),
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != AccountId)
        {
            _loaded = AccountId;
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var now = Clock.Now();
        _seesMoney = await Clerk.MayAsync(Permissions.MoneyView);
        _row = await Accounts.FindAsync(Scope.Everything, AccountId, CancellationToken.None);
        _view = await Grains.GetGrain<IAccountGrain>(AccountId).ViewAsync();

        if (_view is { } view)
        {
            var customer = await Grains.GetGrain<ICustomerGrain>(view.CustomerId).GetAsync();
            _balance = await Grains.GetGrain<IBalanceGrain>(view.BalanceId).ShowAsync();
            _funds = await Funds.FindAsync(view.BalanceId, now, CancellationToken.None);
            _units = await Services.AllAsync(CancellationToken.None);
            _zoneId = customer?.Details.ZoneId ?? "UTC";
            IReadOnlyList<Hindrance> all = _balance is null
                ? []
                : Hindrance.Of(
                    view, customer?.SuspendedUntil, customer?.StatusReason, _balance, _funds,
                    await Grains.GetGrain<IAccountGrain>(AccountId).GetAsync(),
                    (await Sessions.OpenAsync(Scope.Everything, new(AccountId: AccountId), new(Size: 50), CancellationToken.None)).Rows,
                    DateTimeZoneProviders.Tzdb.GetZoneOrNull(_zoneId) ?? DateTimeZone.Utc, now);
            _hindrances = [.. all.Where(one => _seesMoney || !one.SaysMoney)];
        }

        _isLoaded = true;
        StateHasChanged();
    }

    // What is available moves with every report of a session.
    private async Task LookAsync() => _balance = await Grains.GetGrain<IBalanceGrain>(_view!.BalanceId).ShowAsync();

    private async Task AdjustAsync()
    {
        await Desk.AdjustAsync(_view!.BalanceId, Whose);
        await LoadAsync();
    }

    private async Task PayAsync()
    {
        await Desk.TakePaymentAsync(_view!.BalanceId, Whose);
        await LoadAsync();
    }
}
