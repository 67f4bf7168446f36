using System.Collections.Immutable;
using Billing.Core.Amounts;
using Billing.Core.BillingPeriods;
using Billing.Core.Dunning;
using Billing.Core.Invoices;
using Billing.Core.Payers;
using Billing.Core.Taxes;
using NodaTime;

namespace Billing.Contracts.Payers;

/// <summary>A customer class as it is edited: see <see cref="ClassTerms"/>.</summary>
/// <param name="Name">Its own, and stays.</param>
/// <param name="ClosingDelayHours">How long after a period's end its invoice is made.</param>
/// <param name="PaymentTermDays">From the date of issue to the last day to pay on.</param>
/// <param name="Series">What invoice numbers begin with; each series is without gaps.</param>
/// <param name="Dunning">In the order of their days.</param>
/// <param name="ReactivationFee">In the payer's currency; zero: none.</param>
/// <param name="LimitOnCredit">While dunning limits services, usage is sold on credit all the same; else what is included or free goes on.</param>
/// <param name="LimitPolicy">What gateways apply to data sessions meanwhile; null: their ordinary policy.</param>
/// <param name="SkipsZero">A period in which nothing is charged has no invoice, also when something is owed from before.</param>
/// <param name="ReactivationTaxCode">Of the reactivation fee; null: the taxes on everything are on it.</param>
/// <param name="AreAsCharged">An invoice is made on each day on which a fee is charged; else when a period ends.</param>
/// <param name="ChangesWait">What a change credits and charges within a period is on the next fee's invoice then, and makes none.</param>
/// <param name="ListsUsage">Invoices list usage one by one, where a customer does not say otherwise.</param>
[GenerateSerializer, Immutable, Alias("billing.class-details")]
public sealed record ClassDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] PeriodKind Period,
    [property: Id(2)] int PeriodCount,
    [property: Id(3)] int ClosingDelayHours,
    [property: Id(4)] bool IsClosedByRuns,
    [property: Id(5)] bool IsPrepaid,
    [property: Id(6)] ImmutableArray<TaxOrder> Taxes,
    [property: Id(7)] bool IsTaxInclusive,
    [property: Id(8)] Rounding Rounding,
    [property: Id(9)] AmountDueRule AmountDue,
    [property: Id(10)] int PaymentTermDays,
    [property: Id(11)] string Series,
    [property: Id(12)] ImmutableArray<DunningOrder> Dunning,
    [property: Id(13)] decimal ReactivationFee,
    [property: Id(14)] bool LimitOnCredit = false,
    [property: Id(15)] string? LimitPolicy = null,
    [property: Id(16)] bool ListsUsage = false,
    [property: Id(17)] bool IsTaxAtPayment = false,
    [property: Id(18)] string? ReactivationTaxCode = null,
    [property: Id(19)] bool SkipsZero = false,
    [property: Id(20)] bool AreAsCharged = false,
    [property: Id(21)] bool ChangesWait = false)
{
    public static ClassDetails Of(string name, ClassTerms terms) => new(
        name, terms.BillingCycle.Kind, terms.BillingCycle.Count, (int)(terms.ClosingDelay.BclCompatibleTicks / NodaConstants.TicksPerHour), terms.IsClosedByRuns,
        terms.IsPrepaid, [.. terms.Invoices.Taxes.Rates.Select(rate => new TaxOrder(rate.Name, rate.Percent, rate.Codes.IsDefault ? [] : rate.Codes))],
        terms.Invoices.Taxes.IsInclusive, terms.Invoices.Rounding, terms.Invoices.AmountDue, terms.Invoices.PaymentTermDays, terms.Invoices.Series,
        [.. terms.Dunning.Steps.Select(step => new DunningOrder(step.Days, step.Action, step.Amount, step.Percent, step.TaxCode, step.Least, step.Invoices))], terms.Dunning.ReactivationFee,
        terms.Dunning.Limits.OnCredit, terms.Dunning.Limits.Policy, terms.Invoices.ListsUsage, terms.Invoices.Taxes.IsAtPayment,
        terms.Dunning.ReactivationTaxCode, terms.Invoices.SkipsZero, terms.Invoices.AreAsCharged,
        terms.Invoices.ChangesWait);

    /// <param name="before">What it does not speak of stays as it is in these.</param>
    public ClassTerms Terms(ClassTerms before) => before with
    {
        BillingCycle = new(Period, PeriodCount),
        ClosingDelay = Duration.FromHours(ClosingDelayHours),
        IsClosedByRuns = IsClosedByRuns,
        IsPrepaid = IsPrepaid,
        Invoices = before.Invoices with
        {
            Taxes = before.Invoices.Taxes with
            {
                Rates = [.. Taxes.Select(tax => new TaxRate(tax.Name, tax.Percent, tax.Codes.IsDefault ? [] : tax.Codes))],
                IsInclusive = IsTaxInclusive,
                IsAtPayment = IsTaxAtPayment,
            },
            Rounding = Rounding,
            AmountDue = AmountDue,
            PaymentTermDays = PaymentTermDays,
            Series = Series,
            ListsUsage = ListsUsage,
            SkipsZero = SkipsZero,
            AreAsCharged = AreAsCharged,
            ChangesWait = ChangesWait,
        },
        Dunning = before.Dunning with
        {
            Steps = [.. Dunning.Select(step => new DunningStep(step.Days, step.Action, step.Amount, step.Percent, step.TaxCode, step.Least, step.Invoices))],
            ReactivationFee = ReactivationFee,
            ReactivationTaxCode = ReactivationTaxCode,
            Limits = new(LimitOnCredit, LimitPolicy),
        },
    };
}

/// <param name="Codes">The tax codes that it is on; none: everything that is not tax free.</param>
[GenerateSerializer, Immutable, Alias("billing.tax-order")]
public sealed record TaxOrder([property: Id(0)] string Name, [property: Id(1)] decimal Percent, [property: Id(2)] ImmutableArray<string> Codes);

/// <param name="Days">After the due date, 1 or more.</param>
/// <param name="Percent">Of a late fee, of what is overdue, beside the amount.</param>
/// <param name="TaxCode">Of a late fee; null: the taxes on everything are on it.</param>
/// <param name="Least">The step is left out while less than this is overdue.</param>
/// <param name="Invoices">The step is left out while fewer invoices than this are overdue; zero or one: it is not.</param>
[GenerateSerializer, Immutable, Alias("billing.dunning-order")]
public sealed record DunningOrder(
    [property: Id(0)] int Days,
    [property: Id(1)] DunningAction Action,
    [property: Id(2)] decimal Amount = 0,
    [property: Id(3)] decimal Percent = 0,
    [property: Id(4)] string? TaxCode = null,
    [property: Id(5)] decimal Least = 0,
    [property: Id(6)] int Invoices = 0);

[GenerateSerializer, Immutable, Alias("billing.class-view")]
public sealed record ClassView(
    [property: Id(0)] long ClassHeadId, [property: Id(1)] ClassDetails Details, [property: Id(2)] bool IsRetired, [property: Id(3)] long Version);
