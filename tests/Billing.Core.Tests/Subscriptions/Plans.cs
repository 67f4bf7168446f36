using System.Globalization;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using NodaTime;
using NodaTime.Text;

namespace Billing.Core.Tests.Subscriptions;

/// <summary>Subscriptions that read like orders; days are days in New York, at noon unless an hour is said.</summary>
internal static class Plans
{
    internal static readonly DateTimeZone Zone = Rates.NewYork;

    internal static readonly SubscriptionTerms Monthly = new() { Name = "Basic", Fee = 30, Cycle = new(PeriodKind.Monthly) };

    internal static readonly SubscriptionTerms Anniversary = Monthly with { Cycle = new(PeriodKind.MonthlyAnniversary) };

    internal static LocalDate Day(string day) => LocalDatePattern.Iso.Parse(day).Value;

    internal static Instant At(string day) => day.Contains('T', StringComparison.Ordinal)
        ? LocalDateTimePattern.GeneralIso.Parse(day).Value.InZoneLeniently(Zone).ToInstant()
        : Day(day).At(LocalTime.Noon).InZoneLeniently(Zone).ToInstant();

    internal static Subscription On(this SubscriptionTerms terms, string day, int quantity = 1, int? anchorDay = null) =>
        SubscriptionOrders.Create(new() { SubscriptionId = 7, Zone = Zone }, 1, terms, quantity, anchorDay, At(day));

    internal static Subscription Change(
        this Subscription subscription, SubscriptionTerms terms, string day, string? decided = null, bool? startsPeriod = null, int quantity = 1) =>
        Changed(SubscriptionOrders.ChangePlan(subscription, 2, terms, quantity, startsPeriod, At(day), At(decided ?? day), isBackdated: true));

    internal static Subscription Pause(this Subscription subscription, string day) =>
        Changed(SubscriptionOrders.Pause(subscription, At(day), At(day)));

    internal static Subscription Resume(this Subscription subscription, string day) =>
        Changed(SubscriptionOrders.Resume(subscription, At(day), At(day)));

    internal static Subscription Cancel(this Subscription subscription, string day, string? decided = null, bool waived = false) =>
        Changed(SubscriptionOrders.Cancel(subscription, waived, At(day), At(decided ?? day), isBackdated: true));

    internal static Subscription Changed(SubscriptionOutcome outcome) => outcome is SubscriptionOutcome.Changed(var changed)
        ? changed
        : throw new InvalidOperationException(((SubscriptionOutcome.Refused)outcome).Problem);

    /// <summary>Day, part, amount and days of each charge through a day's end: <c>06-11 fee.1 20 (06-11..07-01)</c>.</summary>
    internal static string[] Bill(this Subscription subscription, string through) =>
    [
        .. Charges.Due(subscription, Instant.MinValue, At(through + "T23:59:59")).Select(charge => string.Create(
            CultureInfo.InvariantCulture,
            $"{charge.DueAt.InZone(Zone).Date:MM-dd} {charge.Key.Part} {charge.Amount:0.#####} ({charge.Days.From:MM-dd}..{charge.Days.To:MM-dd})")),
    ];
}
