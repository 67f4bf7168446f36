using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Products;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Discounts;
using Billing.Core.Tariffs;
using Billing.Portal.Design;
using Billing.Portal.Forms;

namespace Billing.Portal.Products;

/// <summary>An allowance or a discount of a product while somebody types it.</summary>
internal sealed class FundsForm
{
    public string? Name { get; set; }

    /// <summary>Empty: any.</summary>
    public string Service { get; set; } = "";

    public string Group { get; set; } = "";

    public string Period { get; set; } = "";

    public bool IsShared { get; set; }

    public bool IsMoney { get; set; }

    public PeriodKind Every { get; set; } = PeriodKind.Monthly;

    /// <summary>Minutes, megabytes, events, or money.</summary>
    public string? Amount { get; set; }

    public Exhaustion Exhaustion { get; set; }

    public string? Policy { get; set; }

    public int RollOver { get; set; }

    public bool IsProrated { get; set; }

    public List<TierLine> Tiers { get; } = [new()];

    // Not asked for: it stays what it was.
    private int Precedence { get; set; }

    /// <summary>Whether the form has room for all of it: a pool of several services, or with a weight, it has not.</summary>
    public static bool Holds(ProductPlan plan) => plan.Uses is [] or [{ Weight: 1 }];

    /// <param name="unit">Of the plan's service.</param>
    public void Put(ProductPlan plan, Unit unit, CultureInfo culture)
    {
        (Name, IsMoney, Every, IsShared, Precedence) = (plan.Name, plan.Kind is AllowanceKind.Money, plan.Period, plan.IsShared, plan.Precedence);
        Put(plan.Uses.FirstOrDefault());
        Amount = Number(plan.Amount, unit, culture);
        (Exhaustion, Policy, RollOver, IsProrated) = (plan.Exhaustion, plan.Policy, plan.RollOverPeriods, plan.IsFirstProrated);
    }

    /// <param name="unit">Of the discount's service.</param>
    public void Put(ProductDiscount discount, Unit unit, CultureInfo culture)
    {
        (Name, IsMoney, Every, IsShared, Precedence) =
            (discount.Name, discount.Measure is CounterMeasure.Money, discount.Reset, discount.IsShared, discount.Precedence);
        Put(discount.Use);
        Tiers.Clear();
        Tiers.AddRange(discount.Tiers.Select(tier => new TierLine
        {
            From = Number(tier.Threshold, unit, culture),
            Percent = tier.Percent.ToString("0.############", culture),
        }));
    }

    /// <param name="unit">Of the chosen service.</param>
    public ProductPlan ReadPlan(FieldProblems problems, Unit unit, CultureInfo culture) => new(
        Name?.Trim() ?? "",
        IsMoney ? AllowanceKind.Money : AllowanceKind.Units,
        Number(problems, "amount", Amount, culture) * (IsMoney ? 1 : ServiceLine.Size(unit)),
        Service.Length == 0 && Group.Length == 0 && Period.Length == 0 ? [] : [Use],
        Every,
        IsShared,
        Precedence,
        Exhaustion,
        Exhaustion is Exhaustion.Limit ? Policy?.Trim() : null,
        RollOver,
        IsProrated);

    public ProductDiscount ReadDiscount(FieldProblems problems, Unit unit, CultureInfo culture) => new(
        Name?.Trim() ?? "",
        Use,
        IsMoney ? CounterMeasure.Money : CounterMeasure.Units,
        Every,
        [
            .. Tiers.Where(tier => !string.IsNullOrWhiteSpace(tier.Percent)).Select(tier => new TierOrder(
                Number(problems, "tier", tier.From, culture) * (IsMoney ? 1 : ServiceLine.Size(unit)), Number(problems, "tier", tier.Percent, culture))),
        ],
        IsShared,
        Precedence);

    private UseOrder Use => new(
        Service.Length == 0 ? null : Service, Group.Length == 0 ? null : Group, Period.Length == 0 ? null : Period, 1);

    private void Put(UseOrder? use) => (Service, Group, Period) = (use?.Service ?? "", use?.DestinationGroup ?? "", use?.Period ?? "");

    private string Number(decimal amount, Unit unit, CultureInfo culture) =>
        (amount / (IsMoney ? 1 : ServiceLine.Size(unit))).ToString("0.############", culture);

    private static decimal Number(FieldProblems problems, string field, string? text, CultureInfo culture)
    {
        if (Prices.Parse(string.IsNullOrWhiteSpace(text) ? "0" : text, culture) is { } number)
        {
            return number;
        }

        problems.Add(field, "a number such as 0.105, without separators of thousands");

        return 0;
    }
}

/// <summary>From how much on, how much is off.</summary>
internal sealed class TierLine
{
    public string? From { get; set; }

    public string? Percent { get; set; }
}
