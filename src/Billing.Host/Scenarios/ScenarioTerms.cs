using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Subscriptions;
using Billing.Core.Taxes;
using Billing.Host.Price;
using NodaTime;

namespace Billing.Host.Scenarios;

/// <summary>Reads customer classes and plans of a scenario.</summary>
internal static class ScenarioTerms
{
    private static readonly (string, DunningAction)[] Actions =
    [
        ("remind", DunningAction.Remind), ("late-fee", DunningAction.LateFee), ("limit", DunningAction.Limit), ("suspend", DunningAction.Suspend),
        ("terminate", DunningAction.Terminate),
    ];

    public static ClassTerms Class(CaseReader json)
    {
        var delay = json.Decimal("closingDelayHours") ?? 6;

        if (delay is < 0 or > 24 * 31)
        {
            throw json.Error("closingDelayHours", "expected 0 to 744");
        }

        var limits = json.Find("limited") is { } limited ? Limits(new(limited, json.At("limited"))) : new();
        var steps = json.List("dunning").Select(one => DunningStep(new(one.Value, one.Path))).OrderBy(step => step.Days).ToImmutableArray();
        var terms = new ClassTerms
        {
            BillingCycle = Cycle(json, PeriodKind.Monthly),
            ClosingDelay = Duration.FromSeconds((long)(delay * 3600)),
            IsPrepaid = json.Flag("prepaid", false),
            IsClosedByRuns = json.Flag("closedByRuns", false),
            Invoices = new()
            {
                Taxes = new([.. json.List("taxes").Select(one => Tax(new(one.Value, one.Path)))], json.Flag("taxInclusive", false))
                {
                    IsAtPayment = json.Flag("taxAtPayment", false),
                },
                Rounding = json.Choice("rounding", Rounding.HalfAwayFromZero, CaseWords.Roundings),
                AmountDue = json.Choice("amountDue", AmountDueRule.Balance, ("balance", AmountDueRule.Balance), ("total", AmountDueRule.Total)),
                SkipsZero = json.Flag("skipsZero", false),
                AreAsCharged = json.Choice("invoices", false, ("period-end", false), ("as-charged", true)),
                ChangesWait = json.Flag("changesWait", false),
                PaymentTermDays = json.Whole("paymentTermDays", 0, 3660) ?? 15,
                Series = json.Text("series") ?? "INV",
            },
            Dunning = new(steps, json.Decimal("reactivationFee") ?? 0) { Limits = limits, ReactivationTaxCode = json.Text("reactivationTaxCode") },
        };
        json.Finish();

        return terms is { IsClosedByRuns: true, Invoices.AreAsCharged: true } ? throw json.Error("invoices", "expected period-end with closedByRuns")
            : terms is { Invoices: { ChangesWait: true, AreAsCharged: false } } ? throw json.Error("changesWait", "expected invoices as-charged with it")
            : terms;
    }

    public static SubscriptionTerms Plan(string name, CaseReader json)
    {
        var terms = new SubscriptionTerms
        {
            Name = json.Text("name") ?? name,
            Fee = Amount(json, "fee"),
            ActivationFee = Amount(json, "activationFee"),
            Cycle = Cycle(json, PeriodKind.Monthly),
            Model = json.Choice(
                "model", ChargeModel.InAdvance,
                ("in-advance", ChargeModel.InAdvance), ("in-arrears", ChargeModel.InArrears), ("progressive", ChargeModel.Progressive)),
            ProratesFirst = json.Flag("prorateFirst", true),
            ProratesLast = json.Flag("prorateLast", true),
            ProrationDays = json.Whole("prorationDays", 28, 31) ?? 0,
            TrialDays = json.Whole("trialDays", 0, 3660) ?? 0,
            MinimumTermMonths = json.Whole("minimumTermMonths", 0, 120) ?? 0,
            TermRenews = json.Flag("termRenews", false),
            EarlyEnd = json.Choice(
                "earlyEnd", EarlyEnd.Free,
                ("free", EarlyEnd.Free), ("fixed", EarlyEnd.Fixed), ("remaining-fees", EarlyEnd.RemainingFees), ("discounts-given", EarlyEnd.DiscountsGiven)),
            PenaltyAmount = Amount(json, "penalty"),
            BindsPieces = json.Flag("bindsPieces", false),
            StartsOnFirstUse = json.Flag("startsOnFirstUse", false),
            IsWaivedWhileSuspended = json.Flag("waivedWhileSuspended", false),
            TaxCode = json.Text("taxCode"),
        };
        var cycle = terms.Cycle;
        terms = terms with { Discounts = [.. json.List("discounts").Select(one => Discount(new(one.Value, one.Path), cycle))] };
        json.Finish();

        return terms.ProrationDays > 0 && (terms.Model is ChargeModel.Progressive || terms.Cycle.Months == 0)
                ? throw json.Error("prorationDays", "expected none but for plans of months that are not progressive")
            : terms is { TermRenews: true, MinimumTermMonths: 0 } ? throw json.Error("termRenews", "expected minimumTermMonths that begin anew")
            : terms;
    }

