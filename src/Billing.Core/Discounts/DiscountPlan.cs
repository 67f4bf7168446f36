using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.BillingPeriods;
using Billing.Core.Sessions;
using NodaTime;

namespace Billing.Core.Discounts;

/// <summary>A ladder of discounts over what was used: 10 % off beyond 100 minutes a month, 20 % off beyond 500.</summary>
/// <remarks>Of the plans that fit a session the first by precedence applies and counts; the others neither apply nor count.</remarks>
public sealed record DiscountPlan
{
    public required long DiscountId { get; init; }

    public required string Name { get; init; }

    /// <summary>What it applies to; its weight is not used.</summary>
    public AllowanceUse Use { get; init; } = AllowanceUse.Anything;

    /// <summary>The account it applies to; null: every account of the payer, over one counter.</summary>
    public long? AccountId { get; init; }

    /// <summary>Smaller numbers are looked at first; among equals the older plan.</summary>
    public int Precedence { get; init; }

    public required CounterMeasure Measure { get; init; }

    /// <summary>When the counter starts again from zero, in the account's billing time zone.</summary>
    public required PeriodKind Reset { get; init; }

    /// <summary>The first instant at which it is nothing to new usage; null: it does not end.</summary>
    public Instant? EndsAt { get; init; }

    /// <summary>By threshold, ascending; below the first one there is no discount.</summary>
    public required ImmutableArray<DiscountTier> Tiers { get; init; }

    internal bool Fits(SessionTerms session, string? period, Instant time) =>
        (AccountId is null || AccountId == session.AccountId) && !(EndsAt <= time) && Use.Fits(session, period);

    /// <summary>The discount at a value of the counter, and the value at which the next one begins; null: none does.</summary>
    internal (decimal Percent, decimal? Next) At(decimal value)
    {
        var percent = 0m;

        foreach (var tier in Tiers)
        {
            if (value < tier.Threshold)
            {
                return (percent, tier.Threshold);
            }

            percent = tier.Percent;
        }

        return (percent, null);
    }

    /// <summary>The smallest discount from a value of the counter on: what a hold must reckon with.</summary>
    internal decimal LowestFrom(decimal value)
    {
        var lowest = At(value).Percent;

        foreach (var tier in Tiers)
        {
            lowest = tier.Threshold > value ? decimal.Min(lowest, tier.Percent) : lowest;
        }

        return lowest;
    }
}

/// <param name="Threshold">From this value of the counter on: base units, or money.</param>
/// <param name="Percent">Off the price of the usage, 0 to 100; the connect fee is not discounted, a surcharge is on what is left.</param>
public readonly record struct DiscountTier(decimal Threshold, decimal Percent);

/// <summary>What a counter counts. The numbers are stored: they never change.</summary>
public enum CounterMeasure
{
    /// <summary>Base units, in whole charged intervals, that money paid for.</summary>
    Units = 1,

    /// <summary>Money: the discounted price of the usage, without fees, surcharge and bounds.</summary>
    Money = 2,
}
