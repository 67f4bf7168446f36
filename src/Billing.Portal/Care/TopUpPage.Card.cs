using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Portal.Desk;
using Billing.Portal.Payments;

namespace Billing.Portal.Care;

// By card: one that is kept or one that is typed; and what follows from the answer.
public sealed partial class TopUpPage
{
    private Task PayAsync()
    {
        if (_busy || _funds is null || _amount is not { } amount)
        {
            return Task.CompletedTask;
        }

        if (long.TryParse(_kept, CultureInfo.InvariantCulture, out var methodId))
        {
            return PayAsync(amount, new(PaymentMethodKind.Card, MethodId: methodId));
        }

        if (IsOnPage)
        {
            return PayAsync(amount, new(PaymentMethodKind.Card));
        }

        return _form?.Read() is { } card ? PayAsync(amount, new(PaymentMethodKind.Card, card)) : Task.CompletedTask;
    }

    // With a card that is neither kept nor typed here.
    private bool IsOnPage => string.IsNullOrEmpty(_kept) && _wallet is { IsTypedHere: false, HasPage: true };

    // Back from the bank's or the provider's page: the same payment again, which only goes on if it is this subscriber's.
    private async Task ComeBackAsync(string? operationId)
    {
        try
        {
            if (operationId is not null
                && _subscriber!.MayPay
                && await Grains.GetGrain<IPaymentGrain>(operationId).GetAsync() is { Kind: PaymentMethodKind.Card } payment && payment.BalanceId == _funds!.BalanceId
                && (payment.MethodId is not null || _wallet is { HasPage: true }))
            {
                (_operationId, _amount, _kept) = (operationId, payment.Amount, payment.MethodId?.ToString(CultureInfo.InvariantCulture));
                await QuoteAsync(); // what was quoted is the amount that the page proposes
                await PayAsync(payment.Amount, new(PaymentMethodKind.Card, MethodId: payment.MethodId));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task PayAsync(decimal amount, PaymentMethod method)
    {
        (_busy, _failed) = (true, null);
        var begun = (_amount, _kept);

        try
        {
            var order = new TopUpOrder(_funds!.BalanceId, amount, method, null, _subscriber!.Payer)
            {
                ReturnTo = $"{Navigation.BaseUri}my/top-up?balance={_funds.BalanceId}&operation={_operationId}",
            };
            _isBack = (await Grains.GetGrain<IPaymentGrain>(_operationId).GetAsync()) is not null;
            var reply = await Grains.GetGrain<IPaymentGrain>(_operationId).TopUpAsync(order);
            (_amount, _kept) = begun; // whatever was chosen while it was on its way
            await TellAsync(reply);
        }
        catch (Exception failure) when (failure.IsTold())
        {
            (_isUnknown, _amount, _kept) = (true, begun._amount, begun._kept);
            _failed = Failures.Say(failure, Text["No answer came. It may be done: press the button again, which never does it twice."]);
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task TellAsync(PaymentReply reply)
    {
        _problems = reply.Problems.IsDefault ? [] : reply.Problems;
        _isAsked = reply.Result is PaymentResult.NeedsAction || (_isAsked && reply.Result is PaymentResult.Unknown);
        _isUnknown = reply.Result is PaymentResult.Unknown;

        switch (reply.Result)
        {
            case PaymentResult.Done:
                _done = new(reply.Amount, reply.Currency, reply.Available, reply.Sequence, reply.Tax);
                break;
            case PaymentResult.NeedsAction:
                _bankPage = reply.ActionUrl;

                if (IsOnPage && !_isBack && reply.ActionUrl is { } page)
                {
                    Navigation.NavigateTo(page, forceLoad: true);
                }

                break;
            case PaymentResult.Declined:
                _operationId = NewOperation();
                _failed = Text["The card was declined, no money moved: {0}", PaymentWords.Reason(reply.Decline, Text)];
                break;
            case PaymentResult.Refused:
                _operationId = NewOperation();
                _failed = _problems.IsEmpty ? Text["Refused, no money moved."].Value : null;
                break;
            case PaymentResult.Unknown:
                _failed = Text["The payment provider does not answer. Press the button again: it is never done twice."];
                break;
            default:
                await ShowAsync(await Grains.GetGrain<IPaymentGrain>(_operationId).GetAsync());
                break;
        }
    }

    // What became of the payment of this id, whatever was asked for now.
    private async Task ShowAsync(PaymentView? payment)
    {
        switch (payment)
        {
            case null or { State: PaymentState.Declined }:
                (_isAsked, _operationId) = (false, NewOperation());
                _failed = payment?.Decline is { } reason
                    ? Text["The card was declined, no money moved: {0}", PaymentWords.Reason(reason, Text)]
                    : Text["The payment was given up; no money moved."];
                break;
            case { State: PaymentState.Credited }:
                var now = await Grains.GetGrain<IBalanceGrain>(payment.BalanceId).ShowAsync();
                _isAsked = false;
                _done = new(payment.Amount - payment.Tax, payment.Currency, now?.Available ?? 0, null, payment.Tax);
                break;
            default:
                (_isUnknown, _amount, _kept) = (true, payment.Amount, payment.MethodId?.ToString(CultureInfo.InvariantCulture) ?? "");
                _failed = Text["The payment provider does not answer. Press the button again: it is never done twice."];
                await QuoteAsync();
                break;
        }
    }

    private async Task GiveUpAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _failed, _isBack) = (true, null, true);

        try
        {
            var reply = await Grains.GetGrain<IPaymentGrain>(_operationId).CancelAsync(_subscriber!.Payer);
            await TellAsync(reply);

            if (reply.Result is PaymentResult.Declined)
            {
                _failed = Text["The payment was given up; no money moved."];
            }
        }
        catch (Exception failure) when (failure.IsTold())
        {
            _failed = Failures.Say(failure, Text["No answer came. It may be done: press the button again, which never does it twice."]);
        }
        finally
        {
            _busy = false;
        }
    }
}
