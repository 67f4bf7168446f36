using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.Sessions;

namespace Billing.Grains.Balances;

// What usage cost is made right: of one session one correction at a time, and only of what has ended.
internal sealed partial class BalanceGrain
{
    public ValueTask<OperationReply> CorrectAsync(CorrectionOrder order) =>
        order.Target is > MaxMoney or < -MaxMoney || order.Target.Round(MoneyDecimals, Rounding.Down) != order.Target
            ? new(new OperationReply(OperationResult.WrongAmount))
            : OfSessionAsync(
                order.OperationId,
                order.By,
                Text($"correct {order.SessionId} {order.Part} to {order.Target:0.#####}: {order.Note}"),
                order.SessionId,
                (balance, usage, session, operation) => usage.Records.FirstOrDefault(one => one.Part == order.Part) is not { } record
                    ? Refused(OperationResult.NoRecord)
                    : usage.IsGivenBack(record)
                    ? Refused(OperationResult.GivenBack)
                    : Done(Corrections.Correct(balance, record, session, record.TargetOf(order.Target, order.Refunded), order.Note, operation)));

    public ValueTask<OperationReply> RevertAsync(RevertOrder order) => OfSessionAsync(
        order.OperationId,
        order.By,
        Text($"revert {order.SessionId}: {order.Note}"),
        order.SessionId,
        (balance, usage, session, operation) => usage.IsReverted || usage.IsRefunded
            ? Refused(OperationResult.GivenBack)
            : Done(Corrections.Revert(balance, usage.Records, session, order.Note, operation)));

    private async ValueTask<OperationReply> OfSessionAsync(
        string operationId,
        string? by,
        string body,
        Guid sessionId,
        Func<Balance, SessionEntries, Session?, Operation, Decision> decide)
    {
        var reply = await OnceAsync(operationId, by, body, [SubjectOf(sessionId)], async (_, operation) =>
        {
            if (Known(sessionId) is not null)
            {
                return Refused(OperationResult.SessionRuns);
            }

            _untouched.Add(sessionId);

            try
            {
                var session = await sessions.LoadAsync(sessionId);
                var usage = await operations.OfSessionAsync(sessionId);
                var balance = Trusted(); // and no await from here to the decision

                if (session is { IsOpen: true } || !_untouched.Contains(sessionId))
                {
                    return Refused(OperationResult.SessionRuns);
                }

                if (usage is null || usage.BalanceId != balance.BalanceId)
                {
                    return Refused(OperationResult.NoRecord);
                }

                return decide(balance, usage, session, operation);
            }
            finally
            {
                _untouched.Remove(sessionId);
            }
        });

        if (reply is { Result: OperationResult.Done, Amount: > 0, WasDoneBefore: false })
        {
            GrainFactory.GetGrain<IPayerGrain>(this.GetPrimaryKeyLong()).WakeAsync().Ignore(); // what waits for funds
        }

        return reply;
    }

    // No key of an operation is as long as that.
    private static string SubjectOf(Guid sessionId) => $"{sessionId} {new string('-', MaxKey)}";
}
