using System.Collections.Immutable;
using Billing.Contracts.Balances;
using Billing.Core.Amounts;
using Billing.Core.Balances;

namespace Billing.Grains.Balances;

// What billing posts beside usage.
internal sealed partial class BalanceGrain
{
    public ValueTask<OperationReply> PostAsync(PostOrder order) => IsWrong(order)
        ? new(new OperationReply(OperationResult.WrongAmount))
        : OnceAsync(order.OperationId, by: null, Body(order), [], (balance, operation) => new(Decide(balance, order, operation)));

    public async ValueTask<ImmutableArray<OperationReply>> PostAllAsync(ImmutableArray<PostOrder> orders)
    {
        string[] keys = [.. orders.Select(order => order.OperationId)];

        if (orders.Any(IsWrong) || keys.Any(key => key.Length is 0 or > MaxKey) || keys.Distinct().Count() != keys.Length || NoBalance() is not null)
        {
            var alone = new List<OperationReply>(orders.Length); // each says what is wrong with it

            foreach (var order in orders)
            {
                alone.Add(await PostAsync(order));
            }

            return [.. alone];
        }

        while (keys.FirstOrDefault(_operating.ContainsKey) is { } busy)
        {
            await _operating[busy].Task;
        }

        var done = new TaskCompletionSource();
        Array.ForEach(keys, key => _operating[key] = done);

        try
        {
            // All of them are known before the first is decided, so that they are decided in their order, one after the other.
            var known = await Task.WhenAll(keys.Select(operations.FindAsync));
            var commits = new List<Task>(orders.Length);
            var replies = new Func<OperationReply>[orders.Length];

            for (var i = 0; i < orders.Length; i++)
            {
                replies[i] = Begin(orders[i], known[i], commits);
            }

            await Task.WhenAll(commits);

            return [.. replies.Select(reply => reply())];
        }
        finally
        {
            Array.ForEach(keys, key => _operating.Remove(key));
            done.SetResult();
        }
    }

    private Func<OperationReply> Begin(PostOrder order, StoredOperation? known, List<Task> commits)
    {
        if (known is not null)
        {
            return () => known.BalanceId == this.GetPrimaryKeyLong() && known.Operation.Body == Body(order)
                ? Reply(known.Operation, wasDoneBefore: true)
                : new(OperationResult.OtherOrder);
        }

        var decision = Decide(Trusted(), order, new(order.OperationId, Body(order), Now()));

        if (decision.Posting is not { Operation: { } operation } posting)
        {
            return () => new(decision.Result);
        }

        commits.Add(CommitAsync(posting));

        return () => Reply(operation, wasDoneBefore: false);
    }

    private static bool IsWrong(PostOrder order) =>
        order.Amount is 0 or > MaxMoney or < -MaxMoney || order.Amount.Round(MoneyDecimals, Rounding.Down) != order.Amount || !Enum.IsDefined(order.Kind);

    // What waits for funds shrinks meanwhile: asked for again after it was done, it is what was done.
    private static string Body(PostOrder order) => order.NeedsFunds ? $"post {order.Kind} when there are funds" : Text($"post {order.Kind} {order.Amount:0.#####}");

    private static Decision Decide(Balance balance, PostOrder order, Operation operation) =>
        order.NeedsFunds && balance.AsOf(operation.RecordedAt).AvailableAt(operation.RecordedAt) + order.Amount < 0
            ? Refused(OperationResult.InsufficientFunds)
            : Done(Operations.Post(balance, (LedgerReason)order.Kind, order.Amount, order.Note, operation));
}
