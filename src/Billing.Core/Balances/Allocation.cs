using System.Collections.Immutable;
using Billing.Core.Allowances;
using Billing.Core.Rating;
using Billing.Core.Sessions;
using Billing.Core.Tariffs;
using NodaTime;

namespace Billing.Core.Balances;

/// <summary>Decides unit by unit, in stretches, what pays for the usage that a session adds: allowances, then money less a
/// discount.</summary>
/// <remarks>
/// Works on what is left beside the other sessions' holds, and only notes what it takes. Used for what was reported and, with
/// <paramref name="isPlan"/>, for what is to be held.
/// </remarks>
/// <param name="heldByOthers">Without this session's own.</param>
/// <param name="at">When usage without a time of its own (bytes, events) began; seconds have theirs.</param>
internal sealed partial class Allocation(
    Funds funds, ImmutableDictionary<HoldKey, decimal> heldByOthers, Session session, Instant at, bool isPlan)
{
    private const int CounterDecimals = 10;

    // Over 3000 years: no allowance begins or ends beyond, and no instant is so late.
    public const long LastSecond = 100_000_000_000;

    private readonly RateTerms _terms = session.Terms.Rate!.Terms;
    private readonly RatingClock _clock = session.Clock;
    private readonly List<CoverSpan> _spans = [.. session.Coverage.Spans];
    private readonly Dictionary<int, decimal> _taken = [];

    // Exact weights or units that the session has counted since it was last settled, with this allocation and without.
    private readonly Dictionary<long, decimal> _counted = [];
    private readonly Dictionary<long, decimal> _ownBefore = [];

    /// <summary>Where, in metered units, an allowance's end ends the grant; null: nowhere.</summary>
    public long? StopsAt { get; private set; }

    /// <summary>The policy of the allowance that was used up before the first unit.</summary>
    public string? Policy { get; private set; }

    /// <summary>The allowance beyond which nothing is sold, when that is why it stops.</summary>
    public string? Blocks { get; private set; }

    public ImmutableArray<CoverSpan> Spans => [.. _spans];

    /// <summary>Covers the metered units from <paramref name="from"/>, which are not covered yet, to <paramref name="to"/>.</summary>
    public void Cover(long from, long to)
    {
        var walk = new SegmentWalk(_terms, _clock, everyBorder: HasPeriods());
        var first = from;
        CountOwn();

        while (from < to && walk.MoveNext(to))
        {
            while (from < walk.To && from < to)
            {
                var end = CoverNext(walk, from, long.Min(walk.To, to), isFirst: from == first);

                if (end == from)
                {
                    StopsAt = from;

                    return;
                }

                from = end;
            }
        }
    }

    /// <summary>The funds after what was taken and counted.</summary>
    public Funds Settled(Funds after)
    {
        foreach (var (allowanceId, amount) in _taken)
        {
            after = after.Take(allowanceId, amount);
        }

        foreach (var (discountId, sum) in _counted)
        {
            var plan = PlanOf(discountId);
            after = after.Add(KeyOf(plan), PeriodOf(plan), Contribution(plan, sum) - Contribution(plan, _ownBefore[discountId]));
        }

        return after;
    }

    /// <summary>What is taken of allowances between two numbers of metered units, to be held.</summary>
    public IEnumerable<Hold> HoldsBetween(long from, long to) => _spans
        .Where(span => span.AllowanceId is not null && long.Min(span.To, to) > long.Max(span.From, from))
        .GroupBy(span => span.AllowanceId!.Value)
        .Select(group => new Hold(
            new(HoldOf.Allowance, group.Key),
            group.Sum(span => (long.Min(span.To, to) - long.Max(span.From, from)) * span.Weight)));

    private long CoverNext(in SegmentWalk walk, long from, long to, bool isFirst)
    {
        var time = _terms.Unit is Unit.Second ? _clock.StartAt + Duration.FromSeconds(long.Min(_terms.FreeUnits + from, LastSecond)) : at;
        to = long.Min(to, BorderAfter(time, from));
        var (allowance, use, used) = FindAllowance(walk.Period, time);

        if (allowance is not null)
        {
            var units = decimal.Floor(Left(allowance) / use!.Weight);
            to = units < to - from ? from + (long)units : to;
            _taken[allowance.AllowanceId] = _taken.GetValueOrDefault(allowance.AllowanceId) + (to - from) * use.Weight;
            Add(new(from, to, allowance.AllowanceId, null, 100, use.Weight));

            return to;
        }

        if (isPlan && used is { Exhaustion: Exhaustion.Block })
        {
            Blocks = used.Name;

            return from;
        }

        if (isPlan && used is { Exhaustion: Exhaustion.Limit })
        {
            Policy = isFirst ? used.Policy : Policy;

            if (!isFirst && session.Terms.SliceUnits is not null && _spans is [.., { AllowanceId: not null } last] && last.To == from)
            {
                return from; // the gateway comes back here, and is told the policy
            }
        }

        return Discount(walk, from, to, time);
    }

    // The allowance for the next unit; where there is none, the last of those that would be for it but are used up.
    private (Allowance? Allowance, AllowanceUse? Use, Allowance? UsedUp) FindAllowance(string? period, Instant time)
    {
        Allowance? usedUp = null;

        foreach (var allowance in funds.Allowances)
        {
            if (allowance.Kind is AllowanceKind.Units && allowance.IsValidAt(time) && allowance.FindUse(session.Terms, period) is { } use)
            {
                if (Left(allowance) >= use.Weight)
                {
                    return (allowance, use, null);
                }

                usedUp = allowance;
            }
        }

        return (null, null, usedUp);
    }

    // A rate without prices of periods has borders all the same where an allowance or a discount is of one.
    private bool HasPeriods() =>
        funds.Allowances.Any(allowance => allowance.Uses.Any(use => use.Period is not null))
        || funds.Discounts.Any(plan => plan.Use.Period is not null);

    private decimal Left(Allowance allowance) => allowance.Remaining
        - heldByOthers.GetValueOrDefault(new(HoldOf.Allowance, allowance.AllowanceId))
        - _taken.GetValueOrDefault(allowance.AllowanceId);

    // The first unit at whose time another allowance begins, or one or a discount ends.
    private long BorderAfter(Instant time, long from)
    {
        if (_terms.Unit is not Unit.Second)
        {
            return long.MaxValue;
        }

        var border = Instant.MaxValue;

        foreach (var allowance in funds.Allowances)
        {
            border = allowance.ValidFrom > time ? Instant.Min(border, allowance.ValidFrom) : border;
            border = allowance.ExpiresAt > time ? Instant.Min(border, allowance.ExpiresAt) : border;
        }

        foreach (var discount in funds.Discounts)
        {
            border = discount.EndsAt is { } end && end > time ? Instant.Min(border, end) : border;
        }

        return border == Instant.MaxValue ? long.MaxValue : from + long.Max(1, Seconds(border - time));
    }

    private static long Seconds(Duration duration) =>
        duration.Days * 86_400L + (duration.NanosecondOfDay + NodaConstants.NanosecondsPerSecond - 1) / NodaConstants.NanosecondsPerSecond;

    private void Add(in CoverSpan span)
    {
        if (_spans is [.., var last] && span.Continues(last))
        {
            _spans[^1] = last with { To = span.To };
        }
        else
        {
            _spans.Add(span);
        }
    }
}
