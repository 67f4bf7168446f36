using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Allowances;
using Billing.Core.Amounts;
using Billing.Core.Balances;

namespace Billing.Grains.Balances;

// Money that comes in, and that goes back.
internal sealed partial class BalanceGrain
{
    public async ValueTask<OperationReply> CreditAsync(CreditOrder order)
    {
        if (order.Amount == 0 || order.Amount is > MaxMoney or < -MaxMoney || order.Amount.Round(MoneyDecimals, Rounding.Down) != order.Amount
            || (order.Amount < 0 && order.Kind is not (CreditKind.Adjustment or CreditKind.PaymentBack)))
        {
            return new OperationReply(OperationResult.WrongAmount);
        }

        // Nobody pays less than the smallest coin; what is included, corrections, and so what takes an entry of these back, may be less.
        if (order.Kind is CreditKind.TopUp or CreditKind.PaymentBack && NoBalance() is null && Trusted().Currency is var currency
            && order.Amount.Round(currency.MinorUnitDigits, Rounding.Down) != order.Amount && !await IsReversalAsync(order))
        {
            return new OperationReply(OperationResult.WrongField, Problem: $"amount: expected one to the minor unit of {currency}");
        }

        var reply = await OnceAsync(order.OperationId, order.By, Text($"{order.Kind} {order.Amount:0.#####} until {order.ExpiresAt} {order.Note}"), [], (balance, operation) =>
            new(Done(order.Kind switch
            {
                CreditKind.TopUp => Operations.Post(balance, LedgerReason.TopUp, order.Amount, order.Note, operation),
                CreditKind.Adjustment => Operations.Post(balance, LedgerReason.Adjustment, order.Amount, order.Note, operation),
                CreditKind.PaymentBack => Operations.Post(balance, LedgerReason.PaymentBack, order.Amount, order.Note, operation),
                CreditKind.Promotion => Operations.Give(balance, Promotion(order), order.Note, operation),
                _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, null),
            })));

        if (reply is { Result: OperationResult.Done } && (reply.Amount > 0 || order.Kind is CreditKind.PaymentBack))
        {
            // Settles invoices and lifts suspensions, or opens them again. If that call is lost, what is due next finds the money.
            WakeAsync(order.To is { } to && reply.Sequence is { } sequence ? to with { Sequence = sequence } : null).Ignore();
        }

        return reply;
    }

    // Where it is for named invoices it settles these before others are found paid by it.
    private async Task WakeAsync(AllocationOrder? to)
    {
        var payer = GrainFactory.GetGrain<IPayerGrain>(this.GetPrimaryKeyLong());

        if (to is not null)
        {
            await payer.AllocateAsync(to);
        }

        await payer.WakeAsync();
    }

    private async Task<bool> IsReversalAsync(CreditOrder order) => order is { Kind: CreditKind.PaymentBack, Reverses: { } sequence }
        && (await operations.EntryAsync(this.GetPrimaryKeyLong(), sequence))?.Amount == -order.Amount;

    private static Allowance Promotion(CreditOrder order) => new()
    {
        AllowanceId = 0,
        Name = order.Note ?? "promotion",
        Kind = AllowanceKind.Promotion,
        Initial = order.Amount,
        Remaining = order.Amount,
        ExpiresAt = ExpiryOf(order.ExpiresAt),
    };
}
