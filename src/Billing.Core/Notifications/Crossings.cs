using System.Collections.Immutable;
using System.Globalization;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.Discounts;
using NodaTime;

namespace Billing.Core.Notifications;

/// <summary>Which thresholds one decision about a balance crosses, from the state before and after it.</summary>
/// <remarks>
/// What is held does not count: it comes back. A notice is written in the commit of the decision that crosses, so it is there
/// if and only if that is; most decisions cross nothing and cost a few comparisons.
/// </remarks>
public static class Crossings
{
    private static readonly decimal[] Shares = [1m, 0.8m];

    /// <param name="defaultThreshold">When the payer has said none, in the balance's currency; null: not told of low balance then.</param>
    /// <param name="now">When it is decided.</param>
    public static ImmutableArray<Notice> Of(Balance before, Posting posting, decimal? defaultThreshold, Instant now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(posting);

        var (then, after) = (LeftOf(before), LeftOf(posting.After));
        var notices = ImmutableArray<Notice>.Empty;

        if (after < then && posting.After.CreditLimit == 0 && (before.LowBalance ?? defaultThreshold) is { } threshold && then >= threshold && after < threshold)
        {
            notices = notices.Add(LowBalance(posting.After, after, threshold, now));
        }

        if (after < then && before.CreditLimit is > 0 and var limit && Crossed(-then, -after, limit) is { } percent)
        {
            notices = notices.Add(CreditLimit(posting.After, percent, -after, limit, now));
        }

        foreach (var allowance in posting.Allowances)
        {
            notices = Used(before, posting, allowance, now) is { } used ? notices.Add(used) : notices;
        }

        foreach (var counter in posting.Counters)
        {
            notices = Spent(before, counter, now) is { } spent ? notices.Add(spent) : notices;
        }

        foreach (var entry in posting.Entries)
        {
            if (entry is { Reason: LedgerReason.TopUp, Amount: > 0 })
            {
                notices = notices.Add(Received(posting.After, entry, now));
            }
        }

        return notices;
    }

    // With what open sessions have used so far.
    private static decimal LeftOf(Balance balance) => balance.Posted - balance.Unsettled;

    /// <summary>The highest share of a whole, in percent, that a growing value has reached now and had not before.</summary>
    internal static int? Crossed(decimal before, decimal after, decimal whole)
    {
        foreach (var share in Shares)
        {
            if (whole > 0 && after >= whole * share)
            {
                return before < whole * share ? (int)(share * 100) : null;
            }
        }

        return null;
    }

    // Once a day at most, however often it is topped up and used up.
    private static Notice LowBalance(Balance balance, decimal left, decimal threshold, Instant now) => new(
        NotificationEvent.LowBalance,
        Key($"low-balance/{balance.BalanceId}/{Day(now)}"),
        balance.BalanceId,
        null,
        [new("left", Money(balance, left)), new("threshold", Money(balance, threshold))],
        now);

    private static Notice CreditLimit(Balance balance, int percent, decimal used, decimal limit, Instant now) => new(
        NotificationEvent.CreditLimit,
        Key($"credit-limit/{balance.BalanceId}/{percent}/{Day(now)}"),
        balance.BalanceId,
        null,
        [new("percent", new Fact.Number(percent)), new("used", Money(balance, used)), new("limit", Money(balance, limit))],
        now);

    private static Notice? Used(Balance before, Posting posting, Allowance allowance, Instant now)
    {
        if (allowance.Kind is AllowanceKind.Promotion)
        {
            return null;
        }

        // One that is given and used at once had nothing used before.
        var earlier = before.Funds.Allowances.FirstOrDefault(one => one.AllowanceId == allowance.AllowanceId)?.Remaining ?? allowance.Initial;

        return Crossed(allowance.Initial - earlier, allowance.Initial - allowance.Remaining, allowance.Initial) is { } percent
            ? new(
                NotificationEvent.AllowanceUsed,
                Key($"allowance/{before.BalanceId}/{allowance.AllowanceId}/{percent}"),
                before.BalanceId,
                allowance.AccountId ?? posting.Session?.Terms.AccountId,
                [new("percent", new Fact.Number(percent)), new("allowance", new Fact.Words(allowance.Name))],
                now)
            : null;
    }

    private static Notice? Spent(Balance before, Counter counter, Instant now)
    {
        if (counter.Key.Of is not CounterOf.SpendingLimit || before.Funds.Limits.FirstOrDefault(one => one.LimitId == counter.Key.Id) is not { } limit)
        {
            return null;
        }

        return Crossed(before.Funds.ValueOf(counter.Key, counter.PeriodStart), counter.Value, limit.Amount) is { } percent
            ? new(
                NotificationEvent.SpendingLimit,
                Key($"spending-limit/{before.BalanceId}/{limit.LimitId}/{counter.PeriodStart.ToUnixTimeSeconds()}/{percent}"),
                before.BalanceId,
                limit.AccountId,
                [new("percent", new Fact.Number(percent)), new("spent", Money(before, counter.Value)), new("limit", Money(before, limit.Amount))],
                now)
            : null;
    }

    private static Notice Received(Balance balance, LedgerEntry entry, Instant now) => new(
        NotificationEvent.PaymentReceived,
        Key($"payment/{balance.BalanceId}/{entry.Sequence}"),
        balance.BalanceId,
        null,
        [new("amount", Money(balance, entry.Amount)), new("balance", Money(balance, entry.PostedAfter))],
        now);

    private static Fact.Amount Money(Balance balance, decimal amount) => new(amount, balance.Currency.Code);

    private static string Day(Instant now) => now.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static string Key(FormattableString key) => key.ToString(CultureInfo.InvariantCulture);
}
