using Billing.Contracts.Payments;
using Billing.Portal.Desk;
using Billing.Portal.Payments;

namespace Billing.Portal.Care;

// An order, its answer in words, and the wallet as it is then.
public sealed partial class CardsPage
{
    private async Task DoAsync(string? said, Func<Task<WalletReply>> order, Action<WalletReply>? done = null)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _said, _failed, _problems, _cardProblems) = (true, null, null, [], []);

        try
        {
            var reply = await order();

            switch (reply.Result)
            {
                case PaymentResult.Done:
                    (_said, _operationId) = (said, NewOperation());
                    done?.Invoke(reply);
                    break;
                case PaymentResult.Refused:
                    (_problems, _cardProblems, _operationId) = (reply.Problems, reply.Problems, NewOperation());
                    _failed = Text["Nothing was changed: look at the fields."];

                    return;
                case PaymentResult.Declined:
                    _operationId = NewOperation();
                    _failed = Text["The card was refused, and is not kept: {0}", PaymentWords.Reason(reply.Decline, Text)];
                    break;
                case PaymentResult.OtherOrder:
                    _operationId = NewOperation();
                    _failed = Text["Refused, nothing was changed."];

                    return;
                default:
                    _failed = Text["The payment provider does not answer. Press the button again: it is never done twice."];

                    return;
            }

            await LoadAsync();
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
