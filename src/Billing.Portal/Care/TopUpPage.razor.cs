using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Lists;
using Billing.Portal.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Billing.Portal.Care;

/// <summary>Money in, by card or by voucher.</summary>
/// <remarks>The operation id is made when the form opens and again after a decline: a double click is one payment.</remarks>
public sealed partial class TopUpPage
{
    private static readonly decimal[] Amounts = [10, 20, 50];

    private string _operationId = NewOperation();
    private Subscriber? _subscriber;
    private IReadOnlyList<CareFunds> _all = [];
    private bool _areMore; // lines than were read: they may have balances of their own
    private CareFunds? _funds;
    private decimal? _amount = Amounts[1];
    private string? _other;
    private WalletView? _wallet;
    private bool _hasCards;
    private CardForm? _form;
    private string? _kept;
    private (decimal Of, ImmutableArray<TaxPart> Taxes)? _quote;
    private bool _isAsked;

    // It is not known what became of it: it is asked for again as it was begun, or not at all.
    private bool _isUnknown;

    // It was asked for before: whoever comes back from a page is not sent there again.
    private bool _isBack;
    private string? _bankPage;
    private string? _voucher;
    private string? _voucherProblem;
    private string? _failed;
    private ImmutableArray<FieldProblem> _problems = [];
    private Credited? _done;
    private bool _busy;
    private bool _isLoaded;
    private bool _isTaken; // what is paid to is known, and all that is shown of it

    [Inject]
    private FailureDesk Failures { get; set; } = null!;

