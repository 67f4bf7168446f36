using System.Collections.Immutable;
using Billing.Core.Tariffs;

namespace Billing.Core.Rating;

/// <summary>What pays for the metered units of a session where money at the full price does not.</summary>
/// <remarks>
/// Decided once, when the units are first reported, and kept with the session: the amount stays a function of the
/// cumulative usage. Metered units are counted from 0 after the rate's free units, whole intervals.
/// </remarks>
/// <param name="Spans">In order, without overlaps; what is in no span is paid by money at the full price.</param>
/// <param name="Draws">What reserved money has paid of the amount that the spans leave, by allowance.</param>
public sealed record Coverage(ImmutableArray<CoverSpan> Spans, ImmutableArray<AllowanceDraw> Draws)
{
    public static Coverage None { get; } = new([], []);

    public bool IsNone => Spans.IsEmpty && Draws.IsEmpty;

    /// <summary>What reserved money has paid, in the balance's currency.</summary>
    public decimal Drawn
    {
        get
        {
            var sum = 0m;

            foreach (var draw in Draws)
            {
                sum += draw.Amount;
            }

            return sum;
        }
    }

    /// <summary>What it has of an allowance: base units by their weights, or reserved money.</summary>
    internal decimal Of(int allowanceId) =>
        Spans.Where(span => span.AllowanceId == allowanceId).Sum(span => span.Units * span.Weight)
        + Draws.Where(draw => draw.AllowanceId == allowanceId).Sum(draw => draw.Amount);

    /// <summary>Metered units that an allowance pays for, of the first <paramref name="units"/>.</summary>
    internal long CoveredUnits(long units)
    {
        var sum = 0L;

        foreach (var span in Spans)
        {
            sum += span.AllowanceId is not null ? long.Max(0, long.Min(span.To, units) - span.From) : 0;
        }

        return sum;
    }

    /// <summary>What the spans take off the weight of a segment's units below <paramref name="limit"/>.</summary>
    internal decimal Reduction(PriceLadder ladder, long from, long limit)
    {
        var sum = 0m;

        foreach (var span in Spans)
        {
            var (start, end) = (long.Max(span.From, from), long.Min(span.To, limit));

            if (start < end && span.Percent != 0)
            {
                sum += (ladder.WeightOf(end) - ladder.WeightOf(start)) * span.Percent / 100m;
            }
        }

        return sum;
    }

    /// <summary>The weight, reduced, of the units that one discount plan counts.</summary>
    internal decimal CountedWeight(PriceLadder ladder, long from, long limit, long discountId)
    {
        var sum = 0m;

        foreach (var span in Spans)
        {
            var (start, end) = (long.Max(span.From, from), long.Min(span.To, limit));

            if (start < end && span.DiscountId == discountId)
            {
                sum += (ladder.WeightOf(end) - ladder.WeightOf(start)) * (100 - span.Percent) / 100m;
            }
        }

        return sum;
    }
}

/// <summary>A stretch of metered units with what pays for it: an allowance, or money less a discount.</summary>
/// <param name="From">The first unit.</param>
/// <param name="To">The unit after the last.</param>
/// <param name="AllowanceId">The allowance; null where a discount plan applies.</param>
/// <param name="DiscountId">The discount plan that counts these units, also where its percentage is zero.</param>
/// <param name="Percent">What is off the price: 100 for an allowance.</param>
/// <param name="Weight">What one unit takes of the allowance.</param>
public readonly record struct CoverSpan(
    long From, long To, int? AllowanceId, long? DiscountId, decimal Percent, decimal Weight = 1)
{
    public long Units => To - From;

    internal bool Continues(in CoverSpan before) => before.To == From && this with { From = before.From, To = before.To } == before;
}

/// <summary>Reserved money that paid a part of an amount.</summary>
public readonly record struct AllowanceDraw(int AllowanceId, decimal Amount);
