using Billing.Contracts.Balances;
using Billing.Core.Amounts;
using Billing.Core.Balances;

namespace Billing.Grains.Balances;

// What billing posts beside usage.
internal sealed partial class BalanceGrain
{
    public ValueTask<OperationReply> PostAsync(PostOrder order)
    {
        if (order.Amount is 0 or > MaxMoney or < -MaxMoney || order.Amount.Round(MoneyDecimals, Rounding.Down) != order.Amount || !Enum.IsDefined(order.Kind))
        {
            return new(new OperationReply(OperationResult.WrongAmount));
        }

        // What waits for funds shrinks meanwhile: asked for again after it was done, it is what was done.
        var body = order.NeedsFunds ? $"post {order.Kind} when there are funds" : Text($"post {order.Kind} {order.Amount:0.#####}");

        return OnceAsync(order.OperationId, by: null, body, null, (balance, operation) => new(
            order.NeedsFunds && balance.AsOf(operation.RecordedAt).AvailableAt(operation.RecordedAt) + order.Amount < 0
                ? Refused(OperationResult.InsufficientFunds)
                : Done(Operations.Post(balance, (LedgerReason)order.Kind, order.Amount, order.Note, operation))));
    }
}
