using System.Globalization;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;
using Billing.Portal.Design;
using Billing.Portal.Forms;

namespace Billing.Portal.Plans;

/// <summary>A plan while somebody edits it.</summary>
internal sealed class PlanForm
{
    public string? Name { get; set; }

    public string? Currency { get; set; }

    /// <summary>0: none.</summary>
    public long ProductId { get; set; }

    public PlanOffer Offer { get; set; }

    public string? Fee { get; set; }

    public string? ActivationFee { get; set; }

    public PeriodKind Period { get; set; } = PeriodKind.Monthly;

    public string? PeriodCount { get; set; } = "1";

    public ChargeModel Model { get; set; } = ChargeModel.InAdvance;

    public bool ProratesFirst { get; set; } = true;

    public bool ProratesLast { get; set; } = true;

    public string? ProrationDays { get; set; }

    public bool StartsOnFirstUse { get; set; }

    public bool IsWaivedWhileSuspended { get; set; }

    public string? TrialDays { get; set; }

    public string? MinimumTermMonths { get; set; }

    public bool TermRenews { get; set; }

    public EarlyEnd EarlyEnd { get; set; }

    public bool BindsPieces { get; set; }

    public string? PenaltyAmount { get; set; }

    public string? TaxCode { get; set; }

    public List<DiscountLine> Discounts { get; } = [];

    public static PlanForm Of(PlanDetails? plan)
    {
        if (plan is null)
        {
            return new();
        }

        var form = new PlanForm
        {
            Name = plan.Name,
            Currency = plan.Currency,
            ProductId = plan.ProductId ?? 0,
            Offer = plan.Offer,
            Fee = Numbers.Text(plan.Fee),
            ActivationFee = Numbers.Text(plan.ActivationFee),
            Period = plan.Period,
            PeriodCount = Numbers.Text(plan.PeriodCount),
            Model = plan.Model,
            ProratesFirst = plan.ProratesFirst,
            ProratesLast = plan.ProratesLast,
            ProrationDays = Numbers.Text(plan.ProrationDays),
            StartsOnFirstUse = plan.StartsOnFirstUse,
            IsWaivedWhileSuspended = plan.IsWaivedWhileSuspended,
            TrialDays = Numbers.Text(plan.TrialDays),
            MinimumTermMonths = Numbers.Text(plan.MinimumTermMonths),
            TermRenews = plan.TermRenews,
            EarlyEnd = plan.EarlyEnd,
            BindsPieces = plan.BindsPieces,
            PenaltyAmount = Numbers.Text(plan.PenaltyAmount),
            TaxCode = plan.TaxCode,
        };
        form.Discounts.AddRange(plan.Discounts.Select(step => new DiscountLine
        {
            Periods = Numbers.Text(step.Periods),
            Percent = Numbers.Text(step.Percent),
            Amount = Numbers.Text(step.Amount),
        }));

        return form;
    }

    /// <summary>What it says; what cannot be read goes to the problems, by the field's name in the message.</summary>
    public PlanDetails Read(FieldProblems problems) => new(
        Name?.Trim() ?? "",
        Currency?.Trim().ToUpperInvariant() ?? "",
        ProductId == 0 ? null : ProductId,
        Numbers.Amount(problems, nameof(Fee), Fee),
        Period,
        Numbers.Whole(problems, nameof(PeriodCount), PeriodCount, 1),
        Numbers.Amount(problems, nameof(ActivationFee), ActivationFee),
        Model,
        ProratesFirst,
        ProratesLast,
        Numbers.Whole(problems, nameof(TrialDays), TrialDays, 0),
        [
            .. Discounts.Select((line, i) => new FeeDiscountStep(
                Numbers.Whole(problems, $"Discounts[{i}].Periods", line.Periods, 0), Numbers.Amount(problems, $"Discounts[{i}].Percent", line.Percent),
                Numbers.Amount(problems, $"Discounts[{i}].Amount", line.Amount))),
        ],
        Numbers.Whole(problems, nameof(MinimumTermMonths), MinimumTermMonths, 0),
        EarlyEnd,
        Numbers.Amount(problems, nameof(PenaltyAmount), PenaltyAmount),
        StartsOnFirstUse,
        IsWaivedWhileSuspended,
        string.IsNullOrWhiteSpace(TaxCode) ? null : TaxCode.Trim(),
        Offer,
        BindsPieces,
        Numbers.Whole(problems, nameof(ProrationDays), ProrationDays, 0),
        TermRenews);
}

internal sealed class DiscountLine
{
    public string? Periods { get; set; }

    public string? Percent { get; set; }

    /// <summary>Off each piece.</summary>
    public string? Amount { get; set; }
}

/// <summary>Numbers as fields have them; an empty field is zero, or what it says.</summary>
internal static class Numbers
{
    public static string Text(decimal value) => value == 0 ? "" : value.ToString("0.#####", CultureInfo.CurrentCulture);

    public static decimal Amount(FieldProblems problems, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return 0;
        }

        if (Money.Parse(text, CultureInfo.CurrentCulture) is { } amount)
        {
            return amount;
        }

        problems.Add(field, "a number such as 25.50, without separators of thousands");

        return 0;
    }

    public static int Whole(FieldProblems problems, string field, string? text, int empty)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return empty;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        problems.Add(field, "a whole number");

        return empty;
    }
}
