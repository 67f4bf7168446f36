using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Notifications;
using Billing.Core.Notifications;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>Which messages a payer wants, and where.</summary>
public sealed partial class AlertsPage
{
    private readonly HashSet<NotificationEvent> _unwanted = [];
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];
    private IReadOnlyList<CareFunds> _balances = [];
    private string? _found;
    private IReadOnlyList<NotificationRow> _told = [];
    private FormProblems _problems = null!;
    private long _balanceId;
    private AlertsView? _view;
    private string? _email;
    private string? _lowBalance;
    private bool _busy;
    private bool _isLoaded;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private INotificationQuery Notifications { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private IEnumerable<(string, string)> BalanceChoices => _balances.Skip(1).Select(one => (
        one.BalanceId.ToString(CultureInfo.InvariantCulture), one.Choice(Text, CultureInfo.CurrentCulture)));

    protected override async Task OnInitializedAsync()
    {
        _problems = new(Text, Failures, "Email", "LowBalance");
        _subscriber = await SubscriberAsync();
        await FindAsync();
        await LoadAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_isLoaded && Address[CareReader.Find] != _found)
        {
            await FindAsync();
        }

        if (_isLoaded && Asked is null)
        {
            (_view, _balanceId) = (null, 0); // what was found before is not what is saved now
        }
        else if (_isLoaded && Asked!.BalanceId != _balanceId)
        {
            await LoadAsync();
        }
    }

    // Only one of the subscriber's own, whatever the address says.
    private CareFunds? Asked => _balances.FirstOrDefault(one => one.BalanceId == Address.Number("balance")) ?? (_balances is [var first, ..] ? first : null);

    // The customer's own address is read by who signs in for the customer, not by who does for one of its lines.
    private string Otherwise(AlertsView view) => view.CustomerEmail is not { } address
        ? Text["There is no address yet: without one nothing can be sent."]
        : _subscriber!.Scope.CustomerId is null ? Text["Empty: to the customer's own address"] : Text["Empty: {0}", address];

    private bool IsPrepaid => Asked?.IsPrepaid != false;

    // What cannot happen to this balance is not offered; what was chosen of it stays.
    private bool Concerns(EventTerms terms) => terms.IsOptional && terms.Event switch
    {
        NotificationEvent.LowBalance => IsPrepaid,
        NotificationEvent.CreditLimit => !IsPrepaid,
        NotificationEvent.SpendingLimit => Asked?.Funds.Limits.IsEmpty == false,
        _ => true,
    };

    private async Task FindAsync()
    {
        var find = _found = Address[CareReader.Find];
        var lines = await Care.LinesAsync(_subscriber!, Address, CancellationToken.None);
        var balances = await Care.FundsAsync(_subscriber!, lines, Clock.Now(), CancellationToken.None);

        if (find == _found) // else something else has been typed since
        {
            (_lines, _balances) = (lines, balances);
        }
    }

    private async Task LoadAsync()
    {
        _problems.Clear();
        _unwanted.Clear();

        if (Asked is { } asked)
        {
            _balanceId = asked.BalanceId;
            _view = await Grains.GetGrain<IAlertsGrain>(_balanceId).GetAsync();
            _email = _view?.Details.Email;
            _lowBalance = _view?.Details.LowBalance is { } amount ? Money.Field(amount, _view.Currency, CultureInfo.CurrentCulture) : null;
            _unwanted.UnionWith(_view?.Details.Unwanted ?? []);
            _told = (await Notifications.ListAsync(
                _subscriber!.Scope, new(BalanceId: _balanceId, Channel: NotificationChannel.Email), new(IsDescending: true, Size: 10), CancellationToken.None)).Rows;
        }

        _isLoaded = true;
    }

    private void Choose(NotificationEvent told, bool isWanted) => _ = isWanted ? _unwanted.Remove(told) : _unwanted.Add(told);

    private async Task SaveAsync()
    {
        if (_busy || _view is null)
        {
            return;
        }

        _busy = true;

        try
        {
            if (await TryAsync(_view))
            {
                Snackbar.Add(Text["Your alerts are saved."], Severity.Success);
                await LoadAsync();

                return;
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _problems.Take(failure);
        }
        finally
        {
            _busy = false;
        }

        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", "[aria-invalid=true]");
    }

    private async Task<bool> TryAsync(AlertsView view)
    {
        _problems.Clear();
        var lowBalance = Money.Parse(_lowBalance, CultureInfo.CurrentCulture);

        if (lowBalance is null && !string.IsNullOrWhiteSpace(_lowBalance))
        {
            _problems.Add("LowBalance", Text["an amount above zero such as 25{0}50", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator]);

            return false;
        }

        var email = string.IsNullOrWhiteSpace(_email) ? null : _email.Trim();

        return _problems.Take(await Grains.GetGrain<IAlertsGrain>(_balanceId).EditAsync(
            new(email, lowBalance, [.. _unwanted.Order()]), new(_subscriber!.Editor, view.Version)));
    }
}
