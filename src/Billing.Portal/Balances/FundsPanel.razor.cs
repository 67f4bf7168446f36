using Billing.Contracts;
using Billing.Contracts.Balances;
using Billing.Contracts.Destinations;
using Billing.Contracts.Users;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NodaTime;

namespace Billing.Portal.Balances;

/// <summary>All that a balance has beside its ledger, and the dialogs that give more.</summary>
public sealed partial class FundsPanel
{
    private FundsRecord? _stored;
    private BalanceView? _now;
    private IReadOnlyDictionary<string, Unit> _units = new Dictionary<string, Unit>();
    private Instant _at;
    private bool _isLoaded;
    private long? _loaded;

    [Parameter, EditorRequired]
    public long BalanceId { get; set; }

    /// <summary>What the dialogs call it.</summary>
    [Parameter, EditorRequired]
    public string Whose { get; set; } = "";

    /// <summary>The account that limits are set for; null: all of the balance together.</summary>
    [Parameter]
    public long? AccountId { get; set; }

    /// <summary>The billing time zone.</summary>
    [Parameter, EditorRequired]
    public string ZoneId { get; set; } = "UTC";

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Inject]
    private IFundsQuery Funds { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private ServiceUnits Services { get; set; } = null!;

    [Inject]
    private IDestinationQuery Destinations { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private UndoDesk Undo { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private DateTimeZone Zone => DateTimeZoneProviders.Tzdb.GetZoneOrNull(ZoneId) ?? DateTimeZone.Utc;

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != BalanceId)
        {
            _loaded = BalanceId;
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        _at = Clock.Now();
        _units = await Services.AllAsync(CancellationToken.None);
        _stored = await Funds.FindAsync(BalanceId, _at, CancellationToken.None);
        _now = await Grains.GetGrain<IBalanceGrain>(BalanceId).ShowAsync();
        _isLoaded = true;
    }

    private decimal Spent(SpendingLimit limit) => Counted(CounterOf.SpendingLimit, limit.LimitId, limit.Period);

    private decimal Counted(CounterOf of, long id, PeriodKind period) =>
        _stored!.Funds.ValueOf(new(of, id), BillingPeriod.At(period, _at, Zone, BillingPeriod.CommonAnchor).Start);

    private async Task LimitAsync(LimitKind kind)
    {
        await LoadAsync(); // the dialog says what is there now, not when the page was opened
        await OpenAsync<LimitDialog>(new DialogParameters<LimitDialog>
        {
            { it => it.BalanceId, BalanceId },
            { it => it.AccountId, AccountId },
            { it => it.Whose, Whose },
            { it => it.Currency, _stored!.Currency },
            { it => it.Kind, kind },
            { it => it.CreditLimit, _stored!.CreditLimit },
        });
    }

    private async Task GiveAsync() => await OpenAsync<AllowanceDialog>(new DialogParameters<AllowanceDialog>
    {
        { it => it.BalanceId, BalanceId },
        { it => it.AccountId, AccountId },
        { it => it.Whose, Whose },
        { it => it.Currency, _stored!.Currency },
        { it => it.ZoneId, ZoneId },
        { it => it.Units, _units },
        { it => it.Groups, await GroupsAsync() },
    });

    private async Task DiscountAsync() => await OpenAsync<DiscountDialog>(new DialogParameters<DiscountDialog>
    {
        { it => it.BalanceId, BalanceId },
        { it => it.AccountId, AccountId },
        { it => it.Whose, Whose },
        { it => it.Currency, _stored!.Currency },
        { it => it.Units, _units },
        { it => it.Groups, await GroupsAsync() },
    });

    private async Task<string[]> GroupsAsync() => [.. (await Destinations.GroupsAsync(CancellationToken.None)).Select(group => group.Name)];

    private async Task OpenAsync<TDialog>(DialogParameters parameters)
        where TDialog : ComponentBase
    {
        var dialog = await Dialogs.ShowAsync<TDialog>((string?)null, parameters);
        var result = await dialog.Result;
        await ShowAsync();

        if (result is { Canceled: false, Data: DefinitionOrder takesBack })
        {
            var (set, balance) = (Limits(_stored), Grains.GetGrain<IBalanceGrain>(BalanceId));
            Undo.Offer(
                Text["The limit is set."],
                Permissions.MoneyAdjust,
                async by => Limits(await Funds.FindAsync(BalanceId, Clock.Now(), CancellationToken.None)) == set
                    && await balance.DefineAsync(takesBack with { By = by }) is { Result: OperationResult.Done },
                () => InvokeAsync(ShowAsync));
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        await OnChange.InvokeAsync();
        StateHasChanged();
    }

    // What a change of a limit is seen by.
    private static string Limits(FundsRecord? stored) =>
        $"{stored?.CreditLimit} {string.Join(' ', (stored?.Funds.Limits ?? []).Select(limit => (limit.AccountId, limit.Amount, limit.Period, limit.IsOwn)))}";
}
