using System.Diagnostics;
using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Core.Allowances;
using Billing.Core.Amounts;
using Billing.Core.Balances;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Grains.Balances;

// What somebody outside asks for: each operation id is done once, and every order of the same id gets the same answer.
internal sealed partial class BalanceGrain
{
    private const int MoneyDecimals = 5;

    // What is larger is a mistake, and must not become a balance that no column and no sum has room for.
    private const decimal MaxMoney = 1_000_000_000_000;

    private const int MaxKey = 100;

    // At work now; another order of the same id, or about the same event, waits for it and then reads what it left.
    private readonly Dictionary<string, TaskCompletionSource> _operating = new(StringComparer.Ordinal);

    public ValueTask<OperationReply> GiveAsync(AllowanceOrder order)
    {
        var isWrong = order.Amount <= 0 || order.Kind is not (AllowanceKind.Units or AllowanceKind.Money)
            || order.Amount > (order.Kind is AllowanceKind.Units ? RateLimits.MaxUnits : MaxMoney)
            || order.Amount.Round(order.Kind is AllowanceKind.Units ? 0 : MoneyDecimals, Rounding.Down) != order.Amount
            || order.Uses.Any(use => use.Weight is < AllowanceUse.MinWeight or > AllowanceUse.MaxWeight)
            || (order.Kind is AllowanceKind.Money && order.Uses.Any(use => use.Period is not null)); // an amount has no hour

        return isWrong ? new(new OperationReply(OperationResult.WrongAmount)) : GiveAsync(order, AllowanceOf(order));
    }

    private async ValueTask<OperationReply> GiveAsync(AllowanceOrder order, Allowance allowance)
    {
        // What was done once is answered again, though it would not be taken now.
        if ((await AccountProblemAsync(order.AccountId) ?? Definitions.Problem(allowance)) is { } problem
            && await operations.FindAsync(order.OperationId) is null)
        {
            return NoBalance() ?? new(OperationResult.WrongField, Problem: problem);
        }

        return await OnceAsync(order.OperationId, order.By, GiftText(order), [], (balance, operation) =>
            new(Done(Operations.Give(balance, allowance, order.Name, operation))));
    }

    public ValueTask<OperationReply> ChargeAsync(EventCharge charge)
    {
        var (order, opening) = (charge.Order, charge.Opening);

        return OnceAsync(order.OperationId, order.By, EventText(order, opening.AccountId), [], async (_, operation) =>
        {
            var rate = opening.RateId is { } id ? await rates.GetAsync(id) : null;
            var periods = await rates.GetPeriodsAsync(opening.PeriodSetId);
            var balance = Trusted(); // and no await from here to the decision

            if (rate is null || !IsPriced(opening, balance))
            {
                return Refused(OperationResult.NoRate);
            }

            return Operations.Charge(balance, opening.Open(rate, periods), order.Units, operation) switch
            {
                AuthorizeOutcome.Granted(var posting) => Done(posting),
                AuthorizeOutcome.AllowanceUsedUp => Refused(OperationResult.AllowanceUsedUp),
                AuthorizeOutcome.SpendingLimitReached => Refused(OperationResult.SpendingLimitReached),
                AuthorizeOutcome.InsufficientFunds => Refused(OperationResult.InsufficientFunds),
                _ => throw new UnreachableException(),
            };
        });
    }

    public async ValueTask<OperationReply?> RepeatAsync(EventOrder order, long accountId) => await operations.FindAsync(order.OperationId) switch
    {
        null => null,
        { Operation: var known } stored => stored.BalanceId == this.GetPrimaryKeyLong() && known.Body == EventText(order, accountId)
            ? Reply(known, wasDoneBefore: true)
            : new(OperationResult.OtherOrder),
    };

    public async ValueTask<OperationReply> RefundAsync(RefundOrder order)
    {
        if (order.Amount is { } amount && (amount <= 0 || amount.Round(MoneyDecimals, Rounding.Down) != amount))
        {
            return new(OperationResult.WrongAmount);
        }

        while (_operating.TryGetValue(order.Refunds, out var charging))
        {
            await charging.Task;
        }

        // Whose event it is is known then, so that it is not corrected meanwhile.
        var charged = await operations.FindAsync(order.Refunds);
        string[] subjects = charged?.Operation.SessionId is { } one ? [order.Refunds, SubjectOf(one)] : [order.Refunds];

        return await OnceAsync(order.OperationId, order.By, Text($"refund {order.Amount:0.#####} of {order.Refunds}"), subjects, async (_, operation) =>
        {
            if (charged is not { Operation: { SessionId: { } sessionId, Correction: null } charge } || charged.BalanceId != this.GetPrimaryKeyLong())
            {
                return Refused(OperationResult.NothingToRefund);
            }

            var session = await sessions.LoadAsync(sessionId); // its row is removed after a while; the money's entry is not
            var usage = await operations.OfSessionAsync(sessionId);
            var entry = charge.Sequence is { } sequence ? await operations.EntryAsync(charged.BalanceId, sequence) : null;
            var (left, times) = (usage is { Records: [var record, ..] } ? record.Cost : 0, usage?.Refunds ?? 0);

            if (usage is null or { IsReverted: true } || ((times > 0 || session is null) && left <= 0))
            {
                return Refused(OperationResult.NothingToRefund);
            }

            // What was given back or corrected before is no longer there to be given back.
            entry = entry is null ? null : entry with { Amount = -left, Promotions = usage.Records[0].Promotions };

            // All of it, said in figures, is all of it: units come back too.
            return order.Amount > left
                ? Refused(OperationResult.MoreThanCharged)
                : Done(Operations.Refund(
                    Trusted(), entry, session, 0, order.Amount == left ? null : order.Amount, operation with { Refunds = order.Refunds }));
        });
    }