    private static Cycle Cycle(CaseReader json, PeriodKind otherwise) => json.Whole("count") switch
    {
        null => new(json.Choice("every", otherwise, CaseWords.Periods)),
        >= 1 and <= 1200 and var count => new(json.Choice("every", otherwise, CaseWords.Periods), (int)count),
        _ => throw json.Error("count", "expected 1 to 1200 periods at a time"),
    };

    private static DunningLimits Limits(CaseReader json)
    {
        var limits = new DunningLimits(json.Flag("onCredit", false), json.Text("policy"));
        json.Finish();

        return limits;
    }

    private static DunningStep DunningStep(CaseReader json)
    {
        var step = new DunningStep(
            json.Whole("days", 1, 3660) ?? throw json.Error("days", "expected days after the due date"),
            json.Choice("action", DunningAction.Remind, Actions),
            Amount(json, "amount"),
            json.Decimal("percent") ?? 0,
            json.Text("taxCode"),
            Amount(json, "least"),
            (int)(json.Whole("invoices", 1, 1200) ?? 0));
        json.Finish();

        return step;
    }

    private static TaxRate Tax(CaseReader json)
    {
        var rate = new TaxRate(
            json.Text("name") ?? throw json.Error("name", "expected the tax's name"),
            json.Decimal("percent") is { } percent and >= 0 and <= 1000 ? percent : throw json.Error("percent", "expected 0 to 1000"),
            [.. json.List("codes").Select(one => one.Value.GetString() ?? throw new CaseException(one.Path, "expected a tax code"))]);
        json.Finish();

        return rate;
    }

    private static FeeDiscount Discount(CaseReader json, Cycle cycle)
    {
        var (periods, months) = (json.Whole("periods", 1, FeeDiscount.Always), json.Whole("months", 1, 1200));

        if (months is { } some && (periods is not null || cycle.Months == 0 || some % cycle.Months != 0))
        {
            throw json.Error("months", periods is not null ? "expected none with periods" : "expected whole periods of a plan that is charged by months");
        }

        var discount = new FeeDiscount(
            months / int.Max(1, cycle.Months) ?? periods ?? FeeDiscount.Always,
            json.Decimal("percent") switch
            {
                null => 0,
                { } percent and >= 0 and <= 100 => percent,
                _ => throw json.Error("percent", "expected 0 to 100"),
            },
            Amount(json, "amount"));

        if (json.Find("percent") is null && json.Find("amount") is null)
        {
            throw json.Error("percent", "expected a percentage, or an amount");
        }

        json.Finish();

        return discount;
    }

    private static decimal Amount(CaseReader json, string name) => json.Decimal(name) switch
    {
        null => 0,
        { } amount when amount is >= 0 and <= 1_000_000_000 && amount.Round(5, Rounding.Down) == amount => amount,
        _ => throw json.Error(name, "expected zero or more, with no more than 5 decimals"),
    };
}
