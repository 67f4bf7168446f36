using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Accounts;
using Billing.Contracts.Notifications;
using Billing.Portal.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>Which messages a payer wants, and where.</summary>
public sealed partial class AlertsPage
{
    private Subscriber? _subscriber;
    private IReadOnlyList<AccountRow> _lines = [];
    private IReadOnlyList<CareFunds>? _balances;
    private string? _found;
    private AlertsForm? _form;
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

    private IEnumerable<(string, string)> BalanceChoices => (_balances ?? []).Skip(1).Select(one => (
        one.BalanceId.ToString(CultureInfo.InvariantCulture), one.Choice(Text, CultureInfo.CurrentCulture)));

    // Only one of the subscriber's own, whatever the address says.
    private CareFunds? Asked => _balances?.FirstOrDefault(one => one.BalanceId == Address.Number("balance")) ?? (_balances is [var first, ..] ? first : null);

    // Of another than the one that is asked for none is shown, while that one's is read.
    private AlertsForm? Shown => _form is { } form && form.Funds.BalanceId == Asked?.BalanceId ? form : null;

    protected override async Task OnInitializedAsync() => _subscriber = await SubscriberAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (_subscriber is null)
        {
            return; // it comes here again when it knows
        }

        if ((_balances is null || Address[CareReader.Find] != _found) && !await FindAsync())
        {
            return;
        }

        if (!_isLoaded || Shown is null)
        {
            await LoadAsync();
        }
    }

    // The customer's own address is read by who signs in for the customer, not by who does for one of its lines.
    private string Otherwise(AlertsView view) => view.CustomerEmail is not { } address
        ? Text["There is no address yet: without one nothing can be sent."]
        : _subscriber!.Scope.CustomerId is null ? Text["Empty: to the customer's own address"] : Text["Empty: {0}", address];

    /// <returns>Whether it is what is asked for still: else something else has been typed since, and that is on its way.</returns>
    private async Task<bool> FindAsync()
    {
        var find = _found = Address[CareReader.Find];
        var lines = await Care.LinesAsync(_subscriber!, Address, CancellationToken.None);
        var balances = await Care.FundsAsync(_subscriber!, lines, Clock.Now(), CancellationToken.None);

        if (find != _found)
        {
            return false;
        }

        (_lines, _balances) = (lines, balances);

        return true;
    }

    private async Task LoadAsync()
    {
        if (Asked is { } asked)
        {
            var view = await Grains.GetGrain<IAlertsGrain>(asked.BalanceId).GetAsync();
            var told = (await Notifications.ListAsync(
                _subscriber!.Scope, new(BalanceId: asked.BalanceId, Channel: NotificationChannel.Email), new(IsDescending: true, Size: 10), CancellationToken.None)).Rows;

            if (asked.BalanceId != Asked?.BalanceId)
            {
                return; // another was chosen since
            }

            _form = view is null ? null : new(asked, view, told, new(Text, Failures, "Email", "LowBalance"));
        }

        _isLoaded = true;
    }

    private async Task SaveAsync()
    {
        if (_busy || Shown is not { } form)
        {
            return;
        }

        _busy = true;

        try
        {
            if (await TryAsync(form))
            {
                Snackbar.Add(Text["Your alerts are saved."], Severity.Success);

                if (form == Shown)
                {
                    await LoadAsync();
                }

                return;
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            form.Problems.Take(failure);
        }
        finally
        {
            _busy = false;
        }

        if (form != Shown)
        {
            // It went out of sight while it was on its way.
            Snackbar.Add($"{form.Funds.Name(Text)}: {form.Problems.General ?? Text["Refused, nothing was changed."]}", Severity.Error);

            return;
        }

        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", "[aria-invalid=true]");
    }

    private async Task<bool> TryAsync(AlertsForm form)
    {
        form.Problems.Clear();

        if (form.Read() is not { } details)
        {
            form.Problems.Add("LowBalance", Text["an amount above zero such as 25{0}50", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator]);

            return false;
        }

        return form.Problems.Take(await Grains.GetGrain<IAlertsGrain>(form.Funds.BalanceId).EditAsync(details, new(_subscriber!.Editor, form.View.Version)));
    }
}
