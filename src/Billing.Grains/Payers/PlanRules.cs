using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Subscriptions;
using Billing.Grains.Changes;
using Billing.Grains.Customers;

namespace Billing.Grains.Payers;

/// <summary>What the forms of plans and customer classes must be like.</summary>
internal static class PlanRules
{
    private const decimal MostMoney = 1_000_000_000;
    private const string MoneyExpected = "an amount of zero or more, with up to 5 decimals";
    internal const string CodeExpected = "up to 50 small letters, digits and hyphens";

    public static PlanDetails Whole(PlanDetails plan) => plan with { Name = plan.Name?.Trim() ?? "", Discounts = plan.Discounts.OrEmpty() };

    public static ClassDetails Whole(ClassDetails details) => details with
    {
        Name = details.Name?.Trim() ?? "",
        Taxes = [.. details.Taxes.OrEmpty().Select(tax => tax with { Codes = tax.Codes.OrEmpty() })],
        Dunning = [.. details.Dunning.OrEmpty().Select(step => step with { TaxCode = CodeOf(step.TaxCode) })],
        ReactivationTaxCode = CodeOf(details.ReactivationTaxCode),
        LimitPolicy = string.IsNullOrWhiteSpace(details.LimitPolicy) ? null : details.LimitPolicy.Trim(),
    };

    public static Problems Check(PlanDetails plan)
    {
        var problems = new Problems()
            .Text(plan.Name, nameof(plan.Name), 100)
            .Expect(Currency.TryParse(plan.Currency, out _), nameof(plan.Currency), "three capital letters of ISO 4217, such as USD")
            .Expect(IsMoney(plan.Fee), nameof(plan.Fee), MoneyExpected)
            .Expect(IsMoney(plan.ActivationFee), nameof(plan.ActivationFee), MoneyExpected)
            .Expect(Enum.IsDefined(plan.Period), nameof(plan.Period), "a kind of period")
            .Expect(plan.Period is not PeriodKind.Never || plan.Fee == 0, nameof(plan.Fee), "zero for a plan that is charged once: its price is the activation fee")
            .Expect(plan.PeriodCount is >= 1 and <= 120, nameof(plan.PeriodCount), "1 to 120")
            .Expect(Enum.IsDefined(plan.Model), nameof(plan.Model), "in advance, in arrears or day by day")
            .Expect(plan.TrialDays is >= 0 and <= 3660, nameof(plan.TrialDays), "0 to 3660 days")
            .Expect(plan.MinimumTermMonths is >= 0 and <= 120, nameof(plan.MinimumTermMonths), "0 to 120 months")
            .Expect(
                plan.ProrationDays == 0 || (plan.ProrationDays is >= 28 and <= 31 && plan.Model is not ChargeModel.Progressive && new Cycle(plan.Period, 1).Months > 0),
                nameof(plan.ProrationDays), "0, or 28 to 31 for a plan of months that is not charged day by day")
            .Expect(!plan.TermRenews || plan.MinimumTermMonths > 0, nameof(plan.TermRenews), "a minimum term that begins anew")
            .Expect(Enum.IsDefined(plan.EarlyEnd), nameof(plan.EarlyEnd), "what an early end costs")
            .Expect(IsMoney(plan.PenaltyAmount), nameof(plan.PenaltyAmount), MoneyExpected)
            .Expect(
                plan.EarlyEnd is EarlyEnd.Fixed || plan.PenaltyAmount == 0, nameof(plan.PenaltyAmount), "zero where an early end costs no fixed amount")
            .Expect(plan.TaxCode is null || CustomerRules.IsWord(plan.TaxCode), nameof(plan.TaxCode), CodeExpected)
            .Expect(Enum.IsDefined(plan.Offer), nameof(plan.Offer), "whether subscribers may choose it")
            .Expect(plan.Discounts.Length <= 20, nameof(plan.Discounts), "20 steps at the most");

        for (var i = 0; i < plan.Discounts.Length; i++)
        {
            problems
                .Expect(plan.Discounts[i].Periods is >= 1 and <= FeeDiscount.Always, $"Discounts[{i}].Periods", "1 to 1000000, which is for ever")
                .Expect(
                    plan.Discounts[i].Percent is >= 0 and <= 100 && (plan.Discounts[i].Percent > 0 || plan.Discounts[i].Amount > 0), $"Discounts[{i}].Percent",
                    "more than 0, up to 100, or an amount")
                .Expect(IsMoney(plan.Discounts[i].Amount), $"Discounts[{i}].Amount", MoneyExpected);
        }

        return problems;
    }

