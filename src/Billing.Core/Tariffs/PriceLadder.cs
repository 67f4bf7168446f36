using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Billing.Core.Tariffs;

/// <summary>
/// The intervals of a rate, laid end to end from its first metered unit: a grid over the usage, each cell with a price.
/// </summary>
/// <remarks>
/// Compiled, so that the cost of any usage is found without walking its intervals. Two ladders are equal when they
/// price every usage alike step by step.
/// </remarks>
public sealed class PriceLadder : IEquatable<PriceLadder>
{
    private readonly Step[] _steps;

    private PriceLadder(Step[] steps) => _steps = steps;

    public ImmutableArray<RateInterval> Intervals => [.. _steps.Select((step, i) => new RateInterval(
        step.Length,
        i + 1 < _steps.Length ? (int)((_steps[i + 1].Start - step.Start) / step.Length) : null,
        step.Price))];

    internal int StepCount => _steps.Length;

    /// <summary>Compiles the steps, or says in one sentence what is wrong with them.</summary>
    public static bool TryCreate(
        IReadOnlyList<RateInterval> intervals,
        [NotNullWhen(true)] out PriceLadder? ladder,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(intervals);

        ladder = null;
        error = LadderRules.FindError(intervals);

        if (error is not null)
        {
            return false;
        }

        var steps = new Step[intervals.Count];
        var start = 0L;
        var weight = 0m;

        for (var i = 0; i < steps.Length; i++)
        {
            var (length, repeat, price) = intervals[i];
            steps[i] = new Step(start, length, price, weight);
            var units = length * (repeat ?? 0);
            start += units;
            weight += price * units;
        }

        ladder = new PriceLadder(steps);

        return true;
    }

    /// <summary>The end of the interval that holds the last of the first <paramref name="units"/> units.</summary>
    internal long Ceiling(long units)
    {
        ref readonly var step = ref _steps[0];

        for (var i = 1; i < _steps.Length && _steps[i].Start < units; i++)
        {
            step = ref _steps[i];
        }

        var offset = units - step.Start;
        var rest = offset % step.Length;

        return rest == 0 ? units : units + (step.Length - rest);
    }

    /// <summary>
    /// The sum of units × price over the first <paramref name="units"/> units. Divided by the size of the price unit it
    /// is money; the division is left to the end, where it is done once.
    /// </summary>
    internal decimal WeightOf(long units)
    {
        ref readonly var step = ref _steps[StepAt(units)];

        return step.Weight + (units - step.Start) * step.Price;
    }

    /// <summary>The step of the unit at <paramref name="position"/>, counted from 0.</summary>
    internal int StepAt(long position)
    {
        var i = 0;

        while (i + 1 < _steps.Length && _steps[i + 1].Start <= position)
        {
            i++;
        }

        return i;
    }

    internal decimal PriceOf(int step) => _steps[step].Price;

    /// <summary>The position after the step's last unit.</summary>
    internal long EndOf(int step) => step + 1 < _steps.Length ? _steps[step + 1].Start : long.MaxValue;

    public bool Equals(PriceLadder? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    public override bool Equals(object? obj) => Equals(obj as PriceLadder);

    public override int GetHashCode()
    {
        var hash = default(HashCode);

        foreach (var step in _steps)
        {
            hash.Add(step);
        }

        return hash.ToHashCode();
    }

    /// <param name="Start">Units before the step.</param>
    /// <param name="Weight">The sum of units × price before the step.</param>
    private readonly record struct Step(long Start, long Length, decimal Price, decimal Weight);
}
