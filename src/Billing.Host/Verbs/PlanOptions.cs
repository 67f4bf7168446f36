using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Host.Composition;

namespace Billing.Host.Verbs;

/// <summary>What can be said of a plan at the shell: all that it has. What is not said stays as it is.</summary>
internal static class PlanOptions
{
    public static readonly Option<PeriodKind?> Every = new("--every") { Description = "Monthly, MonthlyAnniversary, SemiMonthly, Weekly, Daily, ThirtyDays, Quarterly, HalfYearly, Yearly (of the calendar); Never: charged once." };
    public static readonly Option<int?> Periods = new("--periods") { Description = "So many of them at a time: three months are a quarter." };

    private static readonly Option<decimal?> ActivationFee = Typed.NumberOption("--activation-fee", "Once, when it becomes active.");
    private static readonly Option<ChargeModel?> Charged = new("--charged") { Description = "InAdvance, InArrears or Progressive, day by day." };
    private static readonly Option<bool?> ProrateFirst = new("--prorate-first") { Description = "true or false: a first period that begins in the middle costs only its days." };
    private static readonly Option<bool?> ProrateLast = new("--prorate-last") { Description = "true or false: a last period that ends early costs only its days." };
    private static readonly Option<int?> Trial = new("--trial") { Description = "Days that cost nothing." };
    private static readonly Option<string[]> Discount = new("--discount") { Description = "A lower fee after the trial: periods and percentage, such as 3=50, or periods and an amount such as 3=-5.00; always=10: for ever; again for those after them; none: no discount." };
    private static readonly Option<int?> ProrationDays = new("--proration-days") { Description = "28 to 31: so many days are a month where a part of a period is charged or credited; 0: the days that it has." };
    private static readonly Option<int?> Term = new("--term") { Description = "The minimum term in months; 0: none." };
    private static readonly Option<bool?> TermRenews = new("--term-renews") { Description = "true or false: when the minimum term is over it begins anew." };
    private static readonly Option<EarlyEnd?> Early = new("--early-end") { Description = "What an end before it costs: Free, Fixed, RemainingFees or DiscountsGiven." };
    private static readonly Option<decimal?> Penalty = Typed.NumberOption("--penalty", "With --early-end Fixed: how much.");
    private static readonly Option<bool?> BindsPieces = new("--binds-pieces") { Description = "true or false: the term binds each piece." };
    private static readonly Option<bool?> FromFirstUse = new("--from-first-use") { Description = "true or false: it begins when its account is first used." };
    private static readonly Option<bool?> Waive = new("--waive-while-suspended") { Description = "true or false: it costs nothing while its account is suspended." };
    private static readonly Option<string?> TaxCode = new("--tax-code") { Description = "The taxes of this code are on it; none: tax free; \"\": the taxes on everything." };
    private static readonly Option<PlanOffer?> Offer = new("--offer") { Description = "Whether subscribers may choose it: No, AsPlan or AsAddOn." };

    public static IEnumerable<Option> All =>
    [
        Every, Periods, ActivationFee, Charged, ProrateFirst, ProrateLast, ProrationDays, Trial, Discount, Term, TermRenews, Early, Penalty, BindsPieces,
        FromFirstUse, Waive, TaxCode, Offer,
    ];

    public static PlanDetails Apply(ParseResult parsed, PlanDetails plan) => plan with
    {
        Period = parsed.GetValue(Every) ?? plan.Period,
        PeriodCount = parsed.GetValue(Periods) ?? plan.PeriodCount,
        ActivationFee = parsed.GetValue(ActivationFee) ?? plan.ActivationFee,
        Model = parsed.GetValue(Charged) ?? plan.Model,
        ProratesFirst = parsed.GetValue(ProrateFirst) ?? plan.ProratesFirst,
        ProratesLast = parsed.GetValue(ProrateLast) ?? plan.ProratesLast,
        TrialDays = parsed.GetValue(Trial) ?? plan.TrialDays,
        Discounts = parsed.GetValue(Discount) is { Length: > 0 } steps ? Steps(steps) : plan.Discounts,
        MinimumTermMonths = parsed.GetValue(Term) ?? plan.MinimumTermMonths,
        ProrationDays = parsed.GetValue(ProrationDays) ?? plan.ProrationDays,
        TermRenews = parsed.GetValue(TermRenews) ?? plan.TermRenews,
        EarlyEnd = parsed.GetValue(Early) ?? plan.EarlyEnd,
        PenaltyAmount = parsed.GetValue(Penalty) ?? (parsed.GetValue(Early) is null or EarlyEnd.Fixed ? plan.PenaltyAmount : 0),
        BindsPieces = parsed.GetValue(BindsPieces) ?? plan.BindsPieces,
        StartsOnFirstUse = parsed.GetValue(FromFirstUse) ?? plan.StartsOnFirstUse,
        IsWaivedWhileSuspended = parsed.GetValue(Waive) ?? plan.IsWaivedWhileSuspended,
        TaxCode = parsed.GetValue(TaxCode) is { } code ? (code.Length == 0 ? null : code) : plan.TaxCode,
        Offer = parsed.GetValue(Offer) ?? plan.Offer,
    };

    private static ImmutableArray<FeeDiscountStep> Steps(string[] texts) => texts is ["none"] ? [] : [.. texts.Select(Step)];

    private static FeeDiscountStep Step(string text) =>
        text.Split('=') is [var periods, var percent] && Count(periods) is { } count
        && decimal.TryParse(percent.TrimStart('-'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var off)
            ? percent.StartsWith('-') ? new(count, 0, off) : new(count, off)
            : throw new UserException($"--discount: expected periods and a percentage such as 3=50, or an amount such as 3=-5.00, not \"{text}\"");

    private static int? Count(string periods) => periods == "always" ? FeeDiscount.Always
        : int.TryParse(periods, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : null;
}
