using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Portal.Forms;

namespace Billing.Portal.Plans;

/// <summary>A customer class while somebody edits it.</summary>
internal sealed class ClassForm
{
    public string? Name { get; set; }

    public PeriodKind Period { get; set; }

    public string? PeriodCount { get; set; }

    public string? ClosingDelayHours { get; set; }

    public bool IsClosedByRuns { get; set; }

    public bool IsPrepaid { get; set; }

    public bool IsTaxInclusive { get; set; }

    public bool IsTaxAtPayment { get; set; }

    public Rounding Rounding { get; set; }

    public AmountDueRule AmountDue { get; set; }

    public string? PaymentTermDays { get; set; }

    public string? Series { get; set; }

    public string? ReactivationFee { get; set; }

    public string? ReactivationTaxCode { get; set; }

    public bool ListsUsage { get; set; }

    public bool SkipsZero { get; set; }

    public bool AreAsCharged { get; set; }

    public bool ChangesWait { get; set; }

    public bool LimitOnCredit { get; set; }

    public string? LimitPolicy { get; set; }

    public List<TaxLine> Taxes { get; } = [];

    public List<StepLine> Dunning { get; } = [];

    /// <param name="details">Null: a new class, with the terms that a class has by default.</param>
    public static ClassForm Of(ClassDetails? details)
    {
        details ??= ClassDetails.Of("", new ClassTerms());
        var form = new ClassForm
        {
            Name = details.Name,
            Period = details.Period,
            PeriodCount = Numbers.Text(details.PeriodCount),
            ClosingDelayHours = Numbers.Text(details.ClosingDelayHours),
            IsClosedByRuns = details.IsClosedByRuns,
            IsPrepaid = details.IsPrepaid,
            IsTaxInclusive = details.IsTaxInclusive,
            IsTaxAtPayment = details.IsTaxAtPayment,
            Rounding = details.Rounding,
            AmountDue = details.AmountDue,
            PaymentTermDays = Numbers.Text(details.PaymentTermDays),
            Series = details.Series,
            ReactivationFee = Numbers.Text(details.ReactivationFee),
            ReactivationTaxCode = details.ReactivationTaxCode,
            ListsUsage = details.ListsUsage,
            SkipsZero = details.SkipsZero,
            AreAsCharged = details.AreAsCharged,
            ChangesWait = details.ChangesWait,
            LimitOnCredit = details.LimitOnCredit,
            LimitPolicy = details.LimitPolicy,
        };
        form.Taxes.AddRange(details.Taxes.Select(tax => new TaxLine { Name = tax.Name, Percent = Numbers.Text(tax.Percent), Codes = string.Join(", ", tax.Codes) }));
        form.Dunning.AddRange(details.Dunning.Select(step => new StepLine
        {
            Days = Numbers.Text(step.Days),
            Action = step.Action,
            Amount = Numbers.Text(step.Amount),
            Percent = Numbers.Text(step.Percent),
            TaxCode = step.TaxCode,
            Least = Numbers.Text(step.Least),
            Invoices = step.Invoices > 1 ? Numbers.Text(step.Invoices) : null,
        }));

        return form;
    }

    /// <summary>What it says; what cannot be read goes to the problems, by the field's name in the message.</summary>
    public ClassDetails Read(FieldProblems problems) => new(
        Name?.Trim() ?? "",
        Period,
        Numbers.Whole(problems, nameof(PeriodCount), PeriodCount, 1),
        Numbers.Whole(problems, nameof(ClosingDelayHours), ClosingDelayHours, 0),
        IsClosedByRuns,
        IsPrepaid,
        [
            .. Taxes.Select((line, i) => new TaxOrder(
                line.Name?.Trim() ?? "", Numbers.Amount(problems, $"Taxes[{i}].Percent", line.Percent),
                [.. (line.Codes ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)])),
        ],
        IsTaxInclusive,
        Rounding,
        AmountDue,
        Numbers.Whole(problems, nameof(PaymentTermDays), PaymentTermDays, 0),
        Series?.Trim() ?? "",
        [
            .. Dunning.Select((line, i) => new DunningOrder(
                Numbers.Whole(problems, $"Dunning[{i}].Days", line.Days, 0), line.Action, Numbers.Amount(problems, $"Dunning[{i}].Amount", line.Amount),
                Numbers.Amount(problems, $"Dunning[{i}].Percent", line.Percent), line.Action is DunningAction.LateFee ? line.TaxCode : null,
                Numbers.Amount(problems, $"Dunning[{i}].Least", line.Least), Numbers.Whole(problems, $"Dunning[{i}].Invoices", line.Invoices, 0))),
        ],
        Numbers.Amount(problems, nameof(ReactivationFee), ReactivationFee),
        LimitOnCredit,
        LimitPolicy,
        ListsUsage,
        IsTaxAtPayment,
        ReactivationTaxCode,
        SkipsZero,
        AreAsCharged,
        ChangesWait);
}

internal sealed class TaxLine
{
    public string? Name { get; set; }

    public string? Percent { get; set; }

    /// <summary>With commas between them.</summary>
    public string? Codes { get; set; }
}

internal sealed class StepLine
{
    public string? Days { get; set; }

    public DunningAction Action { get; set; } = DunningAction.Remind;

    public string? Amount { get; set; }

    public string? Percent { get; set; }

    public string? TaxCode { get; set; }

    public string? Least { get; set; }

    public string? Invoices { get; set; }
}