    [Inject]
    private IGrainFactory Grains { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private static InputMode AmountKeys => InputMode.@decimal;

    private bool IsBegun => _busy || _isAsked || _isUnknown;

    protected override async Task OnInitializedAsync()
    {
        _subscriber = await SubscriberAsync();
        var lines = await Care.LinesAsync(_subscriber, Address, CancellationToken.None);
        _areMore = !CareReader.AreAll(lines);
        _all = await Care.FundsAsync(_subscriber, lines, Clock.Now(), CancellationToken.None);
        _hasCards = await Care.HasCardsAsync(_subscriber, lines, CancellationToken.None);
        var wanted = new AddressQuery(Navigation).Number("balance");

        // Of several none is taken for the one that is meant: money is not brought to another line than who brings it thinks.
        if ((_all.FirstOrDefault(one => one.BalanceId == wanted) ?? (_all is [var only] && !_areMore ? only : null)) is { } funds)
        {
            await TakeAsync(funds);
        }

        _isLoaded = true;
    }

    private async Task TakeAsync(CareFunds funds)
    {
        if (_funds is not null)
        {
            return;
        }

        _funds = funds;
        var query = new AddressQuery(Navigation);

        if (Money.Parse(query["amount"], CultureInfo.InvariantCulture) is { } asked and > 0)
        {
            // An invoice's: the field shows it, and the person may still change it.
            (_amount, _other) = (asked, Money.Field(asked, funds.View.Currency, CultureInfo.CurrentCulture));
        }
        else if (!funds.IsPrepaid && Money.Rounded(funds.Owed, funds.View.Currency) is > 0 and var owed)
        {
            (_amount, _other) = (owed, Money.Field(owed, funds.View.Currency, CultureInfo.CurrentCulture));
        }

        var wallet = await Wallet.GetAsync();
        _wallet = _hasCards ? wallet : wallet with { Methods = [], Automatic = null, Occasions = [] };
        _kept = _wallet.Methods.FirstOrDefault(card => !card.IsFrozen)?.MethodId.ToString(CultureInfo.InvariantCulture);
        await QuoteAsync();
        var begun = query["operation"];
        (_isTaken, _busy) = (true, begun is not null); // what was begun is found before anything else is paid
        StateHasChanged();
        await ComeBackAsync(begun);
    }

    // What was pressed may be gone with it: the cursor goes to what came of it, or to the field that it is about.
    private async Task LookAfterAsync(Func<Task> act)
    {
        var (isChosen, isDone) = (_funds is not null, _done is not null);
        await act();

        if (_isAsked && IsOnPage)
        {
            return; // it leaves for the provider's page
        }

        StateHasChanged();
        await Task.Yield();
        await Script.InvokeVoidAsync("portal.focus", isChosen != (_funds is not null) ? "h1" : isDone != (_done is not null) ? "[data-done] h2" : "[aria-invalid=true]");
    }

    private static string NewOperation() => $"care-{Guid.NewGuid():N}";

    private static Dictionary<string, object?> Autocomplete(string what) => new() { ["autocomplete"] = what };

    private IWalletGrain Wallet => Grains.GetGrain<IWalletGrain>(_funds!.BalanceId);

    private IEnumerable<(string, string)> KeptChoices => _wallet!.Methods.Where(card => !card.IsFrozen)
        .Select(card => (card.MethodId.ToString(CultureInfo.InvariantCulture), Text["{0} ending in {1}", card.Brand, card.LastFour].Value));

    // Of the amount that was asked for last: another one has the same taxes, of other sums.
    private ImmutableArray<TaxPart> Taxes => _quote?.Taxes ?? [];

    // What the balance gets of the amount; null also until it is known what of it is tax.
    private decimal? Net => _quote?.Of == _amount ? _amount - Taxes.Sum(tax => tax.Amount) : null;

    private string Standing(decimal settled) => settled <= 0 ? Text["you owe"] : Text["paid in advance"];

    private Dictionary<string, object?> Pressed(decimal amount) => new() { ["aria-pressed"] = _amount == amount ? "true" : "false" };

    private Task ChooseAsync(decimal amount)
    {
        if (IsBegun)
        {
            return Task.CompletedTask; // pressed before the browser had heard of it
        }

        (_amount, _other, _problems) = (amount, null, []);

        return QuoteAsync();
    }

    private Task ChooseOtherAsync()
    {
        if (IsBegun)
        {
            return Task.CompletedTask;
        }

        _amount = Money.Parse(_other, CultureInfo.CurrentCulture) is { } amount and > 0 ? amount : null;
        _problems = _amount is null && !string.IsNullOrWhiteSpace(_other)
            ? [new("amount", Text["an amount above zero such as 25{0}50", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator].Value)]
            : [];

        return QuoteAsync();
    }

    // What is tax is said before it is paid.
    private async Task QuoteAsync()
    {
        if (_amount is not { } amount)
        {
            return;
        }

        var taxes = await Wallet.QuoteAsync(amount);
        _quote = _amount == amount ? (amount, taxes) : _quote; // else another was chosen since
    }

    private string? Problem(string field) =>
        _problems.FirstOrDefault(problem => problem.Field.Contains(field, StringComparison.OrdinalIgnoreCase)) is { } found ? Text[found.Expected].Value : null;

    private async Task RedeemAsync()
    {
        if (_busy || _funds is null || string.IsNullOrWhiteSpace(_voucher))
        {
            return;
        }

        (_busy, _voucherProblem) = (true, null);

        try
        {
            var reply = await Grains.GetGrain<IVoucherGrain>(_funds.BalanceId).RedeemAsync(_voucher, _subscriber!.Payer);

            if (reply.Result == VoucherResult.Redeemed)
            {
                _done = new(reply.Amount, reply.Currency, reply.Available, reply.Sequence, reply.Tax);
            }
            else
            {
                _voucherProblem = Refusal(reply);
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _voucherProblem = Failures.Say(failure, Text["No answer came. It may be done: press the button again, which never does it twice."]);
        }
        finally
        {
            _busy = false;
        }
    }

    private string Refusal(VoucherReply reply) => reply.Result switch
    {
        VoucherResult.Used => Text["This voucher was used already."],
        VoucherResult.Expired => Text["This voucher has expired."],
        VoucherResult.OtherCurrency => Text["This voucher is in another currency."],
        VoucherResult.TooManyAttempts => Text["Too many wrong codes. Try again after {0}.", Viewer.Local(reply.RetryAt ?? default).ToString("HH:mm", CultureInfo.CurrentCulture)],
        _ => Text["There is no such voucher. Look at the code again."],
    };

    private sealed record Credited(decimal Amount, string Currency, decimal Available, long? Sequence, decimal Tax);
}
