using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Sessions;
using Billing.Core.Accounts;
using Billing.Core.Allowances;
using Billing.Core.Balances;
using Billing.Core.BillingPeriods;
using Billing.Core.Customers;
using Billing.Core.Discounts;
using Billing.Portal.Design;
using NodaTime;

namespace Billing.Portal.Accounts;

/// <summary>Something that keeps an account from being used, in words.</summary>
/// <param name="Tone">Bad: nothing works; warn: some of it.</param>
/// <param name="Key">English, with places for the arguments; the key of its translation.</param>
/// <param name="Arguments">Money with its currency, which says how it is written.</param>
/// <param name="Way">What helps; English, the key of its translation.</param>
public sealed record Hindrance(StatusTone Tone, string Key, object[] Arguments, string Way)
{
    /// <summary>It tells an amount.</summary>
    public bool SaysMoney => Arguments.Any(argument => argument is ValueTuple<decimal, string>);

    /// <summary>All there are, the gravest first. Empty: it should work.</summary>
    /// <param name="zone">The billing time zone, in whose days limits are counted.</param>
    /// <remarks>What is stored and what is held now: a wrong password or a gateway's own refusal is not known here.</remarks>
    public static IReadOnlyList<Hindrance> Of(
        AccountView account, Instant? suspendedUntil, string? customerReason, BalanceView balance, FundsRecord? funds,
        AccountTerms? terms, IReadOnlyList<SessionRow> open, DateTimeZone zone, Instant now)
    {
        var all = new List<Hindrance>();

        if (account.Status is not AccountStatus.Active)
        {
            all.Add(new(
                StatusTone.Bad,
                account.Status is AccountStatus.Closed ? "The account is closed: {0}" : "The account is blocked: {0}",
                [account.StatusReason ?? "–"],
                account.Status is AccountStatus.Closed ? "It can be opened again." : "Lift the block."));
        }

        if (account.CustomerStatus is not CustomerStatus.Active)
        {
            all.Add(suspendedUntil is { } until
                ? new(StatusTone.Bad, "The customer is suspended until {1}: {0}", [customerReason ?? "–", until], "It lifts by itself, or on the customer's page.")
                : new(
                    StatusTone.Bad,
                    account.CustomerStatus is CustomerStatus.Closed ? "The customer is closed: {0}" : "The customer is suspended: {0}",
                    [customerReason ?? "–"],
                    "Lift it on the customer's page."));
        }

        AddSessions(all, balance, terms, open);
        AddMoney(all, account.AccountId, balance, funds?.Funds ?? Funds.None, zone, now);

        return all;
    }

    private static void AddSessions(List<Hindrance> all, BalanceView balance, AccountTerms? terms, IReadOnlyList<SessionRow> open)
    {
        if (balance.OpenSessions >= terms?.MaxSessionsOfPayer)
        {
            all.Add(new(
                StatusTone.Bad, "{0} sessions run on the balance, which is all that may at once", [balance.OpenSessions],
                "One has to end, or the customer be allowed more."));
        }

        foreach (var service in terms?.Services ?? [])
        {
            if (open.Count(session => session.Service == service.Service) is var now && now >= service.MaxSessions)
            {
                all.Add(new(
                    StatusTone.Warn, "{0} sessions of {1} run, which is all that may at once", [now, service.Service],
                    "One has to end, or more be allowed."));
            }
        }
    }

    private static void AddMoney(List<Hindrance> all, long accountId, BalanceView balance, Funds funds, DateTimeZone zone, Instant now)
    {
        if (balance.IsLimited)
        {
            all.Add(new(
                StatusTone.Warn,
                (balance.IsOnCredit, balance.LimitedPolicy) switch
                {
                    (true, null) => "What is owed is overdue, and reminders have come to limiting services",
                    (true, _) => "What is owed is overdue: data sessions are limited to {0}",
                    (false, null) => "What is owed is overdue: nothing is sold on credit, only what is included or free works",
                    _ => "What is owed is overdue: nothing is sold on credit, and data sessions are limited to {0}",
                },
                [balance.LimitedPolicy ?? ""],
                "A payment, which lifts it by itself."));
        }

        var mine = funds.Allowances.Where(one => one.IsValidAt(now) && (one.AccountId is null || one.AccountId == accountId)).ToArray();

        if (balance.Available <= 0)
        {
            var isIncluded = Array.Exists(mine, one => one.Kind is not AllowanceKind.Promotion && one.Remaining > 0);
            all.Add(new(
                isIncluded ? StatusTone.Warn : StatusTone.Bad,
                isIncluded ? "Nothing can be spent: only what is included works" : "Nothing can be spent: {0} {1} is available",
                [(balance.Available, balance.Currency), balance.Currency],
                "A top-up, or more credit."));
        }

        foreach (var limit in funds.Limits.Where(one => one.AccountId is null || one.AccountId == accountId))
        {
            var start = BillingPeriod.At(limit.Period, now, zone, BillingPeriod.CommonAnchor).Start;

            if (funds.ValueOf(new(CounterOf.SpendingLimit, limit.LimitId), start) >= limit.Amount)
            {
                all.Add(new(StatusTone.Bad, "A spending limit is reached: {0} {1}", [(limit.Amount, balance.Currency), balance.Currency], "The next period, or a higher limit."));
            }
        }

        foreach (var used in mine.Where(one => one.Exhaustion is Exhaustion.Block && one.Remaining <= 0))
        {
            all.Add(new(StatusTone.Warn, "The allowance {0} is used up, and nothing is sold beyond it", [used.Name], "The next period, or another allowance."));
        }
    }
}
