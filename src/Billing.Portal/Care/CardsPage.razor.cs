using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Billing.Portal.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>The subscriber's cards, and what is paid from them without asking.</summary>
public sealed partial class CardsPage
{
    private readonly string _returned = $"card-{Guid.NewGuid():N}";
    private string _operationId = NewOperation();
    private Subscriber? _subscriber;
    private IReadOnlyList<CareFunds> _all = [];
    private bool _areMore; // lines than were read: they may have balances of their own
    private CareFunds? _funds;
    private WalletView? _wallet;
    private CardForm? _form;
    private ImmutableArray<FieldProblem> _cardProblems = [];
    private ImmutableArray<FieldProblem> _problems = [];
    private string? _card;
    private bool _isTopUp;
    private string? _below;
    private string? _amount;
    private int _most = 3;
    private string? _invoices;
    private string? _said;
    private string? _failed;
    private bool _busy;
    private bool _isOthers;
    private bool _isLoaded;

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private static InputMode AmountKeys => InputMode.@decimal;

    private string Kept => Text["The card is kept."];

    private bool IsOff => _busy || _subscriber is not { MayPay: true };

    private IWalletGrain Wallet => Grains.GetGrain<IWalletGrain>(_funds!.BalanceId);

    private IEnumerable<(string, string)> CardChoices => _wallet!.Methods.Where(card => !card.IsFrozen)
        .Select(card => (card.MethodId.ToString(CultureInfo.InvariantCulture), Text["{0} ending in {1}", card.Brand, card.LastFour].Value));

    private (string, string)[] Moments =>
    [
        (nameof(InvoiceMoment.WhenIssued), Text["Paid when they are issued"].Value),
        (nameof(InvoiceMoment.WhenDue), Text["Paid on their due date"].Value),
    ];

    protected override async Task OnInitializedAsync()
    {
        _subscriber = await SubscriberAsync();
        var lines = await Care.LinesAsync(_subscriber, Address, CancellationToken.None);
        _areMore = !CareReader.AreAll(lines);
        _isOthers = !await Care.HasCardsAsync(_subscriber, lines, CancellationToken.None);

        if (_isOthers)
        {
            _isLoaded = true;

            return;
        }

        _all = await Care.FundsAsync(_subscriber, lines, Clock.Now(), CancellationToken.None);
        var query = new AddressQuery(Navigation);
        var wanted = query.Number("balance");

        // As with a top-up, of several none is taken for the one that is meant.
        if ((_all.FirstOrDefault(one => one.BalanceId == wanted) ?? (_all is [var only] && !_areMore ? only : null)) is { } funds)
        {
            await TakeAsync(funds);

            if (_subscriber.MayPay && query["session"] is { } session && query["saved"] is { } saved)
            {
                await SaveAsync(new(saved, null, session, _subscriber.Payer)); // back from the provider's page
            }
        }

        _isLoaded = true;
    }

    private async Task TakeAsync(CareFunds funds)
    {
        if (_funds is null) // two that were pressed one after the other: the cards of the one are not shown as the other's
        {
            _funds = funds;
            await LoadAsync();
        }
    }

    private static string NewOperation() => $"card-{Guid.NewGuid():N}";

    private async Task LoadAsync()
    {
        _wallet = await Wallet.GetAsync();
        var terms = _wallet.Automatic;
        _card = (terms?.MethodId ?? _wallet.Methods.FirstOrDefault(card => !card.IsFrozen)?.MethodId)?.ToString(CultureInfo.InvariantCulture);
        (_isTopUp, _invoices) = (terms?.TopUp is not null, terms?.Invoices?.ToString());

        if (terms?.TopUp is var (below, amount, most))
        {
            (_below, _amount, _most) = (Shown(below), Shown(amount), most);
        }
    }

    private string Shown(decimal amount) => Money.Field(amount, _funds?.View.Currency, CultureInfo.CurrentCulture);

    private string? Problem(string field) => _problems.FirstOrDefault(problem => problem.Field == field) is { } found ? Text[found.Expected].Value : null;

    private Task AddAsync()
    {
        if (_wallet!.IsTypedHere)
        {
            // The second of two presses may come when the card is kept and the form empty again: there is nothing wrong with it.
            var isRepeated = _said == Kept && _form!.IsEmpty;

            return !isRepeated && _form!.Read() is { } card ? SaveAsync(new(_operationId, card, null, _subscriber!.Payer)) : Task.CompletedTask;
        }

        return DoAsync(null, () => Wallet.BeginAsync(_returned, $"{Navigation.BaseUri}my/cards?balance={_funds!.BalanceId}", _subscriber!.Payer), reply =>
            Navigation.NavigateTo(reply.Url!, forceLoad: true));
    }

    private Task SaveAsync(SaveMethodOrder order) => DoAsync(Kept, () => Wallet.SaveAsync(order), _ => _form?.Clear());

    private Task RemoveAsync(MethodView card) =>
        DoAsync(Text["The card is removed; nothing is paid from it any more."], () => Wallet.RemoveAsync(card.MethodId, _subscriber!.Payer));

    private Task RenewAsync(MethodView card) => DoAsync(Text["The card is in use again."], () => Wallet.RenewAsync(card.MethodId, _subscriber!.Payer));

    // The button that was pressed is gone with the others.
    private async Task ChooseAsync(CareFunds funds)
    {
        await TakeAsync(funds);
        await FocusAsync("h1");
    }

    private async Task FocusAsync(string selector)
    {
        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", selector);
    }

    private async Task AutomaticAsync()
    {
        var below = Money.Parse(_below, CultureInfo.CurrentCulture) ?? 0;
        var amount = Money.Parse(_amount, CultureInfo.CurrentCulture) ?? 0;

        await SetAsync(new(
            long.Parse(_card ?? "0", CultureInfo.InvariantCulture),
            Enum.TryParse<InvoiceMoment>(_invoices, out var moment) ? moment : null,
            _isTopUp ? new(below, amount, _most) : null));
        await FocusAsync("[data-automatic] [aria-invalid=true]"); // of the first field of these that is wrong, if one is
    }

    private Task SetAsync(AutoPayTerms? terms) => DoAsync(
        terms is null ? Text["Nothing is paid without asking any more."] : Text["From now on it is paid like this."],
        () => Wallet.SetAutomaticAsync(terms, _subscriber!.Payer));
}