    public static Problems Check(ClassDetails details)
    {
        var problems = new Problems()
            .Expect(CustomerRules.IsWord(details.Name), nameof(details.Name), "up to 50 small letters, digits and hyphens, such as residential")
            .Expect(Enum.IsDefined(details.Period) && details.Period is not PeriodKind.Never, nameof(details.Period), "a kind of period")
            .Expect(details.PeriodCount is >= 1 and <= 120, nameof(details.PeriodCount), "1 to 120")
            .Expect(details.ClosingDelayHours is >= 0 and <= 24 * 60, nameof(details.ClosingDelayHours), "0 to 1440 hours")
            .Expect(Enum.IsDefined(details.Rounding), nameof(details.Rounding), "a way of rounding")
            .Expect(Enum.IsDefined(details.AmountDue), nameof(details.AmountDue), "what an invoice asks for")
            .Expect(details.PaymentTermDays is >= 0 and <= 365, nameof(details.PaymentTermDays), "0 to 365 days")
            .Expect(
                details.Series is { Length: > 0 and <= 20 } series && series.All(one => char.IsAsciiLetterUpper(one) || char.IsAsciiDigit(one)),
                nameof(details.Series), "1 to 20 capital letters and digits, such as INV")
            .Expect(IsMoney(details.ReactivationFee), nameof(details.ReactivationFee), MoneyExpected)
            .Expect(details.ReactivationTaxCode is null || CustomerRules.IsWord(details.ReactivationTaxCode), nameof(details.ReactivationTaxCode), CodeExpected)
            .Optional(details.LimitPolicy, nameof(details.LimitPolicy), 200)
            .Expect(!(details.IsTaxAtPayment && details.IsTaxInclusive), nameof(details.IsTaxAtPayment), "prices without the taxes, which are added to what is paid for")
            .Expect(details.IsPrepaid || !details.IsTaxAtPayment, nameof(details.IsTaxAtPayment), "prepaid customers: a payment of what an invoice asks for would bring less than that")
            .Expect(!(details.AreAsCharged && details.IsClosedByRuns), nameof(details.AreAsCharged), "invoices that do not wait for bill runs")
            .Expect(details.AreAsCharged || !details.ChangesWait, nameof(details.ChangesWait), "invoices that are made as fees are charged")
            .Expect(details.Taxes.Length <= 20, nameof(details.Taxes), "20 taxes at the most")
            .Expect(details.Dunning.Length <= 50, nameof(details.Dunning), "50 steps at the most");

        for (var i = 0; i < details.Taxes.Length; i++)
        {
            problems
                .Text(details.Taxes[i].Name, $"Taxes[{i}].Name", 50)
                .Expect(details.Taxes[i].Percent is >= 0 and <= 100, $"Taxes[{i}].Percent", "0 to 100")
                .Expect(details.Taxes[i].Codes.All(CustomerRules.IsWord), $"Taxes[{i}].Codes", CodeExpected);
        }

        for (var i = 0; i < details.Dunning.Length; i++)
        {
            var step = details.Dunning[i];
            problems
                .Expect(step.Days >= (i == 0 ? 1 : details.Dunning[i - 1].Days) && step.Days <= 3660, $"Dunning[{i}].Days", "1 or more, in the order of the days")
                .Expect(Enum.IsDefined(step.Action), $"Dunning[{i}].Action", "what is done")
                .Expect(
                    IsMoney(step.Amount) && (step.Action is DunningAction.LateFee || step.Amount == 0), $"Dunning[{i}].Amount", "an amount, of a late fee only")
                .Expect(
                    step.Percent is >= 0 and <= 100 && (step.Action is DunningAction.LateFee || step.Percent == 0), $"Dunning[{i}].Percent",
                    "0 to 100, of a late fee only")
                .Expect(IsMoney(step.Least), $"Dunning[{i}].Least", MoneyExpected)
                .Expect(step.Invoices is >= 0 and <= 1200, $"Dunning[{i}].Invoices", "0 to 1200")
                .Expect(
                    step.TaxCode is null || (step.Action is DunningAction.LateFee && CustomerRules.IsWord(step.TaxCode)), $"Dunning[{i}].TaxCode",
                    CodeExpected + ", of a late fee only");
        }

        return problems;
    }

    private static string? CodeOf(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static bool IsMoney(decimal amount) => amount is >= 0 and <= MostMoney && amount.Round(5, Rounding.Down) == amount;
}
