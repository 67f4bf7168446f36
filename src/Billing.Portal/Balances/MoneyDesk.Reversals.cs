using Billing.Contracts.Balances;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;
using Billing.Contracts.Users;
using Billing.Core.Balances;
using Billing.Portal.Payments;
using MudBlazor;

namespace Billing.Portal.Balances;

/// <summary>Takes back what was done: by the way that it came, or by a counter-entry. Nothing in a ledger is ever changed.</summary>
public sealed partial class MoneyDesk
{
    private const string Reversal = "reverse-";

    // What the grain of payments calls the operations of its credits and refunds.
    private const string Payment = "payment-";
    private const string PaymentRefund = "payment-refund-";

    /// <summary>The operation that takes an entry back: there is only one, whoever asks.</summary>
    public static string ReversalOf(long balanceId, long sequence) => FormattableString.Invariant($"{Reversal}{balanceId}-{sequence}");

    /// <summary>Whether an entry can be taken back: what only takes back another, or opened the balance, cannot.</summary>
    public static bool CanReverse(StatementRow entry) =>
        entry.Reason is LedgerReason.Usage or LedgerReason.TopUp or LedgerReason.Adjustment or LedgerReason.Promotion
        && entry.Amount != 0
        && entry.OperationId?.StartsWith(Reversal, StringComparison.Ordinal) != true
        && entry.OperationId?.StartsWith(PaymentRefund, StringComparison.Ordinal) != true;

    /// <summary>What who takes it back must be allowed: a charge of an event and a payment are refunded, all else is corrected.</summary>
    public static string Needs(StatementRow entry) => entry switch
    {
        { Reason: LedgerReason.Usage, OperationId: not null } => Permissions.MoneyRefund,
        { Reason: LedgerReason.TopUp, OperationId: { } topUp } when topUp.StartsWith(Payment, StringComparison.Ordinal) => Permissions.MoneyRefund,
        _ => Permissions.MoneyAdjust,
    };

    /// <summary>What posts a counter-entry; the balance takes it to the last decimal that the entry has.</summary>
    /// <remarks>Money that came in and goes again is none of the payer's costs: an adjustment is a line of the next invoice, with its taxes.</remarks>
    /// <param name="amount">The opposite of what is left of the entry.</param>
    public static CreditOrder CounterOrder(StatementRow entry, string operationId, decimal amount, string note) => new(
        operationId,
        entry.Reason is LedgerReason.TopUp or LedgerReason.Promotion ? CreditKind.PaymentBack : CreditKind.Adjustment,
        amount,
        Reverses(entry, note),
        null)
    {
        Reverses = entry.Sequence,
    };

    /// <summary>What of usage's entry its corrections have left to take back: below zero what is to be given back.</summary>
    public static decimal LeftOf(StatementRow entry, IEnumerable<StatementRow> corrections) => entry.Amount + corrections.Sum(correction => correction.Amount);

    /// <summary>An event's charge is refunded as it was taken, a payment by its provider; all else gets a counter-entry.</summary>
    public async Task ReverseAsync(long balanceId, StatementRow entry, string whose)
    {
        if (entry is { Reason: LedgerReason.Usage, OperationId: { } eventId })
        {
            await RefundEventAsync(balanceId, entry, eventId, whose);
        }
        else if (entry is { Reason: LedgerReason.TopUp, OperationId: { } topUp } && topUp.StartsWith(Payment, StringComparison.Ordinal)
            && await grains.GetGrain<IPaymentGrain>(topUp[Payment.Length..]).GetAsync() is { } payment)
        {
            await RefundPaymentAsync(payment, whose);
        }
        else
        {
            await CounterAsync(balanceId, entry, whose);
        }
    }

    /// <summary>Money of a payment back by the way that it came.</summary>
    public Task RefundPaymentAsync(PaymentView payment, string whose)
    {
        return OpenAsync(
            payment.BalanceId,
            text["Refund payment {0}", payment.PaymentId],
            whose,
            [new(text["Refund, {0}", text[payment.Method].Value], "Pay back {0}", -1, IsReasonNeeded: true, RefundAsync)],
            payment.Amount - payment.Refunded);

        Task<OperationReply> RefundAsync(string operationId, decimal amount, string note) =>
            AllowedAsync(Permissions.MoneyRefund, async by => PaymentWords.Operation(
                await grains.GetGrain<IPaymentGrain>(payment.OperationId).RefundAsync(new(operationId, -amount, note, by)), text));
    }

    private Task RefundEventAsync(long balanceId, StatementRow entry, string eventId, string whose)
    {
        return OpenAsync(
            balanceId,
            text["Refund of entry {0}", entry.Sequence],
            whose,
            [new(text["Refund"], "Refund {0}", 1, IsReasonNeeded: false, RefundAsync)],
            -entry.Amount);

        // All of it gives back what allowances paid, too.
        Task<OperationReply> RefundAsync(string operationId, decimal amount, string note) => AllowedAsync(Permissions.MoneyRefund, by =>
            grains.GetGrain<IBalanceGrain>(balanceId)
                .RefundAsync(new(operationId, eventId, amount == -entry.Amount ? null : amount) { By = by }).AsTask());
    }

    private async Task CounterAsync(long balanceId, StatementRow entry, string whose)
    {
        // The correction takes back what the record costs now, not what it cost first.
        var left = entry is { Reason: LedgerReason.Usage, SessionId: { } of, Part: { } record }
            ? LeftOf(entry, (await ledger.CorrectionsAsync(of, CancellationToken.None)).Of(record))
            : entry.Amount;

        if (left == 0)
        {
            snackbar.Add(text["Nothing is left of it to take back: it was corrected already."], Severity.Info);

            return;
        }

        await OpenAsync(
            balanceId,
            text["Reverse entry {0}", entry.Sequence],
            whose,
            [new(text["Counter-entry"], left < 0 ? "Credit {0}" : "Charge {0}", left < 0 ? 1 : -1, IsReasonNeeded: true, CounterAsync)],
            Math.Abs(left),
            isFixed: true,
            ReversalOf(balanceId, entry.Sequence));

        // Usage is corrected by name, so that it is not given back once more when its session is reverted.
        Task<OperationReply> CounterAsync(string operationId, decimal amount, string note) => entry is { Reason: LedgerReason.Usage, SessionId: { } session, Part: { } part }
            ? AllowedAsync(Permissions.MoneyAdjust, by => grains.GetGrain<IBalanceGrain>(balanceId)
                .CorrectAsync(new(operationId, session, part, 0, Reverses(entry, note), by)).AsTask())
            : CreditAsync(balanceId, CounterOrder(entry, operationId, amount, note));
    }

    private static string Reverses(StatementRow entry, string note) => FormattableString.Invariant($"Reverses entry {entry.Sequence}: {note}");
}
