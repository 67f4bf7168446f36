using System.Collections.Immutable;
using Billing.Core.BillingPeriods;

namespace Billing.Core.Subscriptions;

/// <summary>When a fee is charged. Numbers are stored.</summary>
public enum ChargeModel
{
    /// <summary>At each period's start, for it.</summary>
    InAdvance = 1,

    /// <summary>At each period's end, for it.</summary>
    InArrears = 2,

    /// <summary>Each day at its start its share of the period's fee, to the last decimal.</summary>
    Progressive = 3,
}

/// <summary>What an end before the minimum term costs, and a change to a plan that binds less long. Numbers are stored.</summary>
public enum EarlyEnd
{
    Free = 0,

    /// <summary>A fixed amount.</summary>
    Fixed = 1,

    /// <summary>What the rest of the term would have cost, without the running period where that is paid: none of it is credited.</summary>
    RemainingFees = 2,

    /// <summary>What discounts have taken off since the plan began.</summary>
    DiscountsGiven = 3,
}

/// <summary>A lower fee for a number of periods.</summary>
/// <param name="Percent">0 to 100; 100 is free.</param>
/// <param name="Amount">Off the fee of each piece for a whole period, after the percentage; no more than is left of it.</param>
public sealed record FeeDiscount(int Periods, decimal Percent, decimal Amount = 0)
{
    /// <summary>So many periods are for ever: of days they are more than two thousand years.</summary>
    public const int Always = 1_000_000;

    internal static readonly FeeDiscount None = new(0, 0);
}

/// <summary>What a product costs beside usage, in the payer's currency. A version of a plan: it never changes.</summary>
public sealed record SubscriptionTerms
{
    public required string Name { get; init; }

    /// <summary>Of one period, for one piece; zero or more, to 5 decimals.</summary>
    public required decimal Fee { get; init; }

    /// <summary>Once, when the subscription becomes active.</summary>
    public decimal ActivationFee { get; init; }

    /// <summary>What the fee is for; of the kind <c>Never</c> there is no fee but that of activation.</summary>
    public required Cycle Cycle { get; init; }

    public ChargeModel Model { get; init; } = ChargeModel.InAdvance;

    /// <summary>Whether a first period that begins in the middle costs only its days.</summary>
    public bool ProratesFirst { get; init; } = true;

    /// <summary>Whether a last period that ends early costs only its days: what was charged for the others is credited.</summary>
    public bool ProratesLast { get; init; } = true;

    /// <summary>
    /// So many days are a month where a part of a period is charged or credited: that many shares are the whole, days of a month after
    /// them cost nothing, and its end makes up for those that it has not. Zero: the days that the period has. Of plans of months only, and
    /// not day by day.
    /// </summary>
    public int ProrationDays { get; init; }

    /// <summary>Days from activation that cost nothing; periods by anniversary are counted from the day after them.</summary>
    public int TrialDays { get; init; }

    /// <summary>After the trial, one after the other.</summary>
    public ImmutableArray<FeeDiscount> Discounts { get; init; } = [];

    /// <summary>From the first day that costs a fee; zero: none.</summary>
    public int MinimumTermMonths { get; init; }

    /// <summary>When the minimum term is over it begins anew, each time: only an end on the day of a term's end is none before it.</summary>
    public bool TermRenews { get; init; }

    public EarlyEnd EarlyEnd { get; init; }

    /// <summary>
    /// The term binds each piece: fewer of them before its end cost their share of what an end of all would, and a fixed amount is for
    /// each. Else pieces come and go freely.
    /// </summary>
    public bool BindsPieces { get; init; }

    /// <summary>With <see cref="EarlyEnd.Fixed"/>.</summary>
    public decimal PenaltyAmount { get; init; }

    /// <summary>It becomes active when its account is first used.</summary>
    public bool StartsOnFirstUse { get; init; }

    /// <summary>Days on which its account is suspended cost nothing.</summary>
    public bool IsWaivedWhileSuspended { get; init; }

    /// <summary>Which tax rates apply; null: those for everything.</summary>
    public string? TaxCode { get; init; }

    /// <summary>What is off in a period, counted from zero since the plan began.</summary>
    public FeeDiscount DiscountIn(int period)
    {
        foreach (var discount in Discounts)
        {
            if (period < discount.Periods)
            {
                return discount;
            }

            period -= discount.Periods;
        }

        return FeeDiscount.None;
    }
}
