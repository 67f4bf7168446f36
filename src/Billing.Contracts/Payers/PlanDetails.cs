using System.Collections.Immutable;
using Billing.Core.BillingPeriods;
using Billing.Core.Subscriptions;

namespace Billing.Contracts.Payers;

/// <summary>Whether subscribers may choose a plan by themselves. Numbers are stored.</summary>
[GenerateSerializer]
public enum PlanOffer
{
    No = 0,

    /// <summary>As what a line has: one at a time.</summary>
    AsPlan = 1,

    /// <summary>Beside the line's plan.</summary>
    AsAddOn = 2,
}

/// <summary>A plan as it is edited: see <see cref="SubscriptionTerms"/>. Amounts are in its currency, to 5 decimals.</summary>
/// <param name="Name">With the currency it is the plan's own, and stays.</param>
/// <param name="ProductId">What a line gets with it; null: nothing but the fee.</param>
/// <param name="PeriodCount">How many periods at a time: three months are a quarter.</param>
/// <param name="ProrationDays">So many days are a month where a part of a period is charged or credited; 0: the days that it has.</param>
/// <param name="TermRenews">When the minimum term is over it begins anew, each time.</param>
[GenerateSerializer, Immutable, Alias("billing.plan-details")]
public sealed record PlanDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string Currency,
    [property: Id(2)] long? ProductId,
    [property: Id(3)] decimal Fee,
    [property: Id(4)] PeriodKind Period,
    [property: Id(5)] int PeriodCount = 1,
    [property: Id(6)] decimal ActivationFee = 0,
    [property: Id(7)] ChargeModel Model = ChargeModel.InAdvance,
    [property: Id(8)] bool ProratesFirst = true,
    [property: Id(9)] bool ProratesLast = true,
    [property: Id(10)] int TrialDays = 0,
    [property: Id(11)] ImmutableArray<FeeDiscountStep> Discounts = default,
    [property: Id(12)] int MinimumTermMonths = 0,
    [property: Id(13)] EarlyEnd EarlyEnd = EarlyEnd.Free,
    [property: Id(14)] decimal PenaltyAmount = 0,
    [property: Id(15)] bool StartsOnFirstUse = false,
    [property: Id(16)] bool IsWaivedWhileSuspended = false,
    [property: Id(17)] string? TaxCode = null,
    [property: Id(18)] PlanOffer Offer = PlanOffer.No,
    [property: Id(19)] bool BindsPieces = false,
    [property: Id(20)] int ProrationDays = 0,
    [property: Id(21)] bool TermRenews = false)
{
    public static PlanDetails Of(SubscriptionTerms terms, string currency, long? productId, PlanOffer offer) => new(
        terms.Name, currency, productId, terms.Fee, terms.Cycle.Kind, terms.Cycle.Count, terms.ActivationFee, terms.Model, terms.ProratesFirst,
        terms.ProratesLast, terms.TrialDays, [.. terms.Discounts.Select(one => new FeeDiscountStep(one.Periods, one.Percent, one.Amount))], terms.MinimumTermMonths,
        terms.EarlyEnd, terms.PenaltyAmount, terms.StartsOnFirstUse, terms.IsWaivedWhileSuspended, terms.TaxCode, offer,
        terms.BindsPieces, terms.ProrationDays, terms.TermRenews);

    public SubscriptionTerms Terms() => new()
    {
        Name = Name,
        Fee = Fee,
        ActivationFee = ActivationFee,
        Cycle = new(Period, PeriodCount),
        Model = Model,
        ProratesFirst = ProratesFirst,
        ProratesLast = ProratesLast,
        ProrationDays = ProrationDays,
        TrialDays = TrialDays,
        Discounts = Discounts.IsDefault ? [] : [.. Discounts.Select(one => new FeeDiscount(one.Periods, one.Percent, one.Amount))],
        MinimumTermMonths = MinimumTermMonths,
        EarlyEnd = EarlyEnd,
        TermRenews = TermRenews,
        BindsPieces = BindsPieces,
        PenaltyAmount = PenaltyAmount,
        StartsOnFirstUse = StartsOnFirstUse,
        IsWaivedWhileSuspended = IsWaivedWhileSuspended,
        TaxCode = TaxCode,
    };
}

/// <summary>A lower fee for so many periods.</summary>
/// <param name="Periods">A million: for ever.</param>
/// <param name="Percent">0 to 100 off.</param>
/// <param name="Amount">Off the fee of each piece for a whole period, after the percentage.</param>
[GenerateSerializer, Immutable, Alias("billing.fee-discount-step")]
public sealed record FeeDiscountStep([property: Id(0)] int Periods, [property: Id(1)] decimal Percent, [property: Id(2)] decimal Amount = 0);

/// <param name="PlanHeadId">Of the name.</param>
/// <param name="PlanId">The newest version of its terms.</param>
[GenerateSerializer, Immutable, Alias("billing.plan-view")]
public sealed record PlanView(
    [property: Id(0)] long PlanHeadId,
    [property: Id(1)] long PlanId,
    [property: Id(2)] PlanDetails Details,
    [property: Id(3)] bool IsRetired,
    [property: Id(4)] long Version);
