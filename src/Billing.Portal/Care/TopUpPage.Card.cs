using System.Globalization;
using Billing.Contracts.Payments;
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
        if (operationId is not null
            && _subscriber!.MayPay
            && await Grains.GetGrain<IPaymentGrain>(operationId).GetAsync() is { Kind: PaymentMethodKind.Card } payment && payment.BalanceId == _funds!.BalanceId
            && (payment.MethodId is not null || _wallet is { HasPage: true }))
        {
            (_operationId, _amount, _kept) = (operationId, payment.Amount, payment.MethodId?.ToString(CultureInfo.InvariantCulture));
            await PayAsync(payment.Amount, new(PaymentMethodKind.Card, MethodId: payment.MethodId));
        }
    }

    private async Task PayAsync(decimal amount, PaymentMethod method)
    {
        (_busy, _failed) = (true, null);

        try
        {
            var order = new TopUpOrder(_funds!.BalanceId, amount, method, null, _subscriber!.Payer)
            {
                ReturnTo = $"{Navigation.BaseUri}my/top-up?balance={_funds.BalanceId}&operation={_operationId}",
            };
            _isBack = (await Grains.GetGrain<IPaymentGrain>(_operationId).GetAsync()) is not null;
            Tell(await Grains.GetGrain<IPaymentGrain>(_operationId).TopUpAsync(order));
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            _failed = Text["No answer came. It may be done: press the button again, which never does it twice."];
        }
        finally
        {
            _busy = false;
        }
    }

    private void Tell(PaymentReply reply)
    {
        _problems = reply.Problems.IsDefault ? [] : reply.Problems;
        _isAsked = reply.Result is PaymentResult.NeedsAction;

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
            default:
                _failed = Text["The payment provider does not answer. Press the button again: it is never done twice."];
                break;
        }
    }

    private async Task GiveUpAsync()
    {
        if (!_busy)
        {
            await Grains.GetGrain<IPaymentGrain>(_operationId).CancelAsync(_subscriber!.Payer);
            (_isAsked, _operationId, _failed) = (false, NewOperation(), Text["The payment was given up; no money moved."].Value);
        }
    }
}
