using System.Globalization;
using Billing.Core.Dunning;
using Billing.Core.Notifications;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using NodaTime;

namespace Billing.Grains.Payers;

/// <summary>What a payer is told of dunning and of fees.</summary>
/// <remarks>The payer's version is in a step's key: one that is done again, because a payment was given back, is told again.</remarks>
internal static class PayerNotices
{
    public static Notice Dunned(Payer payer, DunningMove.Act act, decimal overdue, decimal fee, long version, Instant now)
    {
        var since = act.After.Since!.Value;
        NamedFact[] owed = [new("overdue", Money(payer, overdue)), new("since", new Fact.Day(since))];
        NamedFact[] reminder = [.. owed, new("days", new Fact.Number(Period.DaysBetween(since, payer.DayOf(now)))), new("fee", Money(payer, fee))];
        var (told, facts) = act.Step.Action switch
        {
            DunningAction.Limit => (NotificationEvent.Limited, owed),
            DunningAction.Suspend => (NotificationEvent.Suspended, owed),
            DunningAction.Terminate => (NotificationEvent.Terminated, owed),
            _ => (NotificationEvent.Overdue, reminder),
        };

        return new(told, Key($"dunning/{payer.BalanceId}/{since:uuuu-MM-dd}/{act.Number}/{version}"), payer.BalanceId, null, [.. facts], now);
    }

    public static Notice Restored(Payer payer, LocalDate since, decimal fee, long version, Instant now) => new(
        NotificationEvent.Restored,
        Key($"dunning/{payer.BalanceId}/{since:uuuu-MM-dd}/lift/{version}"),
        payer.BalanceId,
        null,
        [new("fee", Money(payer, fee))],
        now);

    public static Notice FeeUnpaid(Payer payer, long? accountId, DueCharge charge, Instant now) => new(
        NotificationEvent.FeeUnpaid,
        Key($"unfunded/{charge.Key}"),
        payer.BalanceId,
        accountId,
        [new("fee", Money(payer, charge.Amount)), new("plan", new Fact.Words(charge.Name))],
        now);

    private static Fact.Amount Money(Payer payer, decimal amount) => new(amount, payer.Currency.Code);

    private static string Key(FormattableString key) => key.ToString(CultureInfo.InvariantCulture);
}
