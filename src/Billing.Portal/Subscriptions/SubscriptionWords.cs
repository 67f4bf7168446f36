using Billing.Contracts.Invoices;
using Billing.Core.BillingPeriods;
using Billing.Portal.Design;

namespace Billing.Portal.Subscriptions;

/// <summary>How subscriptions are told. Names are English; the keys of their translations.</summary>
internal static class SubscriptionWords
{
    public static string State(SubscriptionRecord one)
    {
        ArgumentNullException.ThrowIfNull(one);

        return one is { State: "pending", StartsAt: not null } ? "Begins later" : State(one.State);
    }

    public static string State(string state) => state switch
    {
        "pending" => "Waits for first use",
        "trial" => "Trial",
        "active" => "Active",
        "paused" => "Paused",
        "suspended" => "Suspended",
        "unfunded" => "Without funds",
        _ => "Ended",
    };

    public static StatusTone Tone(string state) => state switch
    {
        "active" or "trial" => StatusTone.Ok,
        "unfunded" or "suspended" => StatusTone.Bad,
        "ended" => StatusTone.Off,
        _ => StatusTone.Warn,
    };

    public static string Charge(string kind) => kind switch
    {
        "activation" => "Activation",
        "credit" => "Credit for unused days",
        "penalty" => "Early end",
        _ => "Fee",
    };

    /// <summary>What is to come, before its day.</summary>
    public static string Coming(string what) => what switch
    {
        "end" => "Ends",
        "pause" => "Pauses",
        "resume" => "Resumes",
        _ => "Changes to",
    };

    /// <summary>The same as what is withdrawn.</summary>
    public static string Withdrawn(string what) => what switch
    {
        "end" => "the end",
        "pause" => "the pause",
        "resume" => "the resumption",
        _ => "the change",
    };

    /// <param name="level">Of dunning; null: reminders and fees so far.</param>
    public static string Level(string? level) => level switch
    {
        null => "Reminders are running.",
        "limit" => "Services are limited.",
        "suspend" => "Services are suspended.",
        _ => "The contract is ended.",
    };

    public static string Step(string action) => action switch
    {
        "remind" => "reminded",
        "late-fee" => "late fee charged",
        "limit" => "services limited",
        "suspend" => "services suspended",
        "terminate" => "contract ended",
        _ => "lifted",
    };

    public static string Cycle(PeriodKind kind) => kind switch
    {
        PeriodKind.Daily => "a day",
        PeriodKind.Weekly => "a week",
        PeriodKind.SemiMonthly => "half a month",
        PeriodKind.Monthly or PeriodKind.MonthlyAnniversary => "a month",
        PeriodKind.ThirtyDays => "30 days",
        PeriodKind.Quarterly => "a quarter",
        PeriodKind.HalfYearly => "half a year",
        PeriodKind.Yearly => "a year",
        _ => "once",
    };
}