    public ValueTask ReloadAsync()
    {
        DeactivateOnIdle();

        return default;
    }

    public ValueTask RestAsync()
    {
        if (_balance is not { Sessions.Count: > 0 })
        {
            DeactivateOnIdle();
        }

        return default;
    }

    /// <param name="subjects">Another operation that this one is about, or a session: one at a time is.</param>
    private async ValueTask<OperationReply> OnceAsync(
        string operationId, string? by, string body, string[] subjects, Func<Balance, Operation, ValueTask<Decision>> decide)
    {
        if (operationId.Length is 0 or > MaxKey)
        {
            return new(OperationResult.WrongKey);
        }

        if (NoBalance() is { } missing)
        {
            return missing;
        }

        string[] keys = [operationId, .. subjects];

        while (keys.FirstOrDefault(_operating.ContainsKey) is { } busy)
        {
            await _operating[busy].Task;
        }

        var done = new TaskCompletionSource();
        Array.ForEach(keys, key => _operating[key] = done);

        try
        {
            if (await operations.FindAsync(operationId) is { } known)
            {
                return known.BalanceId == this.GetPrimaryKeyLong() && known.Operation.Body == body
                    ? Reply(known.Operation, wasDoneBefore: true)
                    : new(OperationResult.OtherOrder);
            }

            var decision = await decide(Trusted(), new(operationId, body, Now()) { By = by });

            if (decision.Posting is not { Operation: { } operation } posting)
            {
                return new(decision.Result);
            }

            await CommitAsync(posting);

            if (operation.SessionId is null && (!posting.Allowances.IsEmpty || posting.After.Sessions.Values.Any(session => session.IsUsedUp)))
            {
                RenewBeside(); // it gave something
            }

            return Reply(operation, wasDoneBefore: false);
        }
        finally
        {
            Array.ForEach(keys, key => _operating.Remove(key));
            done.SetResult();
        }
    }

    private OperationReply? NoBalance()
    {
        if (_balance is not null || _doubt is not null)
        {
            return null;
        }

        DeactivateOnIdle(); // it may be there at the next call

        return new(OperationResult.WrongField, Problem: $"balance: there is none with the number {this.GetPrimaryKeyLong()}");
    }

    private OperationReply Reply(Operation operation, bool wasDoneBefore) => new(
        OperationResult.Done,
        operation.Amount,
        operation.Sequence,
        Trusted().AvailableAt(Now()),
        Trusted().Currency.Code,
        wasDoneBefore);

    // Spelled out, so that a message that grows says the same of an old order.
    private static string GiftText(AllowanceOrder order) => Text(
        $"give {order.Name} {order.Kind} {order.Amount:0.#####} to {order.AccountId} at {order.Precedence} until {order.ExpiresAt} then {order.Exhaustion} {order.Policy}:")
        + string.Join(',', order.Uses.Select(use => Text($"{use.Service}/{use.DestinationGroup}/{use.Period}/{use.Weight:0.######}")));

    /// <summary>What a repeated order of an event must say again.</summary>
    private static string EventText(EventOrder order, long accountId) =>
        Text($"charge {order.Units} {order.Service} to {order.CalledParty} of account {accountId}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // What ended before there were computers ended then: years before 1 and after 9999 have no place in a row.
    private static Instant ExpiryOf(Instant? asked) => asked switch
    {
        null => Instant.MaxValue,
        { } at when at < NodaConstants.UnixEpoch => NodaConstants.UnixEpoch,
        { } at => at,
    };

    private static Allowance AllowanceOf(AllowanceOrder order) => new()
    {
        AllowanceId = 0,
        Name = order.Name,
        Kind = order.Kind,
        Initial = order.Amount,
        Remaining = order.Amount,
        Uses = [.. order.Uses.Select(use => new AllowanceUse(use.Service, use.DestinationGroup, use.Period, use.Weight))],
        AccountId = order.AccountId,
        Precedence = order.Precedence,
        ExpiresAt = ExpiryOf(order.ExpiresAt),
        Exhaustion = order.Exhaustion,
        Policy = order.Policy,
    };

    private static Decision Done(Posting posting) => new(posting, OperationResult.Done);

    private static Decision Refused(OperationResult result) => new(null, result);

    private readonly record struct Decision(Posting? Posting, OperationResult Result);
}
